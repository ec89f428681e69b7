import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDefinitionStore } from '../lib/adapters/aws/dynamo-definition-store.ts';
import { DynamoDeviceStore } from '../lib/adapters/aws/dynamo-device-store.ts';
import { DynamoIdentityStore } from '../lib/adapters/aws/dynamo-identity-store.ts';
import { DynamoMessageStore } from '../lib/adapters/aws/dynamo-message-store.ts';
import { DynamoQcStore } from '../lib/adapters/aws/dynamo-qc-store.ts';
import { DynamoReportStore } from '../lib/adapters/aws/dynamo-report-store.ts';
import { DynamoUnmappedStore } from '../lib/adapters/aws/dynamo-unmapped-store.ts';
import { createFifoHandler } from '../lib/adapters/aws/fifo-batch.ts';
import { PayloadStore } from '../lib/adapters/aws/payload-store.ts';
import { inboundEntrySchema, parseJson, SqsUpdateQueues } from '../lib/adapters/aws/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/aws/telemetry.ts';
import { normalizeMessage } from '../lib/app/normalize-message.ts';
import { retryDelaySeconds } from '../lib/app/retry-delay.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readScripts, readSite, required } from './environment.ts';

const sqs = new SQSClient();
const store = {
  client: new DynamoDBClient(),
  table: required('TABLE_NAME'),
  payloads: new PayloadStore(required('BUCKET_NAME')),
};
const telemetry = createTelemetry('normalize');
const release = readSite();
const dependencies = {
  ...release,
  runScript: readScripts(release.site),
  clock: systemClock,
  messages: new DynamoMessageStore(store),
  reports: new DynamoReportStore(store),
  identities: new DynamoIdentityStore(store),
  qc: new DynamoQcStore(store),
  devices: new DynamoDeviceStore(store),
  definitions: new DynamoDefinitionStore(store),
  unmapped: new DynamoUnmappedStore(store),
  updates: new SqsUpdateQueues(sqs, JSON.parse(required('UPDATE_QUEUE_URLS'))),
};

export const handler = createFifoHandler({
  sqs,
  queueUrl: required('QUEUE_URL'),
  telemetry,
  postponedEvent: 'message-postponed',
  delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
  describe: (body) => inboundEntrySchema.safeParse(parseJson(body)).data ?? {},
  handle: async (record) => {
    const { messageId } = inboundEntrySchema.parse(parseJson(record.body));
    telemetry.info('message-normalized', {
      messageId,
      ...(await normalizeMessage(messageId, {
        ...dependencies,
        isRetry: Number(record.attributes.ApproximateReceiveCount) > 1,
      })),
    });
  },
});
