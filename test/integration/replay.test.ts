import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { drainedAt, readTable, sendAll } from '../support/cloud.ts';
import { labwire, type Running, startLabwire } from '../support/labwire.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';

/** Held results of the running system, and how people get them on: by the command line alone. */

const data = mkdtempSync(join(tmpdir(), 'labwire-replay-'));
let running: Running;
let sent = 0;

beforeAll(async () => {
  running = await startLabwire(data);
});
afterAll(async () => {
  running.process.kill('SIGTERM');
  await running.ended;
  rmSync(data, { recursive: true, force: true });
});

const send = async (...messages: readonly Uint8Array[]): Promise<void> => {
  await sendAll(running.ready.mllpPort, messages);
  sent += messages.length;
  await running.travelled(sent);
};

const run = (...args: readonly string[]) => labwire([...args, '--data', data]);

const json = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await run(...args, '--json');
  return { code, stderr, lines: stdout.trim().split('\n').filter(Boolean) };
};

const heldFor = async (reason: string): Promise<{ messageId: string; controlId: string }[]> =>
  JSON.parse((await json('held', '--reason', reason)).lines.join('\n'));

const versions = async () => (await readTable(running.ready)).versions.length;

describe('a result that came before its order', () => {
  const lis = { 3: 'CORELIS', 4: 'RIVERSIDE' };

  test('is listed, and reported by itself once its order is known', async () => {
    await send(
      anOru({
        header: { ...lis, 10: 'EARLY' },
        patient: { 3: '' },
        order: { 3: 'F-77^CORELIS' },
        results: [{ 5: '93' }],
      }),
    );
    const [early] = await heldFor('no-patient');
    expect(early?.controlId).toBe('EARLY');
    const order = { 2: '', 3: 'F-77^CORELIS' };
    await send(
      toMessage(
        msh({ ...lis, 9: 'ORM^O01', 10: 'ORDER' }),
        pid(),
        segment('ORC', { 1: 'NW', ...order }),
        obr(order),
      ),
    );

    await drainedAt(running.ready.awsUrl);
    expect(await heldFor('no-patient')).toEqual([]);
    const { deliveries, messages } = await readTable(running.ready);
    expect(messages.find(({ id }) => id === early?.messageId)).toMatchObject({
      ledger: { stored: 1, held: {} },
      replays: [{ by: 'labwire' }],
    });
    expect(deliveries).toMatchObject([{ state: 'delivered' }]);
  });
});

describe('a result without a role, on an analyzer that runs controls', () => {
  test('is released by a person, who is written down', async () => {
    const analyzer = { 3: 'CHEM1', 4: 'RIVERSIDE', 9: 'OUL^R22' };
    const specimen = segment('SPM', { 1: '1', 2: 'S-1' });
    await send(toMessage(msh({ ...analyzer, 10: 'NOROLE' }), pid(), specimen, obr({ 3: 'F-78' }), obx()));
    const [waiting] = await heldFor('unknown-role');
    const id = waiting?.messageId ?? '';
    const before = await versions();
    const rehearsed = await run('release', id, '--dry-run', '--why', 'test');
    expect(rehearsed.code).toBe(0);
    expect(rehearsed.stdout).toContain('1 observations in = 1 stored + 0 held');
    expect(rehearsed.stdout).toContain('patient.identifiers[0].value  — → 700101');
    expect(rehearsed.stdout).toContain('nothing was changed');
    expect(await versions()).toBe(before);
    const unasked = await run('release', id, '--why', 'test');
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const { code, stdout } = await run('release', id, '--why', 'label checked', '--by', 'a.ng', '--yes');
    expect([code, stdout]).toEqual([0, expect.stringContaining('done: 1 observations in = 1 stored')]);
    const { messages } = await readTable(running.ready);
    expect(messages.find((message) => message.id === id)).toMatchObject({
      released: ['unknown-role'],
      replays: [{ by: 'a.ng', why: 'label checked' }],
    });
    const again = await run('release', id, '--why', 'x', '--yes');
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining(`nothing of message ${id} is held`),
    ]);
  });
});

test('codes that no map knows are lines to fill in', async () => {
  const { code, stdout } = await run('unmapped', '--source', 'core-lis');
  expect(code).toBe(0);
  expect(stdout).toContain('code,system,unit,specimen,loinc,display,ucum,convert_to,molar_mass\n');
  expect(stdout).toContain('GLU,L,mg/dL,,,Glucose,mg/dL,,\n');
});

test('a period is replayed as a whole, and nothing of it changes', async () => {
  const before = await versions();
  const { code, lines } = await json('replay', '--since', '1h', '--yes');
  expect([code, lines.filter((line) => line.includes('"done"')).length]).toEqual([0, sent]);
  expect(await versions()).toBe(before);
});

describe('called wrongly', () => {
  test.each([
    [['replay', '--dry-run'], 'say which messages'],
    [['replay', 'x', '--held', 'no-patient'], 'say which messages'],
    [['replay', '--held', 'nonsense'], 'Allowed choices are no-patient'],
    [['replay', '--since', 'yesterday'], 'Give a time'],
    [['release', 'nothing', '--why', 'x'], 'there is no message nothing'],
    [['release', 'nothing'], '--why'],
  ])('%j says what to do', async (args, text) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
  });

  test('with a file that says no system', async () => {
    const file = join(data, 'outputs.json');
    writeFileSync(file, '{"LabwireProcessing":{"ApiUrl":"https://example"}}');
    for (const [system, text] of [
      [file, 'no stack in it has the output System'],
      [join(data, 'none.json'), 'start a system in this folder'],
    ] as const) {
      const { code, stderr } = await labwire(['held', '--system', system]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    }
  });

  test('with a system that does not run any more', async () => {
    const file = join(data, 'gone.json');
    const gone = {
      region: 'us-east-1',
      site: { version: 'gone', folder: 'site' },
      table: 't',
      bucket: 'b',
      inboundQueue: 'q',
      updateQueues: {},
      endpoint: 'http://127.0.0.1:9',
    };
    writeFileSync(file, JSON.stringify(gone));
    const { code, stderr } = await labwire(['held', '--system', file, '--reason', 'no-patient']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is the system running')]);
  });

  test('a message that is not there is not replayed', async () => {
    const { code, stdout } = await run('replay', 'nothing', '--yes');
    expect([code, stdout]).toEqual([1, expect.stringContaining('there is no message with this id')]);
  });
});
