import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scheduler } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { type EhrServer, startEhr } from '../../local/ehr/server.ts';
import { putInOrder } from '../support/after-crashes.ts';
import { type CloudAddress, readTable, sendAll, type TableContents, untilAt } from '../support/cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { aQuality } from '../support/quality/controls.ts';
import { size } from '../support/size.ts';

const ROUNDS = size({ short: 1, long: 20 });
const MINUTE = 60_000;
/** No control of the last one passes, so that nothing of it is ever delivered. */
const modules = ['m0', 'm1', 'm2', 'shut'];
const begin = Date.now() - (ROUNDS + 1) * 10 * MINUTE;
const root = fileURLToPath(new URL('../../', import.meta.url));

const { materials, systems } = aQuality({}, '2099-12-31');
const quality = {
  materials: JSON.parse(JSON.stringify(materials).replaceAll('"source":"analyzer"', '"source":"any"')),
  systems: modules.map((analyzer) => ({
    ...systems[0],
    ...{ id: analyzer, analyzer, source: 'any' },
    gate: { mode: 'gate', repeat: 'once' },
  })),
};

let folder: string;
let ehr: EhrServer;
let cloud: { readonly process: ChildProcess; readonly ready: CloudAddress; readonly ended: Promise<unknown> };

async function startCloud(): Promise<void> {
  const script = join(root, 'test/support/cloud-process.ts');
  const args = [script, join(folder, 'cloud'), ehr.url, join(folder, 'quality.json')];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const ready = await new Promise<CloudAddress>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => resolve(JSON.parse(line)));
    void ended.then(() => reject(new Error('the cloud did not start')));
  });
  cloud = { process: child, ready, ended };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-quality-crash-'));
  writeFileSync(join(folder, 'quality.json'), JSON.stringify(quality));
  ehr = await startEhr({});
  await startCloud();
});
afterAll(async () => {
  cloud?.process.kill('SIGKILL');
  await Promise.all([ehr.stop(), cloud?.ended]);
  rmSync(folder, { recursive: true, force: true });
});

const measured = (value: string, analyzer: string, at: string) =>
  obx({ 3: 'GLU^Glucose^99LAB', 5: value, 6: 'mg/dL', 18: analyzer, 19: at });

/** Of each module a control that fails, a result, a control that passes (or fails, too), and a result; each result has a value of its own. */
function messagesOf(round: number): readonly Uint8Array[] {
  return modules.flatMap((analyzer, module) => {
    const at = (minute: number): string => {
      const time = new Date(begin + (round * 10 + minute) * MINUTE);
      return `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
    };
    const head = (minute: number, type: string) =>
      msh({ 7: at(minute), 9: type, 10: `${analyzer}-${round}-${minute}` });
    const control = (minute: number, value: string) =>
      toMessage(
        head(minute, 'OUL^R22'),
        segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
        obr({ 3: 'QC1' }),
        measured(value, analyzer, at(minute)),
      );
    const result = (minute: number) =>
      toMessage(
        head(minute, 'ORU^R01'),
        pid({ 3: `${analyzer}-${round}-${minute}^^^RIVERSIDE^MR` }),
        obr({ 3: `${analyzer}-${round}-${minute}` }),
        measured(String(numberOf(module, round, minute)), analyzer, at(minute)),
      );
    return [control(0, '131'), result(2), control(4, analyzer === 'shut' ? '131' : '100'), result(6)];
  });
}
const numberOf = (module: number, round: number, minute: number): number =>
  1000 + module * 1000 + round * 10 + minute;

const shuffled = <T>(all: readonly T[]): readonly T[] =>
  all
    .map((one) => ({ one, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one);

/** Messages that nobody has acknowledged. */
let unanswered: readonly Uint8Array[] = [];

async function send(messages: readonly Uint8Array[], onFirst: () => void = () => undefined): Promise<void> {
  const answered = new Set<Uint8Array>();
  await sendAll(cloud.ready.mllpPort, messages, {
    connections: 4,
    onAnswer: ({ bytes, ack }) => {
      if (ack.code === 'AA') answered.add(bytes);
      if (answered.size === 1) onFirst();
    },
  }).catch(() => undefined);
  unanswered = messages.filter((one) => !answered.has(one));
}

/** Sends the messages of a round in any order, and kills the system while it reads them. */
async function round(number: number): Promise<void> {
  const dying = cloud;
  let killed: Promise<unknown> = Promise.resolve();
  const kill = async () => {
    await scheduler.wait(Math.random() * 3000);
    dying.process.kill('SIGKILL');
  };
  await send([...unanswered, ...shuffled(messagesOf(number))], () => {
    killed = kill();
  });
  await killed;
  // where nobody was answered, nobody has killed it
  dying.process.kill('SIGKILL');
  await dying.ended;
  await startCloud();
}

async function valuesAtEhr(): Promise<readonly number[]> {
  const response = await fetch(`${ehr.url}/Observation?_count=100000`);
  const { entry = [] } = (await response.json()) as Bundle<Observation>;
  return entry.flatMap(({ resource }) => resource?.valueQuantity?.value ?? []).toSorted((a, b) => a - b);
}

/** The verdicts of each event of a module, version by version, in the order of the events. */
function verdictsOf({ verdicts }: TableContents, analyzer: string) {
  const own = verdicts.filter(({ pk }) => pk.includes(`${analyzer}`)).toSorted((a, b) => a.start - b.start);
  return [...Map.groupBy(own, ({ event }) => event).values()].map((versions) =>
    versions.toSorted((a, b) => a.version - b.version),
  );
}

test('kill -9 in the middle of judging and gating: no verdict is lost or doubled, no result passes a closed gate, and every hold lifts', async () => {
  for (let number = 0; number < ROUNDS; number++) await round(number);
  await untilAt(
    cloud.ready.awsUrl,
    async () => {
      await send(unanswered);
      return unanswered.length === 0;
    },
    'an answer to each message',
  );
  const { putBack, replayed } = await putInOrder(cloud.ready, join(folder, 'cloud'));

  const contents = await readTable(cloud.ready);
  const rounds = Array.from({ length: ROUNDS }, (_, number) => number);
  const open = modules.flatMap((analyzer, module) =>
    analyzer === 'shut'
      ? []
      : rounds.flatMap((number) => [2, 6].map((minute) => numberOf(module, number, minute))),
  );
  process.stdout.write(
    `${ROUNDS} rounds of kill -9: ${contents.messages.length} messages, ${contents.verdicts.length} versions of verdicts, ${replayed} set aside and replayed, ${putBack} dead letters put back\n`,
  );
  expect(contents.messages).toHaveLength(modules.length * 4 * ROUNDS);
  expect(await valuesAtEhr()).toEqual(open.toSorted((a, b) => a - b));
  for (const analyzer of modules) {
    const events = verdictsOf(contents, analyzer);
    expect(events.map((versions) => versions.at(-1)?.evaluation?.verdict)).toEqual(
      rounds.flatMap(() => ['reject', analyzer === 'shut' ? 'reject' : 'accept']),
    );
    for (const versions of events) {
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
      // each version says something new
      const said = versions.map(({ evaluation }) => JSON.stringify(evaluation));
      expect(said.filter((one, index) => one === said[index - 1])).toEqual([]);
    }
    const state = contents.systemStates.find(({ pk }) => pk.includes(`${analyzer}`));
    expect(state?.steps.map((step) => step.state)).toEqual(
      rounds.flatMap(() => ['failed', analyzer === 'shut' ? 'failed' : 'repeat-passed']).slice(-40),
    );
  }
});
