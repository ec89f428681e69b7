import type { Bundle } from '@medplum/fhirtypes';
import type { Notification, Subscription } from '../../model/subscription.ts';
import type { SubscriptionStore } from '../../ports/subscription-store.ts';
import { renderNotification } from '../../render/fhir/subscription.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';

/** An endpoint that does not answer for so long is told nothing any more. */
const GIVEN_UP_AFTER_MS = 24 * 3600 * 1000;

export interface NotifyDependencies {
  readonly subscriptions: SubscriptionStore;
  readonly clock: Clock;
  readonly system: string;
  /** Whether the site still allows an endpoint. */
  readonly isAllowed: (endpoint: string) => boolean;
  readonly notify: (subscription: Subscription, notification: Bundle) => Promise<void>;
}

export type NotifyOutcome = 'notified' | 'ended' | 'given-up';

/**
 * Tells a subscriber of one event. After a failure the subscription has the status `error`, and after a day of failures, or
 * if the endpoint is gone (410) or no longer allowed, `off`.
 * @throws AdapterError if the endpoint did not answer with 2xx: try again, in its place in the queue
 */
export async function sendNotification(
  { subscription: id, event }: Notification,
  { subscriptions, clock, system, isAllowed, notify }: NotifyDependencies,
): Promise<NotifyOutcome> {
  const subscription = await subscriptions.get(id);
  if (subscription === undefined || subscription.status === 'off') return 'ended';
  const giveUp = async (): Promise<NotifyOutcome> => {
    await subscriptions.setStatus(id, {
      status: 'off',
      errorSince: subscription.errorSince ?? clock().toISOString(),
    });
    return 'given-up';
  };
  if (!isAllowed(subscription.endpoint)) return giveUp();
  const told = { type: 'event-notification' as const, events: [event], system, at: clock().toISOString() };
  try {
    // the endpoint answers, if it reads this
    await notify(subscription, renderNotification({ ...subscription, status: 'active' }, told));
  } catch (cause) {
    if (!(cause instanceof AdapterError)) throw cause;
    const { errorSince } = subscription;
    const isOver = errorSince !== undefined && clock().getTime() - Date.parse(errorSince) > GIVEN_UP_AFTER_MS;
    if (cause.code === 'HTTP410' || isOver) return giveUp();
    if (errorSince === undefined)
      await subscriptions.setStatus(id, { status: 'error', errorSince: clock().toISOString() });
    throw cause;
  }
  if (subscription.status === 'error')
    await subscriptions.setStatus(id, { status: 'active', errorSince: undefined });
  return 'notified';
}
