import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoSubscriptionStore } from '../lib/adapters/dynamodb/subscription-store.ts';
import { createNotifier } from '../lib/adapters/http/notify-endpoint.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { createFifoHandler } from '../lib/adapters/sqs/fifo-batch.ts';
import { createTelemetry } from '../lib/adapters/telemetry/telemetry.ts';
import { retryDelaySeconds } from '../lib/app/deliver/retry-delay.ts';
import { sendNotification } from '../lib/app/subscribe/send-notification.ts';
import { isAllowedEndpoint } from '../lib/app/subscribe/wanted-subscription.ts';
import { notificationSchema } from '../lib/model/subscription.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { subscribersOf } from '../lib/site/subscribers.ts';
import { readSite, required } from './environment.ts';
import { openStore } from './store.ts';

const { site } = readSite();
const config = subscribersOf(site);
if (config === undefined) throw new Error('the site has no subscriptions');
const telemetry = createTelemetry({
  service: 'notify',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const dependencies = {
  subscriptions: new DynamoSubscriptionStore(openStore(site)),
  clock: systemClock,
  system: site.laboratory.system,
  isAllowed: (endpoint: string) => isAllowedEndpoint(endpoint, config.endpoints),
  notify: createNotifier(config.timeoutMs, systemClock),
};

export const handler = createFifoHandler({
  sqs: bundledSqs(new SQSClient()),
  queueUrl: required('QUEUE_URL'),
  telemetry,
  postponedEvent: 'notification-postponed',
  delaySeconds: (attempt) => retryDelaySeconds(attempt, Math.random()),
  describe: (body) => {
    const { reportKey, version } = notificationSchema.safeParse(parseJson(body)).data?.event ?? {};
    return {
      ...(reportKey === undefined ? {} : { reportKey }),
      ...(version === undefined ? {} : { version }),
    };
  },
  handle: async (record) => {
    const notification = notificationSchema.parse(parseJson(record.body));
    const outcome = await sendNotification(notification, dependencies);
    const { reportKey, version } = notification.event;
    telemetry[outcome === 'given-up' ? 'warn' : 'info']('subscriber-notified', {
      reportKey,
      version,
      subscription: notification.subscription,
      outcome,
    });
  },
});
