import { randomBytes, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { lambdaInterpreter } from '../lib/adapters/aws/lambda-interpreter.ts';
import { lambdaReceiver } from '../lib/adapters/aws/lambda-receiver.ts';
import { secretsManager } from '../lib/adapters/aws/secrets.ts';
import { textApi } from '../lib/adapters/aws/text-api.ts';
import { aesSeal } from '../lib/adapters/cookies/aes-seal.ts';
import { DynamoAuditLog } from '../lib/adapters/dynamodb/audit-log.ts';
import { DynamoControlActions } from '../lib/adapters/dynamodb/control-actions.ts';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import { DynamoIdentityStore } from '../lib/adapters/dynamodb/identity-store.ts';
import { DynamoMeasuredResults } from '../lib/adapters/dynamodb/measured-results.ts';
import { DynamoMessageStore } from '../lib/adapters/dynamodb/message-store.ts';
import { DynamoQcStore } from '../lib/adapters/dynamodb/qc-store.ts';
import { DynamoReportNames } from '../lib/adapters/dynamodb/report-names.ts';
import { DynamoReportStore } from '../lib/adapters/dynamodb/report-store.ts';
import { DynamoUnreadControls } from '../lib/adapters/dynamodb/unread-controls.ts';
import { DynamoVerdictStore } from '../lib/adapters/dynamodb/verdict-store.ts';
import { DynamoWaitStore } from '../lib/adapters/dynamodb/wait-store.ts';
import { createIdentityProvider } from '../lib/adapters/http/identity-provider.ts';
import { ClaimCheckStore } from '../lib/adapters/s3/claim-check-store.ts';
import { lazySqs } from '../lib/adapters/sqs/lazy-sqs.ts';
import { SqsInboundQueue, SqsUpdateQueues } from '../lib/adapters/sqs/sqs-queues.ts';
import { type QueueUrls, sqsSystemQueues } from '../lib/adapters/sqs/system-queues.ts';
import { CloudWatchMonitor } from '../lib/adapters/telemetry/cloudwatch-monitor.ts';
import { lazyCloudWatch } from '../lib/adapters/telemetry/lazy-cloudwatch.ts';
import { createTelemetry, failureFields } from '../lib/adapters/telemetry/telemetry.ts';
import { consoleAddress } from '../lib/console/address.ts';
import { createConsole } from '../lib/console/app.ts';
import { Door } from '../lib/console/door.ts';
import { pages } from '../lib/console/pages.ts';
import { Sessions } from '../lib/console/session.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { signInAt } from '../lib/site/console.ts';
import { optional, readAssets, readRunbook, readSite, required } from './environment.ts';
import { openStore } from './store.ts';

const { site, siteVersion, quality } = readSite();
if (site.console === undefined) throw new Error('the site has no console');
const config = signInAt(site.console, { issuer: optional('ISSUER'), clientId: optional('CLIENT_ID') });
const telemetry = createTelemetry({
  service: 'console',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const store = openStore(site);
const sqs = lazySqs();
const urls = JSON.parse(required('QUEUE_URLS')) as QueueUrls;
const queues = sqsSystemQueues(sqs, urls);
const readSecret = secretsManager();
const clock = systemClock;
const newToken = (): string => randomBytes(24).toString('base64url');

const seal = aesSeal(() => readSecret(required('COOKIE_KEYS')), clock);
const { clientSecret, issuer, clientId, scope, insecure, idleMinutes } = config;
const provider = createIdentityProvider({
  ...{ issuer, clientId, scope, insecure, clock },
  clientSecret: clientSecret === undefined ? undefined : () => readSecret(clientSecret),
});
const sessions = new Sessions({ seal, clock, idleSeconds: idleMinutes * 60 });

type Bindings = { event: APIGatewayProxyEvent };

const app = createConsole<Bindings>({
  pages,
  assets: readAssets(),
  system: {
    messages: new DynamoMessageStore(store),
    reports: new DynamoReportStore(store),
    names: new DynamoReportNames(store),
    identities: new DynamoIdentityStore(store),
    site,
    siteVersion,
    quality,
    verdicts: new DynamoVerdictStore(store),
    qc: new DynamoQcStore(store),
    unread: new DynamoUnreadControls(store),
    controlActions: new DynamoControlActions(store),
    measured: new DynamoMeasuredResults(store),
    waits: new DynamoWaitStore(store),
    clock,
    queues,
    runbook: readRunbook,
    interpreter: lambdaInterpreter({
      functionName: required('INTERPRET_FUNCTION'),
      region: process.env['AWS_REGION'] ?? '',
      endpoint: process.env['AWS_ENDPOINT_URL'],
    }),
    receiver: lambdaReceiver({
      functionName: required('RECEIVE_FUNCTION'),
      region: process.env['AWS_REGION'] ?? '',
      endpoint: process.env['AWS_ENDPOINT_URL'],
    }),
    inbound: new SqsInboundQueue(sqs, urls.inboundQueue),
    updates: new SqsUpdateQueues(sqs, urls.updateQueues, new ClaimCheckStore(required('BUCKET_NAME'))),
    deliveries: new DynamoDeliveryStore(store),
    audit: new DynamoAuditLog(store),
    monitor: new CloudWatchMonitor(
      lazyCloudWatch(),
      required('METRICS_NAMESPACE'),
      new Map(queues.map(({ name, url }) => [name, url])),
    ),
    newId: randomUUID,
  },
  door: new Door({ provider, sessions, seal, clock, config, newToken }),
  addressOf: ({ event }) => config.address ?? consoleAddress(event),
  onFailure: (failure) => telemetry.warn('request-failed', failureFields(failure)),
  onSignIn: (outcome) => telemetry.info('signed-in', { outcome }),
  newNonce: newToken,
  formTargets: [new URL(issuer).origin, optional('SIGN_IN_ORIGIN') ?? []].flat(),
});
const answer = textApi((request, event) => app.fetch(request, { event }));

export const handler = async (...asked: Parameters<typeof answer>) => {
  const answered = await answer(...asked);
  telemetry.flush();
  return answered;
};
