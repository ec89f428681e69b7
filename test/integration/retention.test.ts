import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DynamoAuditLog } from '../../lib/adapters/dynamodb/audit-log.ts';
import { DynamoDeliveryStore } from '../../lib/adapters/dynamodb/delivery-store.ts';
import type { DynamoStoreOptions } from '../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoMessageStore } from '../../lib/adapters/dynamodb/message-store.ts';
import { DynamoReportStore } from '../../lib/adapters/dynamodb/report-store.ts';
import { Table } from '../../lib/adapters/dynamodb/table.ts';
import { PayloadStore } from '../../lib/adapters/s3/payload-store.ts';
import type { HoldReason } from '../../lib/model/hold-reason.ts';
import type { Ledger } from '../../lib/model/message.ts';
import type { ReportVersion } from '../../lib/model/report.ts';
import { mergeReport } from '../../lib/reports/merge-report.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { unique } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { normalized } from '../support/normalized.ts';
import { aSite } from '../support/site.ts';

/** When items go: the TTL that each is written with, by the classes of the site. */
const retention = { reports: 2, classes: [{ sections: ['BLB'], years: 10 }], messages: 3, audit: 6 };
const site = aSite({ sources: [{ id: 'any', kind: 'lis' }], destinations: [], retention });
const createdAt = '2026-03-02T14:00:00.000Z';
let cloud: LocalCloud;
let client: DynamoDBClient;
let store: DynamoStoreOptions;

beforeAll(async () => {
  cloud = await start({ site, siteVersion: 'test' });
  client = new DynamoDBClient(cloud.clientConfig);
  store = {
    table: new Table({ client, name: cloud.tableName, clock: systemClock }),
    payloads: new PayloadStore(cloud.bucketName, cloud.clientConfig),
    retention: site.retention,
  };
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

/** For how many years every item that mentions a name is kept, by its keys; undefined for ever. */
async function yearsOf(name: string): Promise<Record<string, number | undefined>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: cloud.tableName }));
  return Object.fromEntries(
    Items.map((item) => unmarshall(item))
      .filter(({ pk, sk }) => `${pk} ${sk}`.includes(name))
      .map(({ pk, sk, expiresAt }) => [
        `${pk} ${sk}`,
        expiresAt === undefined ? undefined : years(expiresAt),
      ]),
  );
}

const years = (expiresAt: number): number =>
  Math.round(((expiresAt * 1000 - Date.parse(createdAt)) / (365.25 * 86_400_000)) * 10) / 10;

function aVersion(
  version: number,
  { key = unique(), section = 'CH', holds = [] as HoldReason[] } = {},
): ReportVersion {
  const [incoming] = normalized(
    anOru({ patient: { 3: `${unique()}^^^TEST^MR` }, order: { 3: unique(), 24: section } }),
  ).parts;
  const merged = incoming && mergeReport(undefined, incoming);
  if (merged?.kind !== 'merged') throw new Error('not merged');
  const report = { ...merged.report, key, holds };
  return { version, messageId: 'm', createdAt, sequenceGroup: 'g', published: version, changes: [], report };
}

const filed = async (reports: DynamoReportStore, version: ReportVersion): Promise<void> => {
  await reports.latest(version.report.key);
  expect(await reports.append(version)).toBe('appended');
  await reports.project(version, []);
};

describe('a report', () => {
  test.each([
    ['of no class for the years of reports', { section: 'CH' }, 2],
    ['of a class for its years', { section: 'BLB' }, 10],
    ['that waits for a person for the longest that anything is', { holds: ['no-patient' as const] }, 10],
  ])('%s', async (_, fields, kept) => {
    const version = aVersion(1, fields);
    await filed(new DynamoReportStore(store), version);
    const found = Object.values(await yearsOf(version.report.key));
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found)).toEqual(new Set([kept]));
  });

  test('no version goes before an older one, nor do its views', async () => {
    const first = aVersion(1, { section: 'BLB' });
    const { key } = first.report;
    await filed(new DynamoReportStore(store), first);
    const second = { ...aVersion(2, { key }), report: { ...first.report, section: 'CH' } };
    await filed(new DynamoReportStore(store), second);
    expect(new Set(Object.values(await yearsOf(key)))).toEqual(new Set([10]));
    // a process that has only read it writes its views again, as after a crash
    const again = new DynamoReportStore(store);
    await again.latest(key);
    await again.project(second, []);
    expect(new Set(Object.values(await yearsOf(key)))).toEqual(new Set([10]));
  });
});

test('a message goes when nothing of it waits, and not before', async () => {
  const messages = new DynamoMessageStore(store);
  const id = unique();
  const [bytes, ack] = [Buffer.from(id), Buffer.from('')];
  const message = { id, source: 'any', receivedAt: new Date(createdAt), bytes, ack, issues: [] };
  const kept = async () => Object.entries(await yearsOf(`MSG#${id}`)).map(([, one]) => one);
  await messages.put({ ...message, state: 'received' });
  expect(await kept()).toEqual([undefined]);
  const finish = async (held: Ledger['held'], state: 'processed' | 'failed' = 'processed') => {
    const stored = await messages.get(id);
    if (stored === undefined) throw new Error('not stored');
    const ledger = { received: 1, stored: 0, held, setAside: {} };
    const outcome = { state, ledger, reports: [], issues: [], siteVersion: 'v' };
    await messages.finish({ record: stored.record, ...outcome, finishedAt: new Date(), occasion: 'first' });
    return kept();
  };
  expect(await finish({})).toEqual([3]);
  expect(await finish({ 'no-patient': 1 })).toEqual([undefined]);
  expect(await finish({})).toEqual([3]);
  expect(await finish({}, 'failed')).toEqual([undefined]);
});

test('a delivery goes before every report that it may be of, and what is parked stays', async () => {
  const deliveries = new DynamoDeliveryStore(store);
  const delivery = {
    destination: 'ehr',
    version: 1,
    messageId: 'm',
    group: 'g',
    changedAt: createdAt,
  } as const;
  const [done, parked] = [unique(), unique()];
  await deliveries.put({ ...delivery, reportKey: done, state: 'delivered' });
  await deliveries.put({ ...delivery, reportKey: parked, state: 'parked', failure: { code: 'AR' } });
  expect(Object.values(await yearsOf(done))).toEqual([expect.any(Number)]);
  expect(Object.values(await yearsOf(done))[0]).toBeLessThan(2);
  expect(Object.values(await yearsOf(done))[0]).toBeGreaterThan(1.8);
  expect(Object.values(await yearsOf(parked))).toEqual([undefined]);
});

test('who read what is kept for the years of the audit', async () => {
  const requestId = unique();
  await new DynamoAuditLog(store).record({
    ...{ readAt: createdAt, requestId, actor: 'ines', channel: 'fhir', action: 'read' },
    ...{ resourceType: 'Patient', parameters: [], count: 1 },
  });
  expect(Object.values(await yearsOf(requestId))).toEqual([6]);
});
