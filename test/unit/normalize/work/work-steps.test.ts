import { describe, expect, test } from '@jest/globals';
import type { Coding, Identifier } from '../../../../lib/model/concept.ts';
import type { Order } from '../../../../lib/model/order.ts';
import {
  isCancelled,
  isOpen,
  isSameService,
  ordersOfNow,
  specimenKeyOf,
  workId,
} from '../../../../lib/normalize/work/work-steps.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-02T14:00:00Z');
const number = (value: string): Identifier => ({ value, assigner: {}, scope: 'lab' });

function patient(id: string): Order['patient'] {
  return onlyPart(anOru({ patient: { 3: `${id}^^^A^MR` } })).patient;
}

const order = (fields: Partial<Order> = {}): Order =>
  ({
    key: 'order-1',
    messageId: 'm1',
    source: 'core-lis',
    at: 'OBR[1]',
    asOf: now.getTime(),
    specimens: [],
    notes: [],
    ...fields,
  }) as Order;

const service = (...codes: readonly string[]) => ({
  codings: codes.map((code): Coding => ({ code, system: 'L' })),
});

describe('whether an order is to be done', () => {
  test.each(['CA', 'OC', 'CR', 'DC', 'OD', 'DR', 'OE', 'RP', 'RU', 'RQ', 'HD', 'OH', 'HR'])(
    'ORC-1 %s stops what is to come',
    (control) => {
      expect(isCancelled(order({ control }))).toBe(true);
      expect(isOpen(order({ control }))).toBe(false);
    },
  );

  test.each(['CA', 'DC', 'RP', 'HD', 'ER'])('so does ORC-5 %s', (status) => {
    expect(isCancelled(order({ control: 'SC', status }))).toBe(true);
  });

  test.each(['NW', 'SC', 'XO', 'UC', 'UD', 'constructor', '__proto__', undefined])(
    'ORC-1 %s does not',
    (control) => {
      expect(isCancelled(order({ control }))).toBe(false);
      expect(isOpen(order({ control }))).toBe(true);
    },
  );

  test('what has results or is completed is not open, and not cancelled', () => {
    for (const done of [{ control: 'RE' }, { status: 'CM' }])
      expect([isOpen(order(done)), isCancelled(order(done))]).toEqual([false, false]);
  });
});

describe('the orders of who has a number now', () => {
  const keysOf = (found: readonly Order[], reuseMs = 90 * DAY_MS): string[] =>
    ordersOfNow(found, now, reuseMs).map(({ key }) => key);
  const daysAgo = (days: number, fields: Partial<Order> = {}): Order =>
    order({ key: `${days}`, asOf: now.getTime() - days * DAY_MS, ...fields });

  test('an order counts up to the last moment of the time, and not after it', () => {
    const late = order({ key: 'late', asOf: now.getTime() - 90 * DAY_MS - 1 });
    expect(keysOf([daysAgo(90), late])).toEqual(['90']);
  });

  test('when it was ordered counts before when it was said', () => {
    expect(keysOf([daysAgo(1, { orderedAt: now.getTime() - 91 * DAY_MS })])).toEqual([]);
    expect(keysOf([daysAgo(91, { orderedAt: now.getTime() })])).toEqual(['91']);
  });

  test('what was ordered for somebody else before does not count, in whatever order it is found', () => {
    const found = [
      daysAgo(3, { patient: patient('1') }),
      daysAgo(2, { patient: patient('2') }),
      daysAgo(1, { patient: patient('2') }),
    ];
    expect(keysOf(found)).toEqual(['2', '1']);
    expect(keysOf(found.toReversed())).toEqual(['1', '2']);
  });

  test('of nothing is nothing', () => {
    expect(keysOf([])).toEqual([]);
  });
});

describe('how a step is called', () => {
  const placer = order({ placerOrder: number('P-1'), fillerOrder: number('F-1'), service: service('GLU') });

  test('by the placer’s number, else the filler’s', () => {
    expect(workId(placer, [placer]).value).toBe('P-1');
    expect(workId(order({ fillerOrder: number('F-1') }), []).value).toBe('F-1');
  });

  test('with its service behind it where another order of the specimen has the same number', () => {
    const other = order({ key: 'order-2', placerOrder: number('P-1'), service: service('NA') });
    expect([workId(placer, [placer, other]).value, workId(other, [placer, other]).value]).toEqual([
      'P-1.GLU',
      'P-1.NA',
    ]);
  });

  test('by its key where it has no number', () => {
    expect(workId(order({ key: 'k'.repeat(32) }), [])).toEqual({
      value: 'k'.repeat(20),
      assigner: { namespace: 'LABWIRE' },
    });
  });
});

test('a service that is named is the one that shares a code, and none is any', () => {
  const ordered = order({ service: service('GLU', 'constructor') });
  expect(isSameService(ordered, service('GLU').codings)).toBe(true);
  expect(isSameService(ordered, service('NA').codings)).toBe(false);
  expect(isSameService(ordered, service('toString').codings)).toBe(false);
  expect(isSameService(ordered, [])).toBe(true);
  expect(isSameService(order(), service('GLU').codings)).toBe(false);
});

test('orders of one specimen of one patient share a word, and of two patients none', () => {
  const [specimen] = onlyPart(anOru({ order: { 15: 'BLD' } })).specimens;
  if (specimen === undefined) throw new Error('no specimen');
  const of = (key: string, id: string, of: string) =>
    specimenKeyOf(order({ key, patient: patient(of), specimens: [{ ...specimen, fillerId: number(id) }] }));
  expect(of('a', 'S-1', '1')).toBe(of('b', 'S-1', '1'));
  expect(of('a', 'S-1', '1')).not.toBe(of('a', 'S-2', '1'));
  expect(of('a', 'S-1', '1')).not.toBe(of('a', 'S-1', '2'));
  expect(specimenKeyOf(order({ key: 'a' }))).not.toBe(specimenKeyOf(order({ key: 'b' })));
});
