import { SQSClient } from '@aws-sdk/client-sqs';
import { errorCode } from '@labwire/hl7/issue';
import type { APIGatewayProxyWithLambdaAuthorizerEvent } from 'aws-lambda';
import { type Context, Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoExportStore } from '../lib/adapters/dynamodb/export-store.ts';
import { DynamoIdentityStore } from '../lib/adapters/dynamodb/identity-store.ts';
import { PUBLISHED_SHARDS } from '../lib/adapters/dynamodb/keys.ts';
import { DynamoReportIndex } from '../lib/adapters/dynamodb/report-index.ts';
import { DynamoReportStore } from '../lib/adapters/dynamodb/report-store.ts';
import { DynamoSubscriptionStore } from '../lib/adapters/dynamodb/subscription-store.ts';
import { createConfigurationReader } from '../lib/adapters/http/issuer-configuration.ts';
import { createNotifier } from '../lib/adapters/http/notify-endpoint.ts';
import { S3ExportFiles } from '../lib/adapters/s3/export-files.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { SqsExportQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry, failureFields } from '../lib/adapters/telemetry/telemetry.ts';
import { answerExport } from '../lib/app/bulk-export/answer-export.ts';
import type { Claims } from '../lib/app/fhir-read/access.ts';
import { answerRead } from '../lib/app/fhir-read/answer-read.ts';
import { capabilityStatement } from '../lib/app/fhir-read/capability-statement.ts';
import { resourceTypes } from '../lib/app/fhir-read/resources.ts';
import { type Issuer, smartConfiguration } from '../lib/app/fhir-read/smart-configuration.ts';
import { answerSubscription } from '../lib/app/subscribe/answer-subscription.ts';
import { toOperationOutcome } from '../lib/render/fhir/operation-outcome.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { subscribersOf } from '../lib/site/subscribers.ts';
import { optional, readSite, required } from './environment.ts';
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
  profiles: site.access?.profiles,
  socialSecurity: site.access?.socialSecurity,
};

const issuerUrl = required('ISSUER');
const tokenEndpoint = optional('TOKEN_ENDPOINT');
const insecure = site.access !== undefined && 'issuer' in site.access ? site.access.insecure : undefined;
const readIssuer = createConfigurationReader({ issuer: issuerUrl, insecure }, systemClock);

/** A pool of the deployment is described here, because a private deployment does not reach its address. */
const issuer = async (): Promise<Issuer> =>
  tokenEndpoint === undefined
    ? readIssuer()
    : {
        issuer: issuerUrl,
        jwks_uri: `${issuerUrl}/.well-known/jwks.json`,
        token_endpoint: tokenEndpoint,
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
      };

const scopes =
  tokenEndpoint === undefined
    ? ['system', 'user', 'patient'].flatMap((context) =>
        [
          ...['*', ...resourceTypes].map((type) => `${type}.rs`),
          ...(subscribersOf(site) === undefined ? [] : ['Subscription.crds']),
        ].map((scope) => `${context}/${scope}`),
      )
    : [
        ...['system/*.rs', 'system/*.read'],
        ...(subscribersOf(site) === undefined ? [] : ['system/Subscription.crds']),
      ];

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
  // API Gateway has TLS alone, and says so; the local run has not
  const scheme = context.req.header('x-forwarded-proto') === 'http' ? 'http' : 'https';
  return `${scheme}://${context.req.header('host') ?? 'localhost'}${before}/fhir`;
}

/** Who asks, and how. */
function aboutRequest(context: Context<{ Bindings: Bindings }>) {
  const { requestContext } = context.env.event;
  return {
    query: new URL(context.req.url).searchParams,
    claims: JSON.parse(requestContext.authorizer.claims) as Claims,
    requestId: requestContext.requestId,
    baseUrl: baseUrlOf(context),
  };
}

app.get('/metadata', async (context) => {
  const statement = capabilityStatement({
    laboratory: site.laboratory.name,
    issuer: issuerUrl,
    baseUrl: baseUrlOf(context),
    date: startedAt,
    // it says what this API can do also while the issuer does not answer
    endpoints: await issuer().catch(() => undefined),
    isSubscribable: subscribing !== undefined,
  });
  return context.body(JSON.stringify(statement), 200, { 'content-type': FHIR_JSON });
});

app.get('/.well-known/smart-configuration', async (context) =>
  context.json(smartConfiguration(await issuer(), scopes)),
);

const config = subscribersOf(site);
const subscribing =
  config === undefined
    ? undefined
    : {
        ...dependencies,
        ...config,
        subscriptions: new DynamoSubscriptionStore(store),
        notify: createNotifier(config.timeoutMs, systemClock),
      };

if (subscribing !== undefined)
  app.on(['GET', 'POST', 'DELETE'], '/Subscription/:id?/:operation?', async (context) => {
    const { method } = context.req;
    const answer = await answerSubscription(
      {
        ...aboutRequest(context),
        method: method === 'POST' || method === 'DELETE' ? method : 'GET',
        id: context.req.param('id'),
        operation: context.req.param('operation'),
        body: method === 'POST' ? parseJson(await context.req.text()) : undefined,
      },
      subscribing,
    );
    telemetry.info('resources-read', { status: answer.status, resources: 0 });
    telemetry.flush();
    if (answer.location !== undefined) context.header('location', answer.location);
    return context.newResponse(answer.body === '' ? null : answer.body, answer.status as 200, {
      'content-type': FHIR_JSON,
    });
  });

const exporting = {
  ...dependencies,
  exports: new DynamoExportStore(store),
  files: new S3ExportFiles(required('BUCKET_NAME')),
  queue: new SqsExportQueue(bundledSqs(new SQSClient()), required('EXPORT_QUEUE_URL')),
  groups: site.destinations.map(({ id }) => id),
  shards: PUBLISHED_SHARDS,
};

/** `GET /fhir/$export`, and what follows it: status, files, DELETE. */
async function serveExport(context: Context<{ Bindings: Bindings }>, kind: 'start' | 'go-on') {
  const about = aboutRequest(context);
  const { pathname, search } = new URL(context.req.url);
  const answer = await answerExport(
    {
      ...about,
      method: context.req.method === 'DELETE' ? 'DELETE' : 'GET',
      id: kind === 'start' ? undefined : context.req.param('id'),
      group: context.req.param('group'),
      file: context.req.param('file'),
      prefer: context.req.header('prefer') ?? '',
      url: `${about.baseUrl}${pathname.slice('/fhir'.length)}${search}`,
    },
    exporting,
  );
  telemetry.info('resources-read', { status: answer.status, resources: 0 });
  telemetry.flush();
  return context.newResponse(answer.body === '' ? null : answer.body, answer.status, answer.headers);
}

for (const path of ['/$export', '/Patient/$export', '/Group/:group/$export'])
  app.get(path, (context) => serveExport(context, 'start'));
app.on(['GET', 'DELETE'], '/$export/:id/:file?', (context) => serveExport(context, 'go-on'));

/**
 * `GET /fhir/Type`, `/fhir/Type/id` and `/fhir/Observation/$lastn`; each read is audited before it is
 * answered.
 */
app.get('/:type/:id?', async (context) => {
  const answer = await answerRead(
    { ...aboutRequest(context), type: context.req.param('type') ?? '', id: context.req.param('id') },
    dependencies,
  );
  telemetry.info('resources-read', { status: answer.status, resources: answer.count });
  telemetry.flush();
  return context.body(answer.body, answer.status, { 'content-type': FHIR_JSON });
});

const notThere = JSON.stringify(
  toOperationOutcome([
    {
      severity: 'error',
      code: errorCode.unknownKey,
      type: 'not-supported',
      message: 'there is no such request: metadata lists them',
    },
  ]),
);
app.notFound((context) => context.body(notThere, 404, { 'content-type': FHIR_JSON }));

app.onError((failure, context) => {
  telemetry.warn('request-failed', failureFields(failure));
  telemetry.flush();
  return context.body(unavailable, 500, { 'content-type': FHIR_JSON });
});

// each answer is text, also NDJSON
export const handler = handle(app, { isContentTypeBinary: () => false });
