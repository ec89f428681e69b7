import type { APIGatewayProxyWithLambdaAuthorizerEvent } from 'aws-lambda';
import { type Context, Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoIdentityStore } from '../lib/adapters/dynamodb/identity-store.ts';
import { DynamoReportIndex } from '../lib/adapters/dynamodb/report-index.ts';
import { DynamoReportStore } from '../lib/adapters/dynamodb/report-store.ts';
import { createTelemetry, failureFields } from '../lib/adapters/telemetry/telemetry.ts';
import { answerRead } from '../lib/app/fhir-read/answer-read.ts';
import { capabilityStatement } from '../lib/app/fhir-read/capability-statement.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { readSite, required } from './environment.ts';
import { openStore } from './store.ts';

const { site } = readSite();
const store = openStore(site);
const telemetry = createTelemetry({
  service: 'read',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const dependencies = {
  reports: new DynamoReportStore(store),
  index: new DynamoReportIndex(store),
  identities: new DynamoIdentityStore(store),
  audit: new DynamoAuditLog(store),
  clock: systemClock,
  system: site.laboratory.system,
};

type Event = APIGatewayProxyWithLambdaAuthorizerEvent<{ claims: string }>;
type Bindings = { event: Event };
const app = new Hono<{ Bindings: Bindings }>().basePath('/fhir');

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
const unavailable = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'transient', diagnostics: 'it cannot be read now: ask again' }],
});
const startedAt = systemClock().toISOString();

/**
 * The URL before `/fhir` as the caller sees it, with the stage or with the base path of the hospital's own
 * domain.
 */
function baseUrlOf(context: Context<{ Bindings: Bindings }>): string {
  const { path, requestContext } = context.env.event;
  const before = requestContext.path.slice(0, -path.length);
  return `https://${context.req.header('host') ?? 'localhost'}${before}/fhir`;
}

app.get('/metadata', (context) => {
  const statement = capabilityStatement({
    laboratory: site.laboratory.name,
    issuer: required('ISSUER'),
    baseUrl: baseUrlOf(context),
    date: startedAt,
  });
  return context.body(JSON.stringify(statement), 200, { 'content-type': FHIR_JSON });
});

/**
 * `GET /fhir/Type`, `/fhir/Type/id` and `/fhir/Observation/$lastn`; each read is audited before it is
 * answered.
 */
app.get('/:type/:id?', async (context) => {
  const { requestContext } = context.env.event;
  const answer = await answerRead(
    {
      type: context.req.param('type') ?? '',
      id: context.req.param('id'),
      query: new URL(context.req.url).searchParams,
      claims: JSON.parse(requestContext.authorizer.claims),
      requestId: requestContext.requestId,
      baseUrl: baseUrlOf(context),
    },
    dependencies,
  );
  telemetry.info('resources-read', { status: answer.status, resources: answer.count });
  telemetry.flush();
  return context.body(answer.body, answer.status, { 'content-type': FHIR_JSON });
});

app.onError((failure, context) => {
  telemetry.warn('request-failed', failureFields(failure));
  telemetry.flush();
  return context.body(unavailable, 500, { 'content-type': FHIR_JSON });
});

export const handler = handle(app);
