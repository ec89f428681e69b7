import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDeliveryStore } from '../lib/adapters/aws/dynamo-delivery-store.ts';
import { DynamoReportStore } from '../lib/adapters/aws/dynamo-report-store.ts';
import { createFifoHandler } from '../lib/adapters/aws/fifo-batch.ts';
import { PayloadStore } from '../lib/adapters/aws/payload-store.ts';
import { parseJson } from '../lib/adapters/aws/sqs-queues.ts';
import { createTelemetry } from '../lib/adapters/aws/telemetry.ts';
import { FhirDestination } from '../lib/adapters/http/fhir-destination.ts';
import { deliverUpdate } from '../lib/app/deliver-update.ts';
import { retryDelaySeconds } from '../lib/app/retry-delay.ts';
import { updateIdsSchema, updateSchema } from '../lib/model/update.ts';
import { renderBundle } from '../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../lib/render/fhir/json.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';

const { site } = readSite();
const config = site.destinations.find(({ id }) => id === required('DESTINATION_ID'));
if (config === undefined) throw new Error('the site has no destination of this id');

const client = new DynamoDBClient();
const table = required('TABLE_NAME');
const telemetry = createTelemetry('deliver');
const dependencies = {
  clock: systemClock,
  deliveries: new DynamoDeliveryStore({ client, table }),
  reports: new DynamoReportStore({ client, table, payloads: new PayloadStore(required('BUCKET_NAME')) }),
  destination: new FhirDestination({
    ...config,
    render: (version) => toFhirJson(renderBundle(version, site.laboratory)),
  }),
};

export const handler = createFifoHandler({
  sqs: new SQSClient(),
  queueUrl: required('QUEUE_URL'),
  telemetry,
  postponedEvent: 'update-postponed',
  delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
  describe: (body) => updateIdsSchema.safeParse(parseJson(body)).data ?? {},
  handle: async (record) => {
    const update = updateSchema.parse(parseJson(record.body));
    const { destination, reportKey, version } = update;
    const result = await deliverUpdate(update, dependencies);
    const fields = { destination, reportKey, version, outcome: result.outcome };
    if (result.outcome === 'parked') telemetry.warn('update-parked', { ...fields, errorCode: result.code });
    else telemetry.info('update-delivered', fields);
  },
});
