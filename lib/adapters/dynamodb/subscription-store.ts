import { expiresAfter } from '../../model/retention.ts';
import {
  type Subscription,
  type SubscriptionEvent,
  subscriptionEventSchema,
  subscriptionSchema,
} from '../../model/subscription.ts';
import type { SubscriptionStore } from '../../ports/subscription-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import {
  subscriptionEventKey,
  subscriptionKey,
  subscriptionOfPatientKey,
  subscriptionsOfPatient,
} from './keys.ts';
import type { Table } from './table.ts';

/** For so long a subscriber can ask for what it missed. */
const EVENTS_KEPT_DAYS = 30;

export class DynamoSubscriptionStore implements SubscriptionStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async create(subscription: Subscription): Promise<void> {
    const { id, patientKey, end } = subscription;
    const expiresAt = expiresAfter(end, 0);
    await this.#table.putAll(
      [
        { ...subscriptionKey(id), ...subscription, expiresAt },
        { ...subscriptionOfPatientKey(patientKey, id), expiresAt },
      ],
      'SubscriptionNotStored',
    );
  }

  async get(id: string): Promise<Subscription | undefined> {
    const item = await this.#table.get(subscriptionKey(id), 'SubscriptionNotRead');
    if (item === undefined) return undefined;
    const found = subscriptionSchema.parse(item);
    // DynamoDB deletes expired items with a delay
    return Date.parse(found.end) > this.#table.clock().getTime() ? found : undefined;
  }

  async delete({ id, patientKey }: Subscription): Promise<void> {
    const keys = [subscriptionKey(id), subscriptionOfPatientKey(patientKey, id)];
    await this.#table.putAll([], 'SubscriptionNotDeleted', keys);
  }

  async matching(patients: readonly string[]): Promise<readonly string[]> {
    const partitions = [undefined, ...new Set(patients)];
    const found = await Promise.all(
      partitions.map((patient) => Array.fromAsync(this.#of(patient), ({ sk }) => String(sk))),
    );
    return [...new Set(found.flat())];
  }

  async count(patient: string | undefined, most: number): Promise<number> {
    return (await this.#table.first(queryOf(patient), { limit: most }, 'SubscriptionsNotRead')).length;
  }

  #of(patient: string | undefined) {
    return this.#table.query(queryOf(patient), 'SubscriptionsNotRead');
  }

  async record(id: string, event: Omit<SubscriptionEvent, 'number'>): Promise<SubscriptionEvent | undefined> {
    const item = await this.#table.updated(
      subscriptionKey(id),
      {
        add: { events: 1 },
        condition: {
          where: 'attribute_exists(pk) AND #status <> :off AND #end > :now',
          names: { '#status': 'status', '#end': 'end' },
          values: { ':off': 'off', ':now': this.#table.clock().toISOString() },
        },
      },
      'EventNotCounted',
    );
    if (item === undefined) return undefined;
    const counted = { ...event, number: Number(item['events']) };
    const expiresAt = expiresAfter(event.at, EVENTS_KEPT_DAYS);
    await this.#table.putNew(
      { ...subscriptionEventKey(id, counted.number), ...counted, expiresAt },
      'EventNotStored',
    );
    return counted;
  }

  async events(
    id: string,
    { since, until, limit }: { readonly since: number; readonly until: number; readonly limit: number },
  ): Promise<readonly SubscriptionEvent[]> {
    const { pk, sk: from } = subscriptionEventKey(id, since);
    const items = await this.#table.first(
      {
        where: 'pk = :pk AND sk BETWEEN :from AND :to',
        values: { ':pk': pk, ':from': from, ':to': subscriptionEventKey(id, until).sk },
        isConsistent: true,
      },
      { limit },
      'EventsNotRead',
    );
    return items.map((item) => subscriptionEventSchema.parse(item));
  }

  async setStatus(
    id: string,
    { status, errorSince }: Pick<Subscription, 'status' | 'errorSince'>,
  ): Promise<void> {
    await this.#table.update(
      subscriptionKey(id),
      {
        set: { status, ...(errorSince === undefined ? {} : { errorSince }) },
        remove: errorSince === undefined ? ['errorSince'] : [],
        condition: { where: 'attribute_exists(pk)' },
      },
      'SubscriptionNotChanged',
    );
  }
}

const queryOf = (patient: string | undefined) => ({
  where: 'pk = :pk',
  values: { ':pk': subscriptionsOfPatient(patient) },
  isConsistent: true,
});
