import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { MllpClient } from '../gateway/outbound/mllp-client.ts';
import { checkSite } from '../lib/site/load-site.ts';
import type { Usage } from '../local/aws/meter.ts';
import { TABLES_ENGINE } from '../local/aws/tables.ts';
import { type LocalCloud, start } from '../local/start.ts';
import { awsPrices } from './aws-prices.ts';
import { Visitor } from './console-visitor.ts';
import { type Copied, fillDynoxide, type Item } from './fill-dynoxide.ts';

/**
 * Server time, requests, bytes and items that each page of the console needs, with few reports and with a million, and
 * the cost of a page that is open all day. `node bench/console.ts [reports]`; Linux on x64.
 */
const REPORTS = Number(process.argv[2] ?? 1_000_000);
const DAYS = 31;
const TRIES = 7;
const PATIENT = '700301^^^LAB^MR';

process.env[TABLES_ENGINE] = 'dynoxide';

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'UTC' },
  sources: [
    { id: 'lis', kind: 'lis' },
    { id: 'chemistry', kind: 'analyzer', sender: { application: 'CHEM' } },
  ],
  destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
});
if (!loaded.ok) throw new Error('the site of the benchmark has problems');
const { site } = loaded;

const resultOf = (order: string, patient: string): Uint8Array =>
  Buffer.from(
    [
      `MSH|^~\\&|BENCH|LAB|LABWIRE|HOSP|20260302080000||ORU^R01^ORU_R01|C-${order}|P|2.5.1`,
      `PID|1||${patient}||Bench^Patient||19700101|U`,
      `OBR|1||${order}^LAB|BMP^Basic metabolic panel^L|||20260302074500|||||||||||||||20260302080000||CH|F`,
      ...[0, 1, 2, 3, 4].map(
        (index) => `OBX|${index + 1}|NM|T${index}^Test ${index}^L||4.${index}|mmol/L|3.5-5.1|N|||F`,
      ),
    ]
      .map((line) => `${line}\r`)
      .join(''),
  );

const sum = (usages: readonly Usage[], of: keyof Usage): number =>
  usages.reduce((total, usage) => total + usage[of], 0);

interface Measured {
  readonly name: string;
  readonly ms: number;
  readonly kilobytes: number;
  readonly requests: number;
  readonly readUnits: number;
  /** What AWS answered, in kB. */
  readonly answers: number;
}

/** The messages that are looked at, by their order. */
interface Known {
  readonly stored: string;
  readonly held: string;
}

async function measure(cloud: LocalCloud, visitor: Visitor, known: Known): Promise<readonly Measured[]> {
  const find = (word: string) => visitor.send('/messages', { action: 'find', word });
  const reason = 'to measure';
  const pages: readonly (readonly [string, () => ReturnType<Visitor['page']>])[] = [
    ['Today', () => visitor.page('')],
    ['Waiting', () => visitor.page('/waiting')],
    ['Messages, 24 h', () => visitor.page('/messages')],
    ['Messages, 31 d', () => visitor.page('/messages?since=31d')],
    ['Messages, failed, 31 d', () => visitor.page('/messages?since=31d&state=failed')],
    ['Life of a message', () => visitor.page(`/messages/${known.stored}`)],
    ['Held message', () => visitor.page(`/waiting/${known.held}`)],
    ['Find by order', () => find('F-1^LAB')],
    ['Find by MSH-10', () => find('C-F-1')],
    ['Find by patient', () => visitor.send('/messages', { action: 'find-patient', word: PATIENT, reason })],
    ['Deliveries', () => visitor.page('/deliveries')],
    ['Dead letters', () => visitor.page('/dead-letters')],
    ['Unmapped', () => visitor.page('/unmapped')],
    ['Sources', () => visitor.page('/sources')],
    ['Audit, 8 h', () => visitor.page('/audit')],
    ['Audit of a patient', () => visitor.send('/audit', { action: 'of-patient', patient: PATIENT, reason })],
    ['Site', () => visitor.page('/site')],
  ];
  const measured: Measured[] = [];
  for (const [name, show] of pages) measured.push(await measurePage(cloud, name, show));
  return measured;
}

async function measurePage(
  cloud: LocalCloud,
  name: string,
  show: () => ReturnType<Visitor['page']>,
): Promise<Measured> {
  const times: number[] = [];
  let last: Omit<Measured, 'name' | 'ms'> = { kilobytes: 0, requests: 0, readUnits: 0, answers: 0 };
  for (let tries = 0; tries < TRIES; tries++) {
    cloud.aws.resetUsage();
    const begun = performance.now();
    const { status, text } = await show();
    times.push(performance.now() - begun);
    if (status !== 200) throw new Error(`${name}: ${status}`);
    const usages = Object.entries(cloud.aws.usage())
      .filter(([caller]) => caller.startsWith('Console'))
      .flatMap(([, operations]) => Object.values(operations));
    last = {
      kilobytes: text.length / 1000,
      requests: sum(usages, 'requests'),
      readUnits: sum(usages, 'readUnits'),
      answers: sum(usages, 'responseBytes') / 1000,
    };
  }
  return { name, ms: times.sort((a, b) => a - b)[Math.floor(TRIES / 2)] ?? 0, ...last };
}

function print(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}\n`);
  console.log('| Page | ms | requests | read units | kB read | kB of page |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { name, ms, requests, readUnits, answers, kilobytes } of measured)
    console.log(
      `| ${name} | ${ms.toFixed(0)} | ${requests} | ${readUnits} | ${answers.toFixed(0)} | ${kilobytes.toFixed(1)} |`,
    );
}

/** Pages that refresh themselves, with the seconds between. */
const refreshing = new Map([
  ['Today', 60],
  ['Waiting', 15],
]);

/** A page that is open for 24 hours, by list prices. Today also asks for metrics. */
function printCosts(measured: readonly Measured[]): void {
  const { dynamodb, lambda, apiGateway, waf, metrics } = awsPrices;
  const askedMetrics = 10 + site.sources.length + 2 * site.destinations.length + 4;
  console.log('\na page that is open for 24 hours, in dollars:');
  for (const { name, ms, readUnits } of measured) {
    const seconds = refreshing.get(name);
    if (seconds === undefined) continue;
    const each =
      readUnits * dynamodb.readUnit +
      (lambda.request + (ms / 1000) * 0.5 * lambda.gbSecond) +
      (apiGateway.request + waf.request) +
      (name === 'Today' ? askedMetrics * metrics.asked : 0);
    console.log(`  ${name}, every ${seconds} s: ${((each * 86_400) / seconds).toFixed(2)}`);
  }
}

async function settled(cloud: LocalCloud): Promise<void> {
  const waits = () =>
    [...cloud.queueUrls.values()].some((url) => cloud.aws.waiting(url.split('/').at(-1) ?? '').length > 0);
  while (waits()) await cloud.nextInvocation();
}

async function send(cloud: LocalCloud, ...messages: readonly Uint8Array[]): Promise<void> {
  const client = await MllpClient.connect({ host: '127.0.0.1', port: cloud.mllpPort });
  for (const message of messages) await client.send(message);
  client.close();
  await settled(cloud);
}

async function everyItem(cloud: LocalCloud): Promise<readonly Item[]> {
  const client = new DynamoDBClient(cloud.clientConfig);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: cloud.tableName }));
  client.destroy();
  return Items;
}

const isOf =
  (...prefixes: string[]) =>
  (item: Item): boolean =>
    prefixes.some((prefix) => `${item['pk']?.S} ${item['sk']?.S}`.startsWith(prefix));

const idOf = (items: readonly Item[]): string => items.find(isOf('MSG#'))?.['id']?.S ?? '';

/** A delivery as it is after the destination refused it. */
function parked(item: Item): Item {
  const at = item['changedAt'] ?? { S: '' };
  const report = item['reportKey']?.S ?? '';
  return {
    ...item,
    state: { S: 'parked' },
    failure: { M: { code: { S: '422' } } },
    gsi1pk: { S: 'PARKED#ehr' },
    gsi1sk: { S: `${at.S}#${report}` },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'labwire-console-'));
const boot = () => start({ site, siteVersion: 'bench', dataDirectory: folder, withConsole: true });
const visit = async ({ consoleUrl = '' }: LocalCloud): Promise<Visitor> => {
  const visitor = new Visitor(consoleUrl);
  await visitor.signIn('supervisor');
  return visitor;
};

let cloud = await boot();
await send(cloud, resultOf('F-1', PATIENT));
const stored = await everyItem(cloud);
await send(cloud, resultOf('F-2', ''));
const before = new Set(stored.map((item) => `${item['pk']?.S} ${item['sk']?.S}`));
const held = (await everyItem(cloud)).filter((item) => !before.has(`${item['pk']?.S} ${item['sk']?.S}`));
const known = { stored: idOf(stored), held: idOf(held) };
const visitor = await visit(cloud);
await visitor.send(`/messages/${known.stored}`, { action: 'reveal', reason: 'to measure' });
print('1 report', await measure(cloud, visitor, known));
const audited = (await everyItem(cloud)).filter(isOf('AUD#')).slice(0, 1);
const { tableName } = cloud;
await cloud.stop();

const patient = stored.find(isOf('PAT#'))?.['pk']?.S?.slice('PAT#'.length) ?? '';
const copied: readonly Copied[] = [
  { items: stored.filter(isOf('MSG#', 'RPT#', 'DLV#', 'ORD#', 'PAT#')), every: 1 },
  // one patient has a thousandth of all reports, and is looked at often
  { items: stored.filter(isOf('PAT#')), every: 1000, kept: [patient] },
  { items: audited, every: 20, kept: [patient] },
  { items: held.filter(isOf('MSG#', 'HELD#')), every: 25 },
  { items: stored.filter(isOf('DLV#')).map(parked), every: 500 },
];
const begun = performance.now();
const entries = fillDynoxide({
  ...{ dataDirectory: folder, tableName, copied, reports: REPORTS },
  stepMs: (DAYS * 86_400_000) / REPORTS,
  onProgress: (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001b[Kfilling the table: ${done} of ${REPORTS} reports`);
  },
});
console.log(
  `\n${REPORTS} reports of ${DAYS} days: ${entries} entries in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
);
cloud = await boot();
const full = await measure(cloud, await visit(cloud), known);
print(`${REPORTS} reports`, full);
printCosts(full);
await cloud.stop();
rmSync(folder, { recursive: true });
