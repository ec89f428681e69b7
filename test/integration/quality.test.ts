import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeSystemFile } from '../../cli/system-file.ts';
import { qualityFileSchema } from '../../lib/site/quality/schema.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, readTable, sendAll, unique } from '../support/cloud.ts';
import { labwire } from '../support/labwire.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { kitOfAnswers } from '../support/quality/answers.ts';
import { aQuality } from '../support/quality/controls.ts';
import { aCheckedSite } from '../support/site.ts';

/** Controls and patients' results over the wire: each module of the analyzer is a test system of its own. */
const modules = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'counted', 'acted', 'watched', 'elsewhere'];
const { materials, systems } = aQuality({ gate: { mode: 'gate', repeat: 'once' } }, '2099-12-31');
/** A rapid test, whose controls answer in words. */
const rapid = kitOfAnswers({ analyzer: 'rapid', gate: { mode: 'gate' } });
const quality = qualityFileSchema.parse({
  materials: [...materials, ...rapid.materials],
  systems: [
    ...rapid.systems,
    ...modules.map((analyzer) => ({
      ...systems[0],
      ...{ id: analyzer, analyzer },
      ...(analyzer === 'acted' ? { gate: { mode: 'gate' } } : {}),
      ...(analyzer === 'watched' ? { gate: { mode: 'watch' } } : {}),
      ...(analyzer === 'elsewhere' ? { gate: { mode: 'open' } } : {}),
    })),
  ],
});
const sources = [{ id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' } }];
const folder = mkdtempSync(join(tmpdir(), 'labwire-quality-'));
let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await start({ ...aCheckedSite({ sources }), quality });
});
afterAll(() => cloud.stop());

const begin = Date.now();
/** The time so many hours ago, as HL7 writes it. */
const hoursAgo = (hours: number): string =>
  `${new Date(begin - hours * 3_600_000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;

const header = (at: string, type: string, id: string) =>
  msh({ 3: 'ANALYZER', 4: '', 7: at, 9: type, 10: id });
const measured = (value: string, analyzer: string, at: string) =>
  obx({ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL', 18: analyzer, 19: at });

const control = (analyzer: string, at: string, value: string): Uint8Array =>
  toMessage(
    header(at, 'OUL^R22', unique()),
    segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
    obr({ 3: 'QC1' }),
    measured(value, analyzer, at),
  );

const result = (analyzer: string, at: string, id: string): Uint8Array =>
  toMessage(
    header(at, 'ORU^R01', id),
    pid({ 3: `${unique()}^^^RIVERSIDE^MR` }),
    obr({ 3: `F-${id}` }),
    measured('95', analyzer, at),
  );

const take = async (bytes: Uint8Array): Promise<void> => {
  expect(await sendAll(cloud.mllpPort, [bytes])).toMatchObject([{ ack: { code: 'AA' } }]);
  await drained(cloud);
};

const address = () => ({ mllpPort: cloud.mllpPort, awsUrl: cloud.aws.url, tableName: cloud.tableName });

async function outcomeOf(
  id: string,
): Promise<{ readonly ledger: unknown; readonly deliveries: readonly string[] }> {
  const { messages, deliveries } = await readTable(address());
  const message = messages.find(({ controlId }) => controlId === id);
  const keys = new Set(message?.reports.map(({ key }) => key));
  const { stored, held } = message?.ledger ?? {};
  return {
    ledger: { stored, held },
    deliveries: deliveries.filter(({ reportKey }) => keys.has(reportKey)).map(({ state }) => state),
  };
}

describe('a result after a control that was rejected', () => {
  test.each([
    ['m0', 'fail, result, pass'],
    ['m1', 'fail, pass, result'],
    ['m2', 'result, fail, pass'],
    ['m3', 'result, pass, fail'],
    ['m4', 'pass, result, fail'],
    ['m5', 'pass, fail, result'],
  ])('on %s is in the chart in the end, in the order of arrival %s', async (analyzer, order) => {
    const id = unique();
    const messages = new Map([
      ['fail', control(analyzer, hoursAgo(4), '131')],
      ['result', result(analyzer, hoursAgo(3), id)],
      ['pass', control(analyzer, hoursAgo(2), '101')],
    ]);
    await take(control(analyzer, hoursAgo(5), '100'));
    const seen: unknown[] = [];
    for (const name of order.split(', ')) {
      await take(messages.get(name) ?? new Uint8Array());
      seen.push((await outcomeOf(id)).ledger);
    }
    if (order.startsWith('fail, result')) expect(seen[1]).toEqual({ stored: 0, held: { 'qc-failed': 1 } });
    expect(await outcomeOf(id)).toEqual({ ledger: { stored: 1, held: {} }, deliveries: ['delivered'] });
  });
});

test('a documented action lets the next good control release a result; without it the repeat does not', async () => {
  const system = join(folder, 'system.json');
  writeSystemFile(cloud, folder);
  const id = unique();
  await take(control('acted', hoursAgo(5), '131'));
  await take(result('acted', hoursAgo(4), id));
  await take(control('acted', hoursAgo(3), '101'));
  expect(await outcomeOf(id)).toEqual({ ledger: { stored: 0, held: { 'qc-failed': 1 } }, deliveries: [] });
  const at = new Date(begin - 3.5 * 3_600_000).toISOString();
  const words = ['--kind', 'control-vial', '--at', at, '--why', 'new vial', '--by', 'mara'];
  const { stdout, code } = await labwire(['qc', 'action', 'acted', ...words, '--system', system]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('acted is good: no result is held for it')]);
  await drained(cloud);
  expect(await outcomeOf(id)).toEqual({ ledger: { stored: 1, held: {} }, deliveries: ['delivered'] });
  const points = await labwire(['qc', 'points', 'acted', '--json', '--system', system]);
  const [{ id: point }] = JSON.parse(points.stdout);
  const exclude = () => labwire(['qc', 'exclude', 'acted', point, '--why', 'wrong vial', '--system', system]);
  const excluded = await exclude();
  expect([excluded.code, excluded.stdout]).toEqual([
    0,
    expect.stringMatching(/^exclude [\s\S]* verdicts changed/),
  ]);
  const again = await exclude();
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('the result is excluded already')]);
  const include = () => labwire(['qc', 'include', 'acted', point, '--why', 'right vial', '--system', system]);
  const included = await include();
  expect([included.code, included.stdout]).toEqual([
    0,
    expect.stringMatching(/^include [\s\S]* verdicts changed/),
  ]);
  const twice = await include();
  expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('the result is not excluded')]);
  const old = ['--kind', 'stop', '--at', '2025-11-30T06:00:00Z', '--why', 'a wrong year'];
  const refused = await labwire(['qc', 'action', 'acted', ...old, '--system', system]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('more than 60 days old')]);
});

test('the status says first that nobody answered a rejected control, although the repeat is good and results go on', async () => {
  writeSystemFile(cloud, folder);
  const status = async () => {
    const { code, stdout } = await labwire(['qc', 'status', '--system', join(folder, 'system.json')]);
    return [code, stdout.split('\n').filter((line) => / watched[: ]/.test(line))] as const;
  };
  await take(control('watched', hoursAgo(3), '131'));
  expect(await status()).toEqual([
    1,
    [
      'not in control watched: a control was rejected, and no complete one was good since then; results are delivered all the same (mode watch)',
      expect.stringMatching(/^reject watched /),
    ],
  ]);
  await take(control('watched', hoursAgo(2), '101'));
  expect(await status()).toEqual([
    1,
    [
      'not in control watched: a control was rejected, and nobody documented what was done before it was good again; results are delivered all the same (mode watch)',
      expect.stringMatching(/^accept watched /),
    ],
  ]);
});

test('a look-back is read, decided and signed on the command line', async () => {
  const lookback = (...args: string[]) =>
    labwire(['lookback', ...args, '--system', join(folder, 'system.json')]);
  writeSystemFile(cloud, folder);
  const rejected = JSON.parse((await lookback('list', '--json')).stdout).find(
    (one: { readonly system: string }) => one.system === 'm3',
  );
  // delivered before the control that failed was received
  const { event } = rejected.bounds;
  const words = ['m3', event, '--why', 'measured again'];
  expect((await lookback('show', 'm3', event)).stdout).toMatch(
    / 1 results, 1 open\n {2}\S+ {2}\S+ {2}open\n/,
  );
  expect((await lookback('sign', ...words, '--by', 'ines')).code).toBe(2);
  expect((await lookback('dispose', ...words, '--by', 'mara', '--as', 'repeat-ok')).stdout).toContain(
    '1 results',
  );
  expect((await lookback('sign', ...words, '--by', 'mara')).stderr).toContain('a second person signs');
  expect((await lookback('sign', ...words, '--by', 'ines')).stdout).toBe('signed by ines\n');
});

test('the gate costs a delivered result one request, and one of an open test system none', async () => {
  await take(control('counted', hoursAgo(5), '100'));
  const madeFor = async (message: Uint8Array): Promise<Record<string, number>> => {
    const counts = () => {
      const all = cloud.aws.counts();
      return { ...all[Object.keys(all).find((caller) => caller.startsWith('Normalize')) ?? ''] };
    };
    const before = counts();
    await take(message);
    return Object.fromEntries(
      Object.entries(counts())
        .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  };
  // a code without a map is told of once
  await take(result('elsewhere', hoursAgo(3), unique()));
  const without = await madeFor(result('elsewhere', hoursAgo(3), unique()));
  const withGate = await madeFor(result('counted', hoursAgo(3), unique()));
  expect(withGate).toEqual({
    ...without,
    'DynamoDB.BatchGetItem': (without['DynamoDB.BatchGetItem'] ?? 0) + 1,
  });
  expect(await madeFor(control('counted', hoursAgo(2), '101'))).toMatchObject({
    'DynamoDB.BatchGetItem': 2, // the message; the state
    'DynamoDB.Query': 5, // the verdicts, the points, the actions, what waits for the test system and for this control
    'DynamoDB.PutItem': 2, // the verdict, the state
    'DynamoDB.BatchWriteItem': 1, // the points
  });
});

test('controls that answer in words gate results, and are listed, counted and drawn', async () => {
  writeSystemFile(cloud, folder);
  const word = async (level: string, hours: number, type: string, value: string) => {
    const at = hoursAgo(hours);
    await take(
      toMessage(
        header(at, 'OUL^R22', unique()),
        segment('SPM', { 2: `K1-${level}`, 11: 'Q^^HL70369' }),
        obr({ 3: 'KIT' }),
        obx({ 2: type, 3: 'GLU^Glucose^99LAB', 5: value, 6: '', 18: 'rapid', 19: at }),
      ),
    );
  };
  const [first, second] = [unique(), unique()];
  await word('negative', 6, 'CWE', '260415000^Not detected^SCT');
  await word('positive', 6, 'ST', 'POS');
  await take(result('rapid', hoursAgo(5), first));
  expect(await outcomeOf(first)).toEqual({ ledger: { stored: 1, held: {} }, deliveries: ['delivered'] });
  await word('negative', 4, 'ST', 'No internal control line');
  await word('positive', 4, 'CE', 'POS^Positive^L');
  await take(result('rapid', hoursAgo(3), second));
  expect((await outcomeOf(second)).ledger).toEqual({ stored: 0, held: { 'qc-failed': 1 } });
  await word('negative', 2, 'ST', 'NEG???');
  const qc = (...words: readonly string[]) =>
    labwire(['qc', ...words, '--system', join(folder, 'system.json')]);
  const events = await qc('events', 'rapid');
  expect(events.stdout).toContain('negative: Negative, positive: Positive');
  expect(events.stdout).toMatch(/reject .*negative: invalid, positive: Positive\s+invalid-run/);
  const points = await qc('points', 'rapid');
  expect(points.stdout).toContain('unknown-answer at OBX[1]-5');
  expect(points.stdout).toContain('unknown-answer: look at the message');
  const statistics = await qc('statistics', 'rapid', '--months', '2');
  expect(statistics.stdout).toContain('expected Negative');
  expect(statistics.stdout).toContain('answers Positive 2');
  const chart = join(folder, 'rapid.svg');
  expect((await qc('chart', 'rapid', '--out', chart)).stderr).toContain('Chart of right and wrong results');
  expect(readFileSync(chart, 'utf8')).toMatch(
    /level negative: Negative[\s\S]*>wrong<[\s\S]*class="point reject"/,
  );
  expect((await qc('lots')).stdout).toContain('level negative: Negative');
});
