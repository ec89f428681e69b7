import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import { type EhrServer, startEhr } from '../../local/ehr/server.ts';
import { putInOrder } from '../support/after-crashes.ts';
import { readTable, sendAll, untilAt } from '../support/cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../support/messages.ts';
import { type CloudProcess, type Program, startCloudProcess } from '../support/program.ts';
import { aQuality } from '../support/quality/controls.ts';
import { size } from '../support/size.ts';

const ROUNDS = size({ short: 1, long: 20 });
/** Results behind each control. They are of as many patients, so that they are read side by side. */
const RESULTS = 8;
/** The control at the end of a round opens one module again, and leaves the other closed. */
const modules = ['opens', 'shut'] as const;
const MINUTE = 60_000;
const begin = Date.now() - (ROUNDS + 1) * 60 * MINUTE;

const nameOf = (module: string, round: number): string => `${module}-${round}`;
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
const { materials, systems } = aQuality({}, '2099-12-31');
const quality = {
  materials: JSON.parse(JSON.stringify(materials).replaceAll('"source":"analyzer"', '"source":"any"')),
  systems: rounds.flatMap((round) =>
    modules.map((module) => ({
      ...systems[0],
      ...{ id: nameOf(module, round), analyzer: nameOf(module, round), source: 'any' },
      gate: { mode: 'gate', repeat: 'once' },
      due: { every: 'hours', hours: 744 },
    })),
  ),
};

let folder: string;
let ehr: EhrServer;
let cloud: Program<CloudProcess>;

async function startCloud(): Promise<void> {
  cloud = await startCloudProcess(join(folder, 'cloud'), ehr.url, join(folder, 'quality.json'));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-quality-backlog-'));
  writeFileSync(join(folder, 'quality.json'), JSON.stringify(quality));
  ehr = await startEhr({});
  await startCloud();
});
afterAll(async () => {
  await Promise.all([ehr.stop(), cloud?.end('SIGKILL')]);
  rmSync(folder, { recursive: true, force: true });
});

const valueOfResult = (module: number, round: number, minute: number): number =>
  10_000 + module * 100_000 + round * 100 + minute;
const before = Array.from({ length: RESULTS }, (_, index) => 2 + index);
const after = Array.from({ length: RESULTS }, (_, index) => 22 + index);

/** The messages of a module in the order in which they are sent, each after the answer to the one before it. */
function courseOf(module: number, round: number): readonly Uint8Array[] {
  const analyzer = nameOf(modules[module] ?? '', round);
  const at = (minute: number): string => {
    const time = new Date(begin + (round * 60 + minute) * MINUTE);
    return `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}+0000`;
  };
  const head = (minute: number, type: string) => msh({ 7: at(minute), 9: type, 10: `${analyzer}-${minute}` });
  const measured = (text: string, minute: number) =>
    obx({ 3: 'GLU^Glucose^99LAB', 5: text, 6: 'mg/dL', 18: analyzer, 19: at(minute) });
  const control = (minute: number, value: string) =>
    toMessage(
      head(minute, 'OUL^R22'),
      segment('SPM', { 2: 'QC1', 11: 'Q^^HL70369' }),
      obr({ 3: 'QC1' }),
      measured(value, minute),
    );
  const result = (minute: number) =>
    toMessage(
      head(minute, 'ORU^R01'),
      pid({ 3: `${analyzer}-${minute}^^^RIVERSIDE^MR` }),
      obr({ 3: `${analyzer}-${minute}` }),
      measured(String(valueOfResult(module, round, minute)), minute),
    );
  const last = modules[module] === 'opens' ? [control(40, '100')] : [];
  return [control(0, '100'), ...before.map(result), control(20, '131'), ...after.map(result), ...last];
}

/** Sends what is left of the courses, each on a connection of its own. Returns what nobody has acknowledged. */
async function send(
  courses: readonly (readonly Uint8Array[])[],
  onFirst: () => void = () => undefined,
): Promise<readonly (readonly Uint8Array[])[]> {
  return Promise.all(
    courses.map(async (messages) => {
      const answered = new Set<Uint8Array>();
      await sendAll(cloud.ready.mllpPort, messages, {
        connections: 1,
        onAnswer: ({ bytes, ack }) => {
          if (ack.code === 'AA') answered.add(bytes);
          if (answered.size === 1) onFirst();
        },
      }).catch(() => undefined);
      return messages.filter((one) => !answered.has(one));
    }),
  );
}

async function valuesAtEhr(): Promise<ReadonlySet<number>> {
  const response = await fetch(`${ehr.url}/Observation?_count=100000`);
  const { entry = [] } = (await response.json()) as Bundle<Observation>;
  return new Set(entry.flatMap(({ resource }) => resource?.valueQuantity?.value ?? []));
}

test('in a backlog that is killed while it is read, no result passes a rejected control that was accepted before it', async () => {
  for (const round of rounds) {
    let left: readonly (readonly Uint8Array[])[] = modules.map((_, module) => courseOf(module, round));
    const dying = cloud;
    let killed: Promise<unknown> = Promise.resolve();
    left = await send(left, () => {
      killed = scheduler.wait(Math.random() * 2000).then(() => dying.process.kill('SIGKILL'));
    });
    await killed;
    // where nobody was answered, nobody has killed it
    await dying.end('SIGKILL');
    await startCloud();
    await untilAt(
      cloud.ready.awsUrl,
      async () => {
        left = await send(left);
        return left.every((messages) => messages.length === 0);
      },
      'an answer to each message',
    );
  }
  await putInOrder(cloud.ready, join(folder, 'cloud'));

  const { messages, verdicts, qcPoints } = await readTable(cloud.ready);
  const delivered = await valuesAtEhr();
  const heldFor = new Map<string, number>();
  for (const { ledger } of messages)
    for (const [reason, count] of Object.entries(ledger?.held ?? {}))
      heldFor.set(reason, (heldFor.get(reason) ?? 0) + count);
  process.stdout.write(
    `${ROUNDS} rounds of kill -9: ${messages.length} messages, ${delivered.size} results delivered, held ${JSON.stringify([...heldFor])}\n`,
  );
  expect(messages).toHaveLength(ROUNDS * (2 * (2 + 2 * RESULTS) + 1));
  for (const round of rounds)
    for (const [module, name] of modules.entries()) {
      const isDelivered = (minute: number) => delivered.has(valueOfResult(module, round, minute));
      if (name === 'opens')
        expect([...before, ...after].filter((minute) => !isDelivered(minute))).toEqual([]);
      else expect([nameOf(name, round), after.filter(isDelivered)]).toEqual([nameOf(name, round), []]);
      const own = verdicts.filter(({ pk }) => pk.includes(`#${nameOf(name, round)}#`));
      const events = Map.groupBy(
        own.toSorted((a, b) => a.start - b.start || a.version - b.version),
        ({ event }) => event,
      );
      const last = [...events.values()].map((versions) => versions.at(-1)?.evaluation?.verdict);
      expect(last).toEqual(name === 'opens' ? ['accept', 'reject', 'accept'] : ['accept', 'reject']);
      for (const versions of events.values())
        expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    }
  expect(qcPoints).toHaveLength(ROUNDS * 5);
  // whatever waited for a control that was not read yet was decided
  expect([...heldFor.keys()].filter((reason) => reason !== 'qc-failed')).toEqual([]);
});
