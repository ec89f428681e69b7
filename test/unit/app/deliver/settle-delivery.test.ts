import { describe, expect, test } from '@jest/globals';
import { MemoryDeliveryStore } from '../../../../lib/adapters/memory/delivery-store.ts';
import { settleDelivery } from '../../../../lib/app/deliver/settle-delivery.ts';
import { type Receipt, receiptSchema } from '../../../../lib/model/delivery.ts';

const reportKey = 'a'.repeat(32);
const receipt: Receipt = { destination: 'ward', reportKey, version: 2, state: 'delivered' };

function aCloud() {
  const deliveries = new MemoryDeliveryStore();
  const handOver = (destination = 'ward') =>
    deliveries.put({
      destination,
      reportKey,
      version: 2,
      state: 'handed-over',
      changedAt: '2026-03-02T15:00:00.000Z',
    });
  const settle = (one: Receipt) =>
    settleDelivery(one, {
      deliveries,
      reachedByGateway: ['ward'],
      clock: () => new Date('2026-03-02T15:00:01Z'),
    });
  return { deliveries, handOver, settle };
}

describe('a receipt', () => {
  test('is the outcome of the version that was handed over', async () => {
    const { deliveries, handOver, settle } = aCloud();
    await handOver();
    expect(await settle(receipt)).toEqual({ outcome: 'delivered' });
    expect(await deliveries.get('ward', reportKey)).toMatchObject({ version: 2, state: 'delivered' });
  });

  test('that comes again, or for an older version, changes nothing and is heard', async () => {
    const { deliveries, handOver, settle } = aCloud();
    await handOver();
    await settle(receipt);
    const standing = await deliveries.get('ward', reportKey);
    const parked = { ...receipt, state: 'parked', failure: { code: 'AR' } } as const;
    for (const one of [receipt, parked, { ...parked, version: 1 }, { ...receipt, redelivery: 'other' }])
      expect(await settle(one)).toEqual({ outcome: 'superseded' });
    expect(await deliveries.get('ward', reportKey)).toEqual(standing);
  });

  test.each([999_999, 3])('for version %i, which was not handed over, is refused', async (version) => {
    const { deliveries, handOver, settle } = aCloud();
    await handOver();
    expect(await settle({ ...receipt, version })).toEqual({
      outcome: 'refused',
      reason: 'this version was not handed over',
    });
    expect(await deliveries.get('ward', reportKey)).toMatchObject({ version: 2, state: 'handed-over' });
  });

  test.each(['ehr', 'engine', 'feed', 'nowhere', 'constructor'])(
    'for %s, which no gateway reaches, is refused',
    async (destination) => {
      const { deliveries, handOver, settle } = aCloud();
      await handOver(destination);
      expect(await settle({ ...receipt, destination })).toEqual({
        outcome: 'refused',
        reason: 'no gateway delivers to this destination',
      });
      expect(await deliveries.get(destination, reportKey)).toMatchObject({ state: 'handed-over' });
    },
  );
});

describe('no receipt is', () => {
  const failure = { code: 'AR', answer: 'no such patient' };
  test.each<[string, unknown]>([
    ['no JSON', undefined],
    ['a list', []],
    ['a destination that is no id', { ...receipt, destination: 'Ward 1' }],
    ['a report key that is none', { ...receipt, reportKey: 'V#1' }],
    ['a long report key', { ...receipt, reportKey: 'a'.repeat(65) }],
    ['version 0', { ...receipt, version: 0 }],
    ['half a version', { ...receipt, version: 1.5 }],
    ['an endless version', { ...receipt, version: 1e300 }],
    ['a version in text', { ...receipt, version: '2' }],
    ['a state of ours', { ...receipt, state: 'handed-over' }],
    ['a state that is none', { ...receipt, state: 'constructor' }],
    ['a refusal without a code', { ...receipt, state: 'parked' }],
    ['a refusal with AA', { ...receipt, state: 'parked', failure: { code: 'AA' } }],
    ['a refusal with a word', { ...receipt, state: 'parked', failure: { code: 'DOE^JANE' } }],
    ['a long answer', { ...receipt, state: 'parked', failure: { ...failure, answer: 'x'.repeat(4001) } }],
    ['a redelivery that is no id', { ...receipt, redelivery: 'a b' }],
  ])('%s', (_, said) => {
    expect(receiptSchema.safeParse(said).success).toBe(false);
  });
});
