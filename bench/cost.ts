import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { MllpClient } from '../gateway/outbound/mllp-client.ts';
import { checkSite } from '../lib/site/load-site.ts';
import type { Usage, UsageByCaller } from '../local/aws/meter.ts';
import { type LocalCloud, start } from '../local/start.ts';
import { awsPrices } from './aws-prices.ts';
import { fillTable, type Item } from './fill-table.ts';

/**
 * AWS usage of one message and its cost: requests, capacity, bytes, dollars; in an empty table, and in a
 * table with a million reports. `node bench/cost.ts [reports]`.
 */
const REPORTS = Number(process.argv[2] ?? 1_000_000);
const MESSAGES = 200;
const RESULTS = 5;

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'UTC' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
});
if (!loaded.ok) throw new Error('the site of the benchmark has problems');
const { site } = loaded;

const resultOf = (order: string): Uint8Array =>
  Buffer.from(
    [
      `MSH|^~\\&|BENCH|LAB|LABWIRE|HOSP|20260302080000||ORU^R01^ORU_R01|${order}|P|2.5.1`,
      `PID|1||${order}^^^LAB^MR||Bench^Patient||19700101|U`,
      `OBR|1||${order}^LAB|BMP^Basic metabolic panel^L|||20260302074500|||||||||||||||20260302080000||CH|F`,
      ...Array.from(
        { length: RESULTS },
        (_, index) => `OBX|${index + 1}|NM|T${index}^Test ${index}^L||4.${index}|mmol/L|3.5-5.1|N|||F`,
      ),
    ]
      .map((line) => `${line}\r`)
      .join(''),
  );

interface Run {
  readonly usage: UsageByCaller;
  readonly logBytes: number;
}

/** Sends messages one after the other and sums their usage. */
async function measure(cloud: LocalCloud, prefix: string, logs: { bytes: number }): Promise<Run> {
  const client = await MllpClient.connect({ host: '127.0.0.1', port: cloud.mllpPort });
  const send = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++) await client.send(resultOf(`${prefix}${index}`));
    while (!isIdle(cloud)) await cloud.nextInvocation();
  };
  // a warm-up: connections, clients, environments
  await send(0, 20);
  cloud.aws.resetUsage();
  logs.bytes = 0;
  await send(20, 20 + MESSAGES);
  client.close();
  return { usage: cloud.aws.usage(), logBytes: logs.bytes };
}

const isIdle = (cloud: LocalCloud): boolean =>
  [...cloud.queueUrls.values()].every((url) => cloud.aws.waiting(url.split('/').at(-1) ?? '').length === 0);

/** Usage by function. Pollers are left out, because they count for SQS only. */
const functionsIn = (usage: UsageByCaller): (readonly [string, Readonly<Record<string, Usage>>])[] =>
  Object.entries(usage)
    .filter(([caller]) => /^(Receive|Normalize|Deliver)/.test(caller))
    .map(([caller, operations]) => [/^[A-Z][a-z]+/.exec(caller)?.[0] ?? caller, operations]);

const sum = (usages: readonly Usage[], of: keyof Usage): number =>
  usages.reduce((total, usage) => total + usage[of], 0);

/** Assumed run time of a function per message, in GB-seconds. AWS bills it; it was measured separately. */
const assumedGbSeconds = { Receive: 0.5 * 0.02, Normalize: 1 * 0.03, Deliver: 0.5 * 0.1 };

function dollarsPerMillion({ usage, logBytes }: Run): Readonly<Record<string, number>> {
  const { dynamodb, sqs, lambda, apiGateway, waf, s3, logs, xray } = awsPrices;
  const all = functionsIn(usage).flatMap(([, operations]) => Object.entries(operations));
  const of = (service: string) => all.filter(([name]) => name.startsWith(service)).map(([, one]) => one);
  // SQS bills pollers too: a receive and a delete for each of the two queues
  const polls = Object.entries(usage)
    .filter(([caller]) => caller.startsWith('poller-'))
    .flatMap(([, operations]) => Object.values(operations));
  const perMessage = {
    DynamoDB:
      (sum(of('DynamoDB'), 'writeUnits') * dynamodb.writeUnit +
        sum(of('DynamoDB'), 'readUnits') * dynamodb.readUnit) /
      MESSAGES,
    SQS: ((sum(of('SQS'), 'billedRequests') + sum(polls, 'billedRequests')) * sqs.fifoRequest) / MESSAGES,
    'API Gateway': apiGateway.request,
    WAF: waf.request,
    Lambda:
      3 * lambda.request +
      Object.values(assumedGbSeconds).reduce((total, one) => total + one, 0) * lambda.gbSecond,
    S3: (sum(of('S3.PUT'), 'requests') * s3.put + sum(of('S3.GET'), 'requests') * s3.get) / MESSAGES,
    'CloudWatch Logs': (logBytes / MESSAGES / 1e9) * logs.gb,
    'X-Ray (5% sampled)': 0.05 * xray.trace,
  };
  return Object.fromEntries(Object.entries(perMessage).map(([name, dollars]) => [name, dollars * 1e6]));
}

function print(title: string, run: Run): number {
  console.log(`\n${title}`);
  console.log(
    '  function   request                    a message   write units   read units   bytes out   bytes in',
  );
  for (const [name, operations] of functionsIn(run.usage))
    for (const [operation, usage] of Object.entries(operations).sort()) {
      const each = (value: number, digits = 2) => (value / MESSAGES).toFixed(digits).padStart(11);
      console.log(
        `  ${name.padEnd(10)} ${operation.padEnd(24)} ${each(usage.requests)} ${each(usage.writeUnits)}  ${each(usage.readUnits)} ${each(usage.requestBytes, 0)} ${each(usage.responseBytes, 0)}`,
      );
    }
  const dollars = dollarsPerMillion(run);
  const total = Object.values(dollars).reduce((all, one) => all + one, 0);
  console.log(`  dollars per million messages (prices of ${awsPrices.asOf}, ${awsPrices.region}):`);
  for (const [name, amount] of Object.entries(dollars))
    console.log(`    ${name.padEnd(20)} ${amount.toFixed(2).padStart(7)}`);
  console.log(`    ${'all'.padEnd(20)} ${total.toFixed(2).padStart(7)}`);
  return total;
}

/** The billed figures that must not change. */
const figures = ({ usage }: Run): string =>
  JSON.stringify(
    functionsIn(usage).map(([name, operations]) => [
      name,
      Object.entries(operations)
        .sort()
        .map(([operation, { requests, readUnits, writeUnits }]) => [
          operation,
          requests,
          readUnits,
          writeUnits,
        ]),
    ]),
  );

/** The items of one report: message, version, view and delivery. Their long texts do not count here. */
async function itemsOfOneReport(cloud: LocalCloud): Promise<readonly Item[]> {
  const client = new DynamoDBClient(cloud.clientConfig);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: cloud.tableName }));
  client.destroy();
  const keyOf = (item: Item, name: 'pk' | 'sk'): string => item[name]?.S ?? '';
  const version = Items.find((item) => keyOf(item, 'pk').startsWith('RPT#'));
  const reportKey = keyOf(version ?? {}, 'pk').slice(4);
  const messageId = version?.['messageId']?.S ?? '';
  const left = Items.filter(
    (item) =>
      keyOf(item, 'pk') === `MSG#${messageId}` ||
      keyOf(item, 'pk').includes(reportKey) ||
      (keyOf(item, 'sk').startsWith('RPT#') && keyOf(item, 'sk').includes(reportKey)),
  );
  if (left.length !== 4) throw new Error(`a report leaves ${left.length} items behind, and not 4`);
  return left.map(({ body: _body, ack: _ack, ...item }) => item);
}

const folder = mkdtempSync(join(tmpdir(), 'labwire-cost-'));
const logs = { bytes: 0 };
const boot = (): Promise<LocalCloud> =>
  start({
    site,
    siteVersion: 'bench',
    dataDirectory: folder,
    onLog: (line) => {
      logs.bytes += line.length + 1;
    },
  });

console.log(
  `What one message of ${RESULTS} results asks of AWS, a mean of ${MESSAGES}; the local cloud counts`,
);
let cloud = await boot();
const empty = await measure(cloud, 'E', logs);
const inEmpty = print('in an empty table', empty);
const items = await itemsOfOneReport(cloud);
const { tableName } = cloud;
await cloud.stop();

const begun = performance.now();
const entries = await fillTable({
  ...{ dataDirectory: folder, tableName, items, reports: REPORTS },
  onProgress: (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001b[Kfilling the table: ${done} of ${REPORTS} reports`);
  },
});
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
console.log(
  `\n${REPORTS} reports written: ${entries} entries in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
);
cloud = await boot();
const full = await measure(cloud, 'F', logs);
const inFull = print(`in a table that holds ${REPORTS} reports`, full);
await cloud.stop();
rmSync(folder, { recursive: true });

/** Each minute, by the sizes of the items: the state of a test system is at most 8 KB, what was reported at most 4 KB. */
function dollarsOfTimer(systems: number): number {
  const { dynamodb, lambda, metrics } = awsPrices;
  const minutes = 60 * 24 * 30;
  const readUnits = systems * (2 + 1);
  const gbSeconds = 0.5 * 0.03;
  const each = readUnits * dynamodb.readUnit + lambda.request + gbSeconds * lambda.gbSecond;
  return minutes * each + ALARMS_OF_CONTROLS * metrics.alarmMonth;
}

const ALARMS_OF_CONTROLS = 5;
console.log('\nthe timer of controls, dollars a month:');
for (const systems of [10, 50, 500])
  console.log(
    `  ${String(systems).padStart(4)} test systems ${dollarsOfTimer(systems).toFixed(2).padStart(7)}`,
  );

const isFlat = figures(empty) === figures(full);
console.log(
  `\nrequests, read units and write units are ${isFlat ? 'the same in both' : 'NOT the same'}; dollars in the full table: ${(inFull / inEmpty).toFixed(3)} times those in the empty one`,
);
if (!isFlat) process.exitCode = 1;
