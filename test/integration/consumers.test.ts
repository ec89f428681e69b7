import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, Observation, Resource } from '@medplum/fhirtypes';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { writeSystemFile } from '../../cli/system-file.ts';
import { feedSchema } from '../../lib/model/feed.ts';
import { type Update, updateSchema } from '../../lib/model/update.ts';
import { observationKey } from '../../lib/render/fhir/bundle.ts';
import { close, listen } from '../../local/listen.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { sendAll, unique, until } from '../support/cloud.ts';
import { feedOccasions } from '../support/feed-occasions.ts';
import { labwire } from '../support/labwire.ts';
import { textOf } from '../support/messages.ts';
import { canRun, needing } from '../support/needs.ts';
import { aCheckedSite } from '../support/site.ts';

/** The consumers of examples/consumers read the feed of docs/feed.md; their charts are those of a FHIR server. */
interface Sent {
  readonly update: Update;
  /** The update of the same report that was sent before. */
  readonly before: Sent | undefined;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'labwire-consumers-'));
const feeds = ['tap', 'typescript', 'python'];
let cloud: LocalCloud;
let sqs: SQSClient;
/** Every entry of the feed `tap`, in its order. */
let entries: readonly Message[];
let sent: readonly Sent[];
/** The chart of the FHIR server: a line for each report and each result. */
let truth: readonly string[];

const run = (...args: string[]) => labwire([...args, '--data', folder]);

beforeAll(async () => {
  cloud = await start({
    ...aCheckedSite({
      sources: [{ id: 'any', kind: 'lis', unmarkedCorrections: 'hold', deliver: ['P', 'T'] }],
      destinations: [
        { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
        ...feeds.map((id) => ({ id, kind: 'queue' })),
      ],
    }),
    onFailure: (failure) => process.stderr.write(`${String(failure)}\n`),
  });
  writeSystemFile(cloud, folder);
  sqs = new SQSClient(cloud.clientConfig);
  for (const message of feedOccasions()) {
    // what moves finds all that was said before
    if (textOf(message).includes('|ADT^')) await until(cloud, isRead);
    const [answered] = await sendAll(cloud.mllpPort, [message]);
    expect(answered?.ack.code).toBe('AA');
  }
  await until(cloud, isRead);
  const [held] = JSON.parse((await run('held', '--reason', 'placeholder-number', '--json')).stdout);
  const released = await run('release', held.messageId, '--yes', '--why', 'it is a number of ours');
  expect([released.stderr, released.code]).toEqual(['', 0]);
  await until(cloud, isRead);
  for (const feed of feeds)
    for (const number of ['701', '705']) {
      const who = ['--patient', `${number}^^^RIVERSIDE^MR`, '--why', 'chart restored'];
      const again = await run('redeliver', ...who, '--destination', feed, '--yes');
      expect([again.stderr, again.code]).toEqual(['', 0]);
    }
  for (const feed of feeds.slice(1))
    await enqueue(feedUrl(feed), [{ Body: 'this is no update', Attributes: { MessageGroupId: 'poison' } }]);
  entries = await drain(feedUrl('tap'));
  const before = new Map<string, Sent>();
  sent = entries.map(({ Body = '' }) => {
    const update = updateSchema.parse(JSON.parse(Body));
    const one = { update, before: before.get(update.reportKey) };
    before.set(update.reportKey, one);
    return one;
  });
  truth = linesOfFhir(await resources());
});
afterAll(async () => {
  sqs.destroy();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

const feedUrl = (feed: string): string => JSON.parse(cloud.system).updateQueues[feed];

/** Whether nothing waits but what the feeds are for. */
const isRead = (): boolean => {
  const own = new Set(feeds.map(feedUrl));
  const others = () => [...cloud.queueUrls.values()].filter((url) => !own.has(url));
  const isEmpty = () => others().every((url) => cloud.aws.waiting(url.split('/').at(-1) ?? '').length === 0);
  // an entry may move from queue to queue during the first look
  return isEmpty() && isEmpty();
};

async function enqueue(QueueUrl: string, some: readonly Pick<Message, 'Body' | 'Attributes'>[]) {
  for (const { Body, Attributes } of some)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: Body,
        MessageGroupId: Attributes?.MessageGroupId,
        MessageDeduplicationId: unique(),
      }),
    );
}

async function drain(QueueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) return all;
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    all.push(...Messages);
  }
}

async function resources(): Promise<Resource[]> {
  const types = ['DiagnosticReport', 'Observation', 'Patient'];
  const bundles = await Promise.all(
    types.map(
      async (type) => (await fetch(`${cloud.ehr.url}/${type}?_count=1000`)).json() as Promise<Bundle>,
    ),
  );
  return bundles.flatMap(({ entry = [] }) => entry.flatMap(({ resource }) => resource ?? []));
}

/** `report | patient | state`, and `report-slot | status | value`. */
function linesOfFhir(all: readonly Resource[]): string[] {
  const patients = new Map<string | undefined, Resource & { resourceType: 'Patient' }>(
    all.flatMap((one) => (one.resourceType === 'Patient' ? [[`Patient/${one.id}`, one] as const] : [])),
  );
  return all
    .flatMap((one) => {
      if (one.resourceType !== 'DiagnosticReport' && one.resourceType !== 'Observation') return [];
      const key = one.identifier?.[0]?.value;
      if (one.resourceType === 'Observation') return [`${key} | ${one.status} | ${valueOfFhir(one)}`];
      const patient = patients.get(one.subject?.reference)?.identifier?.[0]?.value;
      const state = ['entered-in-error', 'cancelled'].includes(one.status) ? one.status : 'active';
      return [`${key} | ${patient} | ${state}`];
    })
    .sort();
}

function valueOfFhir({ status, valueQuantity, valueString }: Observation): string {
  if (hasNoValue(status)) return '';
  const { value, unit } = valueQuantity ?? {};
  return [value ?? valueString, unit].filter((one) => one !== undefined).join(' ');
}

/** A result that does not stand may have a value or none. */
const hasNoValue = (status: unknown): boolean => status === 'cancelled' || status === 'entered-in-error';

interface ChartFile {
  readonly reports: readonly Record<string, unknown>[];
  readonly results: readonly Record<string, unknown>[];
  readonly notices: readonly Record<string, unknown>[];
}

function readChart(path: string): ChartFile {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = (table: string, order: string) =>
    db
      .prepare(`SELECT * FROM ${table} ORDER BY ${order}`)
      .all()
      .map((row) => ({ ...row }));
  const chart = {
    reports: rows('report', 'key'),
    results: rows('result', 'report, slot'),
    notices: rows('notice', 'report, version, what, about'),
  };
  db.close();
  return chart;
}

/** The same lines of a chart that a consumer wrote. */
const linesOfChart = ({ reports, results }: ChartFile): string[] =>
  [
    ...reports.map(
      ({ key, patient, state }) =>
        `${key} | ${String(patient).split('|').at(-1)} | ${state === 'test' ? 'active' : state}`,
    ),
    ...results.map(({ report, slot, state, value }) => {
      const key = observationKey({ key: String(report) }, { slot: String(slot) });
      return `${key} | ${state} | ${hasNoValue(state) ? '' : value}`;
    }),
  ].sort();

describe('docs/feed.md', () => {
  const page = readFileSync(join(root, 'docs/feed.md'), 'utf8');

  /** The first cells of the table whose head begins like this. */
  function rowsOf(head: string): string[] {
    const [, table = ''] = page.split(new RegExp(`^\\| ${head} +\\|.*\\n\\|[-| ]+\\n`, 'm'));
    const [rows = ''] = table.split('\n\n');
    return rows.split('\n').map((row) => row.split('|')[1]?.trim() ?? '');
  }

  const reportOf = ({ update }: Sent) => update.content?.report;
  const resultsOf = (one: Sent | undefined) => one?.update.content?.report.observations ?? [];
  const isBy = (reason: string) => (one: Sent) => one.update.reason === reason;
  const isWithdrawn = (one: Sent | undefined) => one?.update.content?.report.isWithdrawn === true;
  const isCancelled = (one: Sent) => reportOf(one)?.status === 'X' || reportOf(one)?.orderStatus === 'CA';
  const hasStatus = (one: Sent | undefined, status: string) =>
    resultsOf(one).some((result) => result.status === status);
  const hasMoved = (one: Sent) =>
    one.before !== undefined && reportOf(one)?.patient?.key !== reportOf(one.before)?.patient?.key;
  const isJoined = (one: Sent) =>
    isWithdrawn(one) && resultsOf(one).some(({ values }) => values[0]?.text === '90');
  const former = (one: Sent) => one.before?.before && reportOf(one.before.before)?.patient?.key;
  const valuesOf = (one: Sent | undefined) =>
    JSON.stringify(resultsOf(one).map(({ slot, values }) => [slot, values]));

  /** What an update is like that one row of a table is about. */
  const about = new Map<string, (one: Sent) => boolean>([
    ['`new`', isBy('new')],
    ['`updated`', isBy('updated')],
    ['`corrected`', isBy('corrected')],
    ['`cancelled`', isBy('cancelled')],
    ['`merged`', isBy('merged')],
    ['`replayed`', isBy('replayed')],
    ['`report`', (one) => reportOf(one) !== undefined],
    ['`report.patient`', (one) => reportOf(one)?.patient !== undefined],
    ['`report.isWithdrawn`', isWithdrawn],
    ['`report.status` is `X` or `report.orderStatus` `CA`', isCancelled],
    ['`retired` lists results', ({ update }) => update.content?.retired !== undefined],
    [
      'a result has `corrects` or `isUnmarkedCorrection`',
      (one) => resultsOf(one).some(({ corrects }) => corrects),
    ],
    ['a result has `marks`', (one) => resultsOf(one).some(({ marks }) => marks)],
    ['`report.processingId` is not `P`', (one) => reportOf(one)?.processingId === 'T'],
    ['a preliminary result comes', (one) => isBy('new')(one) && hasStatus(one, 'P')],
    ['it becomes final', (one) => isBy('updated')(one) && hasStatus(one.before, 'P') && hasStatus(one, 'F')],
    [
      'a note is added',
      (one) =>
        isBy('updated')(one) &&
        valuesOf(one) === valuesOf(one.before) &&
        resultsOf(one).some(
          ({ notes, slot }) => notes.length > 0 && one.update.content?.changes.includes(slot),
        ),
    ],
    [
      'a final result is corrected',
      (one) =>
        isBy('corrected')(one) &&
        hasStatus(one.before, 'F') &&
        resultsOf(one).some(({ corrects }) => corrects),
    ],
    ['a result is taken back', (one) => isBy('corrected')(one) && hasStatus(one, 'W')],
    [
      'the order is cancelled',
      (one) => isBy('cancelled')(one) && one.before !== undefined && isCancelled(one),
    ],
    [
      'the order is cancelled before it has a result',
      (one) => isBy('cancelled')(one) && one.before === undefined && isCancelled(one),
    ],
    [
      'a document is withdrawn',
      (one) =>
        isBy('cancelled')(one) &&
        isWithdrawn(one) &&
        resultsOf(one).some(({ valueType }) => valueType === 'TX'),
    ],
    ['a report that was withdrawn comes back', (one) => isWithdrawn(one.before) && !isWithdrawn(one)],
    [
      'two reports turn out to be one',
      (one) =>
        isBy('corrected')(one) &&
        sent.some((other) => isJoined(other) && other.update.messageId === one.update.messageId),
    ],
    ['and the other of the two', (one) => isBy('cancelled')(one) && isJoined(one)],
    ['patients are merged, or an account or visit moves', (one) => isBy('merged')(one) && hasMoved(one)],
    [
      'the merge is ended',
      (one) => isBy('merged')(one) && hasMoved(one) && former(one) === reportOf(one)?.patient?.key,
    ],
    ['a cancelled report moves', (one) => isBy('merged')(one) && hasMoved(one) && isCancelled(one)],
    [
      'a correction names the person by another number',
      (one) => hasMoved(one) && (isBy('corrected')(one) || isBy('replayed')(one)),
    ],
    [
      'a result gets another place in its report',
      (one) =>
        one.update.content?.retired?.some(({ slot }) =>
          resultsOf(one.before).some((was) => was.slot === slot),
        ) === true,
    ],
    ['a person releases a held result', (one) => isBy('replayed')(one) && one.before === undefined],
    [
      'another message ends the hold of a correction',
      (one) => isBy('corrected')(one) && one.update.previous === 1 && one.update.version === 3,
    ],
    ['a person has the newest version sent again', ({ update }) => update.redelivery !== undefined],
    ['the order is urgent', ({ update }) => update.priority === 'stat'],
    ['the content is longer than 200 kB', ({ update }) => update.claim !== undefined],
  ]);

  const rows = ['`reason`', 'In the content', 'Event'].map(rowsOf);

  test('has three tables of what an update says', () => {
    expect(rows.map(({ length }) => length)).toEqual([6, 8, 21]);
    expect([...about.keys()].filter((row) => !rows.flat().includes(row))).toEqual([]);
  });

  test('every update is one of the schema, and says whose the report is', () => {
    const validate = new Ajv2020({ strict: false }).compile(feedSchema());
    for (const { Body = '' } of entries)
      expect([validate(JSON.parse(Body)), validate.errors]).toEqual([true, null]);
    for (const one of sent.filter(({ update }) => update.content !== undefined)) {
      expect(reportOf(one)?.patient?.identifiers).not.toEqual([]);
      expect(reportOf(one)?.patient?.key).toBe(one.update.content?.subject?.key);
    }
  });

  test.each(rows.flat())('%s: a message of this test causes it', (row) => {
    const isAbout = about.get(row);
    expect(isAbout).toBeDefined();
    expect(sent.filter((one) => isAbout?.(one)).map(({ update }) => update.reason)).not.toEqual([]);
  });
});

/** Fails with a release of boto3 that does not ask for the group of an entry. */
const withGroups =
  "boto3.client('sqs', 'us-east-1').meta.service_model.operation_model('ReceiveMessage').input_shape.members['MessageSystemAttributeNames']";

const languages = [
  { language: 'typescript', program: process.execPath, script: 'examples/consumers/typescript/consumer.ts' },
  {
    language: 'python',
    program: ['/usr/bin/python3', 'python3'].find((one) => canRun(one, '-c', `import boto3; ${withGroups}`)),
    script: 'examples/consumers/python/consumer.py',
  },
];

describe.each(languages)('the consumer in $language', ({ language, program, script }) => {
  const there = needing({
    isHere: program !== undefined,
    orElse: 'there is no python3 with a boto3 of 2024 or later here (pip install boto3)',
  });

  const pathOf = (chart: string) => join(folder, `${language}-${chart}.db`);

  /** Runs the consumer until its queue is empty. `caller`: with whose rights. */
  async function consume(queue: string, chart: string, caller = 'anybody', endpoint = cloud.aws.url) {
    const child = spawn(program ?? '', [script, '--once', '--queue', queue, '--chart', pathOf(chart)], {
      cwd: root,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: caller,
        AWS_SECRET_ACCESS_KEY: 'consumer',
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise((resolve) => child.once('close', resolve)),
    ]);
    expect([code, errors.replaceAll(/^[\w-]+ stays in the queue: .*\n/gm, '')]).toEqual([0, '']);
    return {
      outcomes: output.match(/(?<= )\w+$/gm) ?? [],
      kept: errors.match(/(?<=queue: ).*/g) ?? [],
      chart: readChart(pathOf(chart)),
    };
  }

  /** A queue of its own with these entries. */
  async function aQueue(
    name: string,
    some: readonly Pick<Message, 'Body' | 'Attributes'>[],
  ): Promise<string> {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `${language}-${name}.fifo`, Attributes: { FifoQueue: 'true' } }),
    );
    const queue = new URL(new URL(QueueUrl).pathname, cloud.aws.url).href;
    await enqueue(queue, some);
    return queue;
  }

  there.test('has the chart of the FHIR server, with the rights of its policy and no more', async () => {
    const { outcomes, kept, chart } = await consume(feedUrl(language), 'own', `feed-${language}`);
    expect(linesOfChart(chart)).toEqual(truth);
    expect(outcomes).toEqual(entries.map(() => 'filed'));
    // it may read no other feed
    const credentials = { accessKeyId: `feed-${language}`, secretAccessKey: 'consumer' };
    const reader = new SQSClient({ ...cloud.clientConfig, credentials });
    const other = reader.send(new ReceiveMessageCommand({ QueueUrl: feedUrl('tap') }));
    await expect(other).rejects.toThrow(/not authorized/);
    reader.destroy();
    // of all entries, the one that is no update is left
    expect(kept).toEqual([expect.stringMatching(/^(SyntaxError|JSONDecodeError)$/)]);
    expect(cloud.aws.waiting(feedUrl(language).split('/').at(-1) ?? '')).toHaveLength(1);
    expect(chart.notices.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'moved from',
        'report cancelled',
        'result corrected',
        'result entered-in-error',
      ]),
    );
  });

  there.test('has the same chart if every entry comes twice, and the last comes first', async () => {
    const queue = await aQueue(
      'again',
      entries.toReversed().flatMap((entry) => [entry, entry]),
    );
    const { outcomes, chart } = await consume(queue, 'again');
    expect(linesOfChart(chart)).toEqual(truth);
    expect(outcomes.filter((one) => one === 'filed')).toHaveLength(chart.reports.length);
    expect(outcomes).toHaveLength(2 * entries.length);
    // each destination has redeliveries of its own
    const own = readChart(pathOf('own'));
    const withoutIds = ({ reports, results }: ChartFile) => [
      reports.map(({ redelivery, ...rest }) => ({ ...rest, isAgain: redelivery !== null })),
      results,
    ];
    expect(withoutIds(chart)).toEqual(withoutIds(own));
  });

  there.test('keeps an entry that it cannot file, and those of its group behind it', async () => {
    const isClaimed = ({ Body = '' }: Message) => JSON.parse(Body).claim !== undefined;
    const changed = (group: string, entry: Message | undefined, change: (update: Update) => object) => {
      const update = JSON.parse(entry?.Body ?? '');
      return {
        Body: JSON.stringify({ ...update, ...change(update) }),
        Attributes: { MessageGroupId: group },
      };
    };
    const [first, second] = entries.filter((entry) => !isClaimed(entry));
    const { asked, url, stop } = await serveBatch([
      changed('a', first, () => ({ schema: 'labwire.report.v2' })),
      changed('a', second, () => ({})),
      changed('b', second, () => ({})),
    ]);
    const inBatch = await consume(`${url}/1/batch.fifo`, 'batch', 'anybody', url);
    await stop();
    expect(inBatch.kept).toEqual(['another format', 'an earlier entry of its group stays']);
    expect(inBatch.outcomes).toEqual(['filed']);
    expect(asked).toEqual([
      'ChangeMessageVisibility 0 30',
      'ChangeMessageVisibility 1 30',
      'DeleteMessage 2',
    ]);
    const forged = changed('b', entries.find(isClaimed), ({ claim }) => ({
      claim: { ...claim, sha256: '0'.repeat(64) },
    }));
    const { outcomes, kept, chart } = await consume(await aQueue('bad', [forged]), 'bad');
    expect(kept).toEqual(['the content is not the one of the claim']);
    expect([outcomes, chart]).toEqual([[], { reports: [], results: [], notices: [] }]);
    expect(cloud.aws.waiting(`${language}-bad.fifo`)).toHaveLength(1);
  });
});

/**
 * A queue that hands out one batch with several entries of a group, as SQS does; the emulator gives one entry of a group
 * at a time. `asked`: all other requests.
 */
async function serveBatch(some: readonly Pick<Message, 'Body' | 'Attributes'>[]) {
  let batch = some.map(({ Body = '', Attributes }, index) => ({
    ...{ MessageId: `m${index}`, ReceiptHandle: String(index) },
    ...{ Body, Attributes, MD5OfBody: createHash('md5').update(Body).digest('hex') },
  }));
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.').at(-1);
    const { ReceiptHandle, VisibilityTimeout } = JSON.parse(await text(request));
    const isReceive = action === 'ReceiveMessage';
    if (!isReceive) asked.push([action, ReceiptHandle, VisibilityTimeout].filter(Boolean).join(' '));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(isReceive ? { Messages: batch } : {}));
    if (isReceive) batch = [];
  });
  const port = await listen(server, 0);
  return { asked, url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}
