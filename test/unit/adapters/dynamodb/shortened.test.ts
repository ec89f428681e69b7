import { expect, test } from '@jest/globals';
import { shortened } from '../../../../lib/adapters/dynamodb/shortened.ts';
import type { Value } from '../../../../lib/model/observation.ts';

test('a value of up to a thousand characters is shown as it is', () => {
  const quantity: Value = { kind: 'quantity', text: '<7.40', number: '7.40', comparator: '<' };
  const long: Value = { kind: 'quantity', text: '1'.repeat(1000), number: '1'.repeat(1000) };
  expect([shortened(quantity), shortened(long)]).toEqual([[quantity], [long]]);
});

test('of a longer value the beginning is shown, as a text whatever it was', () => {
  const number = '1'.repeat(1001);
  expect(shortened({ kind: 'quantity', text: number, number })).toEqual([
    { kind: 'text', text: '1'.repeat(1000) },
  ]);
});
