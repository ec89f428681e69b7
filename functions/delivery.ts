import { SQSClient } from '@aws-sdk/client-sqs';
import { EventBridgeBus } from '../lib/adapters/aws/event-bridge.ts';
import { secretsManager } from '../lib/adapters/aws/secrets.ts';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import type { DynamoStoreOptions } from '../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoReportStore } from '../lib/adapters/dynamodb/report-store.ts';
import { DynamoSubscriptionStore } from '../lib/adapters/dynamodb/subscription-store.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { createFifoHandler } from '../lib/adapters/sqs/fifo-batch.ts';
import { SqsNotificationQueue, SqsOutboundQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { Circuit } from '../lib/app/deliver/circuit.ts';
import { type DeliverDependencies, deliverUpdate } from '../lib/app/deliver/deliver-update.ts';
import { createPacer } from '../lib/app/deliver/pacer.ts';
import { retryDelaySeconds } from '../lib/app/deliver/retry-delay.ts';
import { type DestinationConfig, openDestination } from '../lib/destinations/kinds.ts';
import { updateIdsSchema, updateSchema } from '../lib/model/update.ts';
import type { RunScript } from '../lib/normalize/transform/script-runner.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import type { Site } from '../lib/site/site.ts';
import { optional, readScripts, readSite, required } from './environment.ts';
import { openStore } from './store.ts';

/** How a function reads what its destination wants of the original messages. */
export type PassOnOf = (needs: {
  readonly config: DestinationConfig;
  readonly store: DynamoStoreOptions;
  readonly site: Site;
  readonly runScript: RunScript | undefined;
}) => DeliverDependencies['passOn'];

/** The handler of a destination's queue. Without `passOnOf`, the destination gets nothing of the original messages. */
export async function deliveryHandler(passOnOf?: PassOnOf) {
  const { site } = readSite();
  const config = site.destinations.find(({ id }) => id === required('DESTINATION_ID'));
  if (config === undefined) throw new Error('the site has no destination with this id');

  const sqs = bundledSqs(new SQSClient());
  const store = openStore(site);
  const telemetry = createTelemetry({
    service: 'deliver',
    namespace: required('METRICS_NAMESPACE'),
    clock: systemClock,
  });
  const runScript = readScripts(site);
  const claims = new ClaimCheckStore(required('BUCKET_NAME'));
  const outboundUrl = optional('OUTBOUND_QUEUE_URL');
  const destination = await openDestination(config, {
    laboratory: site.laboratory,
    runScript,
    readSecret: secretsManager(),
    clock: systemClock,
    outbound: new SqsOutboundQueue(sqs, outboundUrl ?? '', claims),
    events: new EventBridgeBus(claims, systemClock),
    subscriptions: new DynamoSubscriptionStore(store),
    notifications: new SqsNotificationQueue(sqs, optional('NOTIFICATION_QUEUE_URL') ?? ''),
  });
  if (destination === undefined) throw new Error('the EHR reads the queue of this destination itself');
  const pace = createPacer(Number(optional('SPACING_MS') ?? 0));
  const dependencies = {
    clock: systemClock,
    circuit: new Circuit(),
    deliveries: new DynamoDeliveryStore(store),
    reports: new DynamoReportStore(store),
    destination,
    passOn: passOnOf?.({ config, store, site, runScript }),
  };

  return createFifoHandler({
    sqs,
    queueUrl: required('QUEUE_URL'),
    telemetry,
    postponedEvent: 'update-postponed',
    delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
    describe: (body) => updateIdsSchema.safeParse(parseJson(body)).data ?? {},
    handle: async (record) => {
      const update = updateSchema.parse(parseJson(record.body));
      const { destination, reportKey, version, messageId } = update;
      await pace();
      const result = await deliverUpdate(update, dependencies);
      const missing = 'originalsMissing' in result ? { originalsMissing: result.originalsMissing } : {};
      const fields = { messageId, destination, reportKey, version, outcome: result.outcome, ...missing };
      if (result.outcome === 'parked') telemetry.warn('update-parked', { ...fields, errorCode: result.code });
      else telemetry.info('update-delivered', fields);
    },
  });
}
