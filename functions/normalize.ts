import { SQSClient } from '@aws-sdk/client-sqs';
import { dynamoStores } from '../lib/adapters/dynamodb/stores.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { createFifoHandler } from '../lib/adapters/sqs/fifo-batch.ts';
import { SqsInboundQueue, SqsUpdateQueues, SqsWorkQueues } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { retryDelaySeconds } from '../lib/app/deliver/retry-delay.ts';
import { normalizeMessage } from '../lib/app/process/normalize-message.ts';
import { inboundEntrySchema, inboundIdsSchema } from '../lib/model/inbound.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { readScripts, readSite, required } from './environment.ts';
import { openStore } from './store.ts';

const sqs = bundledSqs(new SQSClient());
const checked = readSite();
const store = openStore(checked.site);
const telemetry = createTelemetry({
  service: 'normalize',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const dependencies = {
  ...checked,
  runScript: readScripts(checked.site),
  clock: systemClock,
  elapsedMs: () => performance.now(),
  ...dynamoStores(store),
  inbound: new SqsInboundQueue(sqs, required('QUEUE_URL')),
  updates: new SqsUpdateQueues(
    sqs,
    JSON.parse(required('UPDATE_QUEUE_URLS')),
    new ClaimCheckStore(required('BUCKET_NAME')),
  ),
  work: new SqsWorkQueues(sqs, JSON.parse(required('WORK_QUEUE_URLS'))),
};

export const handler = createFifoHandler({
  sqs,
  queueUrl: required('QUEUE_URL'),
  telemetry,
  postponedEvent: 'message-postponed',
  delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
  describe: (body) => inboundIdsSchema.safeParse(parseJson(body)).data ?? {},
  handle: async (record) => {
    const { messageId, lookups, occasion } = inboundEntrySchema.parse(parseJson(record.body));
    const { ApproximateReceiveCount, MessageGroupId: group } = record.attributes;
    const outcome = await normalizeMessage(messageId, dependencies, {
      occasion: occasion ?? (Number(ApproximateReceiveCount) > 1 ? 'retry' : 'first'),
      group,
      lookups,
      tries: Number(ApproximateReceiveCount),
    });
    telemetry.info('message-normalized', { messageId, ...outcome });
  },
});
