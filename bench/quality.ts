import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { Table } from '../lib/adapters/dynamodb/table.ts';
import { memoryStores } from '../lib/adapters/memory/stores.ts';
import { PayloadStore } from '../lib/adapters/s3/payload-store.ts';
import { acceptMessage } from '../lib/app/accept/accept-message.ts';
import { normalizeMessage } from '../lib/app/process/normalize-message.ts';
import { checkSite } from '../lib/site/load-site.ts';
import { startTables, TABLES_ENGINE } from '../local/aws/tables.ts';
import { aTable } from './a-table.ts';
import { type Arrival, controlsOf, HOUR, patientsOf, qualityWith } from './quality-day.ts';

/**
 * What the gate adds: 24 hours of 100 test systems with 2,000 controls and 100,000 results of patients, after 30 days of
 * controls. Each message is read twice, by two laboratories: the test systems are `open` in one of them and `gate` in the
 * other. `node bench/quality.ts [share of the patients] [days of controls before]`: in memory, so that only our own work is
 * measured. With `LABWIRE_DYNAMODB=dynalite` or `dynoxide` in an emulator of DynamoDB, whose requests are counted.
 */
const SHARE = Number(process.argv[2] ?? 1);
const DAYS_BEFORE = Number(process.argv[3] ?? 30);
const DAY = Date.UTC(2026, 2, 2);

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'America/New_York' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'queue' }],
});
if (!loaded.ok) throw new Error('the site of the benchmark has problems');
const { site } = loaded;
const emulator = process.env[TABLES_ENGINE] === undefined ? undefined : await startTables();

let now = DAY;
const clock = () => new Date(now);

/** In memory the time on the processor, which other programs do not change; otherwise the time on a clock. */
function spentMs(): number {
  if (emulator !== undefined) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

type Mode = 'open' | 'gate';
const modes: readonly Mode[] = ['open', 'gate'];

/** Stores of one laboratory. Requests to the emulator are counted. */
const storesOf = async (mode: Mode) => {
  if (emulator === undefined) return { stores: memoryStores(), requests: () => 0, stop: () => undefined };
  const { port } = emulator;
  const { client, requests } = await aTable(mode, port);
  const table = new Table({ client, name: mode, clock });
  const { inbound, updates, work } = memoryStores();
  const kept = dynamoStores({ table, payloads: new PayloadStore('none'), retention: site.retention });
  return { stores: { ...kept, inbound, updates, work }, requests, stop: () => client.destroy() };
};

async function laboratory(mode: Mode) {
  const { stores, requests, stop } = await storesOf(mode);
  const { inbound, updates } = stores;
  const dependencies = { ...stores, site, siteVersion: 'bench', quality: qualityWith(mode), clock };
  const read = async (bytes: Uint8Array): Promise<Sample> => {
    const { messageId } = await acceptMessage(bytes, dependencies);
    const queued = inbound.entries.splice(0);
    const before = { requests: requests(), sent: updates.updates.length };
    const begin = spentMs();
    for (const entry of queued) await normalizeMessage(entry.messageId, dependencies, entry);
    const own = { ms: spentMs() - begin, requests: requests() - before.requests };
    const isSent = updates.updates.length > before.sent;
    let awaited = 0;
    for (let entry = inbound.entries.shift(); entry !== undefined; entry = inbound.entries.shift()) {
      await normalizeMessage(entry.messageId, dependencies, entry);
      awaited++;
    }
    if (messageId !== queued[0]?.messageId) throw new Error('the message was not queued');
    return { ...own, isSent, awaited };
  };
  return { read, stop, qc: stores.qc, sent: () => updates.updates.length };
}

interface Sample {
  readonly ms: number;
  readonly requests: number;
  readonly isSent: boolean;
  /** Messages that the message had read again. */
  readonly awaited: number;
}

interface Pair extends Record<Mode, Sample> {
  readonly kind: Arrival['kind'];
  readonly hour: number;
}

const laboratories = { open: await laboratory('open'), gate: await laboratory('gate') };

const seconds = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
const progress = (words: string): void =>
  void process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${words}` : `${words}\n`);

/** Stores the controls of the days before; they are judged with the first controls of the day. */
async function fillHistory(): Promise<number> {
  const memory = memoryStores();
  const all = { ...memory, site, siteVersion: 'bench', clock };
  for (let day = DAYS_BEFORE; day > 0; day--)
    for (const { at, bytes } of controlsOf(DAY - day * 24 * HOUR, { fails: false })) {
      now = at;
      const { messageId } = await acceptMessage(bytes, all);
      await normalizeMessage(messageId, all);
    }
  const points = memory.qc.all();
  for (const mode of modes)
    for (let from = 0; from < points.length; from += 500)
      await laboratories[mode].qc.put(points.slice(from, from + 500));
  return points.length;
}

async function both({ at, kind, bytes }: Arrival, isFirst: boolean): Promise<Pair> {
  now = at;
  const order = isFirst ? modes : modes.toReversed();
  const found: Partial<Record<Mode, Sample>> = {};
  for (const mode of order) found[mode] = await laboratories[mode].read(bytes);
  const { open, gate } = found;
  if (open === undefined || gate === undefined) throw new Error('not read');
  return { kind, hour: Math.floor((at - DAY) / HOUR), open, gate };
}

const percentile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Number.NaN;

function describe(name: string, pairs: readonly Pair[]): string {
  const of = (numbers: readonly number[]) =>
    [0.5, 0.95].map((share) => percentile(numbers, share).toFixed(1).padStart(7)).join('');
  const [open, gate, added] = [
    pairs.map((pair) => pair.open.ms),
    pairs.map((pair) => pair.gate.ms),
    pairs.map((pair) => pair.gate.ms - pair.open.ms),
  ];
  return `${name.padEnd(34)}${String(pairs.length).padStart(7)}${of(open)} ${of(gate)} ${of(added)}`;
}

/** How many messages made how many requests. */
function requestsOf(pairs: readonly Pair[], mode: Mode): string {
  const counts = Map.groupBy(pairs, (pair) => pair[mode].requests);
  return [...counts]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([requests, all]) => `${requests} (${all.length})`)
    .join(', ');
}

let begin = performance.now();
const points = await fillHistory();
progress(`${points} controls of ${DAYS_BEFORE} days before stored in ${seconds(begin)}`);

// with the first round of the day every verdict of the days before is stored
begin = performance.now();
const [firstRound, controls] = [controlsOf(DAY, { fails: true }), [] as Arrival[]];
const pairs: Pair[] = [];
for (const arrival of firstRound)
  if (arrival.at < DAY + 0.2 * HOUR) await both(arrival, true);
  else controls.push(arrival);
progress(`first round judged in ${seconds(begin)}`);

begin = performance.now();
for (let hour = 0; hour < 24; hour++) {
  const [from, until] = [DAY + hour * HOUR, DAY + (hour + 1) * HOUR];
  const due = controls.filter(({ at }) => at >= from && at < until);
  const arrivals = [...due, ...patientsOf(from, SHARE)].toSorted((one, other) => one.at - other.at);
  for (const [index, arrival] of arrivals.entries()) pairs.push(await both(arrival, index % 2 === 0));
  progress(`hour ${hour + 1} of 24 read after ${seconds(begin)}`);
}

const patients = pairs.filter(({ kind }) => kind === 'patient');
const judged = pairs.filter(({ kind }) => kind === 'control');
const delivered = patients.filter(({ gate }) => gate.isSent);
const held = patients.filter(({ gate }) => !gate.isSent);
const inHour = (all: readonly Pair[], first: number, last: number) =>
  all.filter(({ hour }) => hour >= first && hour <= last);
console.log(
  `\n${patients.length} messages of patients (5 results each) and ${judged.length} of controls (10 results each) after ${DAYS_BEFORE} days of controls, in milliseconds`,
);
console.log(`${''.padEnd(41)}     open           gate          added`);
console.log(`${''.padEnd(34)} number${'    p50    p95 '.repeat(3)}`);
console.log(describe('result delivered', delivered));
console.log(describe('  first hour', inHour(delivered, 0, 0)));
console.log(describe('  last hour', inHour(delivered, 23, 23)));
console.log(describe('result held', held));
console.log(describe('controls of 10 test systems', judged));
console.log(describe('  first hours', inHour(judged, 0, 4)));
console.log(describe('  last hours', inHour(judged, 19, 23)));
if (emulator !== undefined) {
  console.log('\nrequests to DynamoDB for one message (how many messages)');
  for (const [name, all] of [
    ['result delivered', delivered],
    ['result held', held],
    ['controls of 10 test systems', judged],
  ] as const)
    for (const mode of modes) console.log(`  ${name}, ${mode}: ${requestsOf(all, mode)}`);
}
const freed = judged.reduce((sum, { gate }) => sum + gate.awaited, 0);
const [ofOpen, ofGate] = modes.map((mode) => laboratories[mode].sent());
console.log(
  `\n${held.length} messages held, ${freed} read again after a control; delivered: ${ofOpen} open, ${ofGate} gate`,
);
for (const mode of modes) laboratories[mode].stop();
await emulator?.stop();
if (ofOpen !== ofGate || held.length !== freed) process.exitCode = 1;
