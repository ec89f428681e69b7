import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { type Context, Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { DynamoAuditLog } from '../lib/adapters/aws/dynamo-audit-log.ts';
import { DynamoIdentityStore } from '../lib/adapters/aws/dynamo-identity-store.ts';
import { DynamoReportIndex } from '../lib/adapters/aws/dynamo-report-index.ts';
import { DynamoReportStore } from '../lib/adapters/aws/dynamo-report-store.ts';
import { PayloadStore } from '../lib/adapters/aws/payload-store.ts';
import { createTelemetry } from '../lib/adapters/aws/telemetry.ts';
import { answerRead } from '../lib/app/fhir-read/answer-read.ts';
import { capabilityStatement } from '../lib/app/fhir-read/capability-statement.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';

const { site } = readSite();
const store = {
  client: new DynamoDBClient(),
  table: required('TABLE_NAME'),
  payloads: new PayloadStore(required('BUCKET_NAME')),
};
const telemetry = createTelemetry('read');
const dependencies = {
  reports: new DynamoReportStore(store),
  index: new DynamoReportIndex(store),
  identities: new DynamoIdentityStore(store),
  audit: new DynamoAuditLog(store),
  clock: systemClock,
  system: site.laboratory.system,
};

type Bindings = { event: APIGatewayProxyEventV2WithJWTAuthorizer };
const app = new Hono<{ Bindings: Bindings }>().basePath('/fhir');

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
const startedAt = systemClock().toISOString();

const baseUrlOf = (context: Context): string => `https://${context.req.header('host') ?? 'localhost'}/fhir`;

app.get('/metadata', (context) => {
  const statement = capabilityStatement({
    laboratory: site.laboratory.name,
    issuer: site.access?.issuer ?? '',
    baseUrl: baseUrlOf(context),
    date: startedAt,
  });
  return context.body(JSON.stringify(statement), 200, { 'content-type': FHIR_JSON });
});

/** `GET /fhir/Type`, `/fhir/Type/id` and `/fhir/Observation/$lastn`; each is audited before it is answered. */
app.get('/:type/:id?', async (context) => {
  const { requestContext } = context.env.event;
  const answer = await answerRead(
    {
      type: context.req.param('type') ?? '',
      id: context.req.param('id'),
      query: new URL(context.req.url).searchParams,
      claims: requestContext.authorizer.jwt.claims,
      requestId: requestContext.requestId,
      baseUrl: baseUrlOf(context),
    },
    dependencies,
  );
  telemetry.info('resources-read', { outcome: String(answer.status), resources: answer.count });
  return context.body(answer.body, answer.status, { 'content-type': FHIR_JSON });
});

export const handler = handle(app);
