import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import { DynamoMessageStore } from '../lib/adapters/aws/dynamo-message-store.ts';
import { DynamoReportStore } from '../lib/adapters/aws/dynamo-report-store.ts';
import { PayloadStore } from '../lib/adapters/aws/payload-store.ts';
import { inboundEntrySchema, SqsUpdateQueues } from '../lib/adapters/aws/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/aws/telemetry.ts';
import { normalizeMessage } from '../lib/app/normalize-message.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';

const store = {
  client: new DynamoDBClient(),
  table: required('TABLE_NAME'),
  payloads: new PayloadStore(required('BUCKET_NAME')),
};
const telemetry = createTelemetry('normalize');
const dependencies = {
  ...readSite(),
  clock: systemClock,
  messages: new DynamoMessageStore(store),
  reports: new DynamoReportStore(store),
  updates: new SqsUpdateQueues(new SQSClient(), JSON.parse(required('UPDATE_QUEUE_URLS'))),
};

async function normalizeRecord(record: SQSRecord): Promise<void> {
  const { messageId } = inboundEntrySchema.parse(JSON.parse(record.body));
  telemetry.info('message-normalized', { messageId, ...(await normalizeMessage(messageId, dependencies)) });
}

const processor = new SqsFifoPartialProcessorAsync();

/** A message that fails holds back the rest of its own group and no other. */
export const handler: SQSHandler = async (event, context) =>
  processPartialResponse(event, normalizeRecord, processor, {
    context,
    skipGroupOnError: true,
    throwOnFullBatchFailure: false,
  });
