import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DynamoStoreOptions } from '../../lib/adapters/dynamodb/dynamo-store.ts';
import { dynamoStores } from '../../lib/adapters/dynamodb/stores.ts';
import { Table } from '../../lib/adapters/dynamodb/table.ts';
import { MemoryInboundQueue, MemoryUpdateQueue, MemoryWorkQueue } from '../../lib/adapters/memory/queues.ts';
import { PayloadStore } from '../../lib/adapters/s3/payload-store.ts';
import { acceptMessage } from '../../lib/app/accept/accept-message.ts';
import { type NormalizeOutcome, normalizeMessage } from '../../lib/app/process/normalize-message.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { readTable } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { aSite } from '../support/site.ts';
import { size } from '../support/size.ts';
import { deliveryStores } from '../support/stores/delivery-stores.ts';
import { identityStores } from '../support/stores/identity-stores.ts';
import { messageStores } from '../support/stores/message-stores.ts';
import { qualityStores } from '../support/stores/quality-stores.ts';
import { reportStores } from '../support/stores/report-stores.ts';
import { senderStores } from '../support/stores/sender-stores.ts';

const MESSAGES = size({ short: 60, long: 10_000 });
const REPORTS = size({ short: 20, long: 100 });
const WORKERS = 8;

const site = aSite({ sources: [{ id: 'any', kind: 'lis' }], destinations: [] });
let cloud: LocalCloud;
let client: DynamoDBClient;
/** Reaches the emulator itself: the endpoint before it takes a third of the time of each request. */
let direct: DynamoDBClient;
beforeAll(async () => {
  cloud = await start({ site, siteVersion: 'test' });
  client = new DynamoDBClient(cloud.clientConfig);
  direct = new DynamoDBClient({ ...cloud.clientConfig, endpoint: cloud.aws.tablesUrl });
});
afterAll(async () => {
  client.destroy();
  direct.destroy();
  await cloud.stop();
});
const storeOf = (of: DynamoDBClient): DynamoStoreOptions => ({
  table: new Table({ client: of, name: cloud.tableName, clock: systemClock }),
  payloads: new PayloadStore(cloud.bucketName, cloud.clientConfig),
  retention: site.retention,
});

// what holds of the memory that other tests run on must hold of DynamoDB
const ofStore = (): DynamoStoreOptions => storeOf(client);
senderStores(ofStore);
identityStores(ofStore);
reportStores(ofStore);
messageStores(ofStore);
deliveryStores(ofStore);
qualityStores(ofStore, () => cloud);

/** Everybody's messages about the same few reports follow each other, so that the workers meet. */
const messageOf = (index: number): Uint8Array => {
  const report = Math.floor(index / (MESSAGES / REPORTS));
  return anOru({
    header: { 10: `C${index}` },
    patient: { 3: `7${report}^^^RIVERSIDE^MR` },
    order: { 3: `F-${report}^CORELIS` },
    results: [{ 5: String(index), 11: 'C' }],
  });
};

test('workers that write the same reports at once give versions in sequence, and no message is lost or there twice', async () => {
  const stores = dynamoStores(storeOf(direct));
  const { messages, reports } = stores;
  const dependencies = {
    ...stores,
    inbound: new MemoryInboundQueue(),
    updates: new MemoryUpdateQueue(),
    site,
    work: new MemoryWorkQueue(),
    siteVersion: 'test',
    clock: systemClock,
  };
  const ids: string[] = [];
  for (let index = 0; index < MESSAGES; index++) {
    const inbound = new MemoryInboundQueue();
    const { orders } = dependencies;
    const accepted = await acceptMessage(messageOf(index), {
      ...{ messages, inbound, orders, site },
      clock: systemClock,
    });
    expect(accepted.outcome).toBe('accepted');
    ids.push(accepted.messageId);
  }
  const waiting = ids.values();
  const outcomes: NormalizeOutcome[] = [];
  let postponed = 0;
  const normalize = async (id: string): Promise<NormalizeOutcome> => {
    try {
      return await normalizeMessage(id, dependencies);
    } catch (cause) {
      // the queue would give it again a little later
      if (!(cause instanceof AdapterError) || cause.disposition !== 'transient') throw cause;
      postponed++;
      return normalize(id);
    }
  };
  const work = async () => {
    for (const id of waiting) outcomes.push(await normalize(id));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  const retried = outcomes.reduce((sum, { retriedPuts }) => sum + retriedPuts, 0);
  expect(
    outcomes.every(({ outcome, reportVersions }) => outcome === 'processed' && reportVersions === 1),
  ).toBe(true);

  const { versions } = await readTable({ mllpPort: 0, awsUrl: cloud.aws.url, tableName: cloud.tableName });
  const byReport = Map.groupBy(
    versions.map((key) => key.split(' ') as [string, string]),
    ([report]) => report,
  );
  expect(byReport.size).toBe(REPORTS);
  const filed = new Set<string>();
  for (const [partition, keys] of byReport) {
    const numbers = keys.map(([, sk]) => Number(sk.slice(2))).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const latest = await reports.latest(partition.slice('RPT#'.length));
    const parts = latest?.report.parts.map(({ messageId }) => messageId) ?? [];
    expect(parts).toHaveLength(numbers.length);
    for (const id of parts) filed.add(id);
  }
  expect(filed).toEqual(new Set(ids));
  process.stdout.write(
    `contention: ${MESSAGES} messages, ${REPORTS} reports, ${WORKERS} workers: ${versions.length} versions, ${retried} conditional puts retried, ${postponed} messages postponed\n`,
  );
});
