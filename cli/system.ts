import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import { DynamoPublishedReports } from '../lib/adapters/dynamodb/published-reports.ts';
import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { Table } from '../lib/adapters/dynamodb/table.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { PayloadStore } from '../lib/adapters/s3/payload-store.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { SqsInboundQueue, SqsUpdateQueues, SqsWorkQueues } from '../lib/adapters/sqs/sqs-queues.ts';
import { sqsSystemQueues } from '../lib/adapters/sqs/system-queues.ts';
import { CloudWatchMonitor } from '../lib/adapters/telemetry/cloudwatch-monitor.ts';
import { lazyCloudWatch } from '../lib/adapters/telemetry/lazy-cloudwatch.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { scriptRunnerOf } from './script-runner.ts';
import { type SiteChoice, type SiteEffect, siteOfSystem } from './site-of-system.ts';
import { readSystem, type SystemChoice } from './system-file.ts';

export interface SystemOptions extends SystemChoice, SiteChoice {}

/** Opens the stores and queues of a running system, with its site. The caller must close it. */
function connect(options: SystemOptions, effect: SiteEffect) {
  const system = readSystem(options);
  const { region, table, bucket, inboundQueue, updateQueues, workQueues, endpoint } = system;
  const release = siteOfSystem(system, options, effect);
  // the local cloud checks an operator's permissions too
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'local' };
  const config = { region, ...(endpoint === undefined ? {} : { endpoint, credentials }) };
  const client = new DynamoDBClient(config);
  const sqsClient = new SQSClient(config);
  const sqs = bundledSqs(sqsClient);
  const { site, siteVersion, quality } = release;
  const store = {
    table: new Table({ client, name: table, clock: systemClock }),
    payloads: new PayloadStore(bucket, config),
    retention: site.retention,
  };
  const queues = sqsSystemQueues(sqs, system);
  return {
    ...dynamoStores(store),
    site,
    siteVersion,
    quality,
    runScript: scriptRunnerOf(release),
    inbound: new SqsInboundQueue(sqs, inboundQueue),
    updates: new SqsUpdateQueues(sqs, updateQueues, new ClaimCheckStore(bucket, config)),
    work: new SqsWorkQueues(sqs, workQueues),
    published: new DynamoPublishedReports(store),
    deliveries: new DynamoDeliveryStore(store),
    audit: new DynamoAuditLog(store),
    queues,
    monitor: new CloudWatchMonitor(
      lazyCloudWatch(config),
      system.metricsNamespace,
      new Map(queues.map(({ name, url }) => [name, url])),
    ),
    clock: systemClock,
    newId: randomUUID,
    close: () => {
      client.destroy();
      sqsClient.destroy();
    },
  };
}

export type ConnectedSystem = ReturnType<typeof connect>;

/**
 * Runs a task on a running system, and closes the connection even if the task fails.
 * @throws UsageError as `siteOfSystem` does
 */
export async function withSystem<T>(
  options: SystemOptions,
  effect: SiteEffect,
  run: (system: ConnectedSystem) => Promise<T>,
): Promise<T> {
  const system = connect(options, effect);
  try {
    return await run(system);
  } finally {
    system.close();
  }
}
