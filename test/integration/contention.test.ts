import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DynamoIdentityStore } from '../../lib/adapters/aws/dynamo-identity-store.ts';
import { DynamoMessageStore } from '../../lib/adapters/aws/dynamo-message-store.ts';
import { DynamoQcStore } from '../../lib/adapters/aws/dynamo-qc-store.ts';
import { DynamoReportStore } from '../../lib/adapters/aws/dynamo-report-store.ts';
import { PayloadStore } from '../../lib/adapters/aws/payload-store.ts';
import { MemoryInboundQueue, MemoryUpdateQueue } from '../../lib/adapters/memory/stores.ts';
import { acceptMessage } from '../../lib/app/accept-message.ts';
import { type NormalizeOutcome, normalizeMessage } from '../../lib/app/normalize-message.ts';
import { AdapterError } from '../../lib/shared/adapter-error.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { readTable } from '../support/cloud.ts';
import { anOru } from '../support/messages.ts';
import { aSite } from '../support/site.ts';

/** LABWIRE_CONTENTION says how many messages; the full run has 10000. */
const MESSAGES = Number(process.env['LABWIRE_CONTENTION'] ?? 400);
const REPORTS = 100;
const WORKERS = 8;

const site = aSite({ sources: [{ id: 'any', kind: 'lis' }], destinations: [] });
let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await start({ site, siteVersion: 'test' });
}, 60_000);
afterAll(() => cloud.stop());

/** Everybody's messages about the same few reports follow each other, so that the workers meet. */
const messageOf = (index: number): Uint8Array => {
  const report = Math.floor(index / (MESSAGES / REPORTS));
  return anOru({
    header: { 10: `C${index}` },
    patient: { 3: `${report}^^^RIVERSIDE^MR` },
    order: { 3: `F-${report}^CORELIS` },
    results: [{ 5: String(index), 11: 'C' }],
  });
};

test(
  'workers that write the same reports at once give versions in sequence, and no message is lost or there twice',
  async () => {
    const client = new DynamoDBClient(cloud.clientConfig);
    const payloads = new PayloadStore(cloud.bucketName, cloud.clientConfig);
    const store = { client, table: cloud.tableName, payloads };
    const messages = new DynamoMessageStore(store);
    const reports = new DynamoReportStore(store);
    const dependencies = {
      messages,
      reports,
      identities: new DynamoIdentityStore(store),
      qc: new DynamoQcStore(store),
      updates: new MemoryUpdateQueue(),
      site,
      siteVersion: 'test',
      clock: systemClock,
    };
    const ids: string[] = [];
    for (let index = 0; index < MESSAGES; index++) {
      const inbound = new MemoryInboundQueue();
      const accepted = await acceptMessage(messageOf(index), { messages, inbound, site, clock: systemClock });
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
    client.destroy();
    process.stdout.write(
      `contention: ${MESSAGES} messages, ${REPORTS} reports, ${WORKERS} workers: ${versions.length} versions, ${retried} conditional puts retried, ${postponed} messages postponed\n`,
    );
  },
  30_000 + MESSAGES * 60,
);
