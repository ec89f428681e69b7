import type { Subscription, SubscriptionEvent } from '../model/subscription.ts';

export interface SubscriptionStore {
  create(subscription: Subscription): Promise<void>;
  /** Undefined if there is none, or if it has ended. */
  get(id: string): Promise<Subscription | undefined>;
  delete(subscription: Subscription): Promise<void>;
  /** The ids of the subscriptions for all patients, and of those for these patients: one query, and one for each patient. */
  matching(patients: readonly string[]): Promise<readonly string[]>;
  /** How many subscriptions there are for this patient, or for all patients; counted up to `most`. */
  count(patient: string | undefined, most: number): Promise<number>;
  /** Counts an event and keeps it. Undefined if the subscription has ended or is off: then nothing is kept. */
  record(id: string, event: Omit<SubscriptionEvent, 'number'>): Promise<SubscriptionEvent | undefined>;
  /** The events with these numbers, oldest first, at most `limit`. Old ones expire. */
  events(
    id: string,
    numbers: { readonly since: number; readonly until: number; readonly limit: number },
  ): Promise<readonly SubscriptionEvent[]>;
  /** Changes the status, if the subscription still exists. */
  setStatus(id: string, state: Pick<Subscription, 'status' | 'errorSince'>): Promise<void>;
}
