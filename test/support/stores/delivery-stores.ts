import { describe, expect, test } from '@jest/globals';
import { DynamoDeliveryStore } from '../../../lib/adapters/dynamodb/delivery-store.ts';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { MemoryDeliveryStore } from '../../../lib/adapters/memory/delivery-store.ts';
import type { Delivery, Receipt } from '../../../lib/model/delivery.ts';
import type { DeliveryStore } from '../../../lib/ports/delivery-store.ts';
import { unique } from '../cloud.ts';

/** How far destinations are. */
export function deliveryStores(store: () => DynamoStoreOptions): void {
  describe.each<[string, () => DeliveryStore]>([
    ['DynamoDB', () => new DynamoDeliveryStore(store())],
    ['memory', () => new MemoryDeliveryStore()],
  ])('how far a destination is with a report, in %s', (_, make) => {
    const reportKey = () => `r-${unique()}`;

    const delivered = (key: string, more: Partial<Receipt> = {}) =>
      ({ destination: 'ehr', reportKey: key, version: 1, ...more, state: 'delivered' }) as const;
    const refused = (key: string) =>
      ({ ...delivered(key), state: 'parked', failure: { code: 'AR', answer: 'no such patient' } }) as const;
    const handedOver = (key: string): Delivery => ({
      destination: 'ehr',
      reportKey: key,
      version: 1,
      state: 'handed-over',
      changedAt: '2026-03-02T15:00:00.000Z',
    });
    const settledAt = new Date('2026-03-02T15:00:01Z');

    test('is what the first receipt says, and no later hand-over or receipt changes that', async () => {
      const deliveries = make();
      const key = reportKey();
      expect(await deliveries.put(handedOver(key))).toBe(true);
      expect(await deliveries.settle(refused(key), settledAt)).toBe('settled');
      expect(await deliveries.settle(delivered(key), settledAt)).toBe('superseded');
      expect(await deliveries.put(handedOver(key))).toBe(false);
      expect(await deliveries.get('ehr', key)).toMatchObject({
        state: 'parked',
        changedAt: settledAt.toISOString(),
        failure: { code: 'AR' },
      });
    });

    test('is not what a receipt says of a version that was not handed over', async () => {
      const deliveries = make();
      const key = reportKey();
      expect(await deliveries.settle(delivered(key), settledAt)).toBe('not-handed-over');
      expect(await deliveries.get('ehr', key)).toBeUndefined();
      await deliveries.put(handedOver(key));
      expect(await deliveries.settle(delivered(key, { version: 2 }), settledAt)).toBe('not-handed-over');
      expect(await deliveries.settle(delivered(key, { redelivery: 'wish' }), settledAt)).toBe('superseded');
      expect(await deliveries.get('ehr', key)).toEqual(handedOver(key));
    });

    test('is handed over anew when a person asks for it, and a receipt of before does not end that', async () => {
      const deliveries = make();
      const key = reportKey();
      await deliveries.put(handedOver(key));
      await deliveries.settle(refused(key), settledAt);
      expect(await deliveries.put({ ...handedOver(key), redelivery: 'wish' })).toBe(true);
      expect(await deliveries.put({ ...handedOver(key), redelivery: 'wish' })).toBe(false);
      expect(await deliveries.settle(refused(key), settledAt)).toBe('superseded');
      expect(await deliveries.get('ehr', key)).toMatchObject({ state: 'handed-over' });
      expect(await deliveries.settle(delivered(key, { redelivery: 'wish' }), settledAt)).toBe('settled');
      expect(await deliveries.get('ehr', key)).toMatchObject({ state: 'delivered' });
      expect((await deliveries.get('ehr', key))?.failure).toBeUndefined();
    });

    test('of an older version tells nothing of a newer one', async () => {
      const deliveries = make();
      const key = reportKey();
      await deliveries.put({ ...handedOver(key), version: 2, state: 'delivered' });
      expect(await deliveries.settle(refused(key), settledAt)).toBe('superseded');
      expect(await deliveries.get('ehr', key)).toMatchObject({ version: 2, state: 'delivered' });
    });

    test('what is parked is listed until it is delivered or a newer version is', async () => {
      const deliveries = make();
      const destination = `ehr-${unique()}`;
      const parked = async () =>
        (await Array.fromAsync(deliveries.parked(destination))).map((one) => one.reportKey);
      await deliveries.put({
        ...handedOver('a'),
        destination,
        state: 'parked',
        failure: { code: 'HTTP422' },
      });
      await deliveries.put({ ...handedOver('b'), destination });
      await deliveries.settle({ ...refused('b'), destination }, settledAt);
      await deliveries.put({ ...handedOver('c'), destination, state: 'delivered' });
      expect((await parked()).sort()).toEqual(['a', 'b']);
      await deliveries.put({ ...handedOver('a'), destination, version: 2, state: 'delivered' });
      await deliveries.put({ ...handedOver('b'), destination, redelivery: 'wish' });
      await deliveries.settle(delivered('b', { destination, redelivery: 'wish' }), settledAt);
      expect(await parked()).toEqual([]);
    });
  });
}
