import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSHandler, SQSRecord } from 'aws-lambda';
import { DynamoDeliveryStore } from '../lib/adapters/aws/dynamo-delivery-store.ts';
import { DynamoReportStore } from '../lib/adapters/aws/dynamo-report-store.ts';
import { PayloadStore } from '../lib/adapters/aws/payload-store.ts';
import { postpone } from '../lib/adapters/aws/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/aws/telemetry.ts';
import { FhirDestination } from '../lib/adapters/http/fhir-destination.ts';
import { deliverUpdate } from '../lib/app/deliver-update.ts';
import { retryDelaySeconds } from '../lib/app/retry-delay.ts';
import { type Update, updateSchema } from '../lib/model/update.ts';
import { renderBundle } from '../lib/render/fhir/bundle.ts';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';

const { site } = readSite();
const config = site.destinations.find(({ id }) => id === required('DESTINATION_ID'));
if (config === undefined) throw new Error('the site has no destination of this id');

const queueUrl = required('UPDATE_QUEUE_URL');
const sqs = new SQSClient();
const client = new DynamoDBClient();
const table = required('TABLE_NAME');
const telemetry = createTelemetry('deliver');
const dependencies = {
  clock: systemClock,
  deliveries: new DynamoDeliveryStore({ client, table }),
  reports: new DynamoReportStore({ client, table, payloads: new PayloadStore(required('BUCKET_NAME')) }),
  destination: new FhirDestination({
    ...config,
    render: (report) => renderBundle(report, site.laboratory),
  }),
};

async function deliverRecord(record: SQSRecord): Promise<void> {
  const update = updateSchema.parse(JSON.parse(record.body));
  const { destination, reportKey, version } = update;
  try {
    const result = await deliverUpdate(update, dependencies);
    const fields = { destination, reportKey, version, outcome: result.outcome };
    if (result.outcome === 'parked') telemetry.warn('update-parked', { ...fields, errorCode: result.code });
    else telemetry.info('update-delivered', fields);
  } catch (failure) {
    await backOff(record, update, failure);
    throw failure;
  }
}

/** Leaves the update at the head of its group for longer after every failure. */
async function backOff(record: SQSRecord, update: Update, failure: unknown): Promise<void> {
  const { destination, reportKey, version } = update;
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const seconds = retryDelaySeconds(attempt, Math.random());
  const reason =
    failure instanceof AdapterError
      ? { errorCode: failure.code, disposition: failure.disposition }
      : { errorCode: 'Unexpected' };
  telemetry.warn('update-postponed', {
    destination,
    reportKey,
    version,
    attempt,
    retryInSeconds: seconds,
    ...reason,
  });
  await postpone(sqs, { queueUrl, receiptHandle: record.receiptHandle, seconds });
}

const processor = new SqsFifoPartialProcessorAsync();

/** A failing update holds back the rest of its own patient and no other. */
export const handler: SQSHandler = async (event, context) =>
  processPartialResponse(event, deliverRecord, processor, {
    context,
    skipGroupOnError: true,
    throwOnFullBatchFailure: false,
  });
