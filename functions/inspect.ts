import * as z from 'zod';
import { DynamoReportedSystems } from '../lib/adapters/dynamodb/reported-systems.ts';
import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { lazySqs } from '../lib/adapters/sqs/lazy-sqs.ts';
import { SqsInboundQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { inspectSystems } from '../lib/app/quality/inspect-systems.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';
import { openStore } from './store.ts';

const { site, quality = { materials: [], systems: [] } } = readSite();
const store = openStore(site);
const telemetry = createTelemetry({
  service: 'inspect',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const dependencies = {
  ...dynamoStores(store),
  ...{ reported: new DynamoReportedSystems(store), site, quality },
  inbound: new SqsInboundQueue(lazySqs(), required('INBOUND_QUEUE_URL')),
  clock: systemClock,
};

/** An event of a schedule of EventBridge. Its time counts, so that a run again gives the same. */
const eventSchema = z.object({ time: z.iso.datetime() });

export const handler = async (event: unknown): Promise<void> => {
  const { keep, ...counts } = await inspectSystems(new Date(eventSchema.parse(event).time), dependencies);
  telemetry.info('controls-inspected', counts);
  telemetry.flush();
  await keep();
};
