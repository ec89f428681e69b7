import { expect, test } from '@jest/globals';
import { printDeliveries } from '../../../cli/actions/deliveries.ts';
import type { Delivery } from '../../../lib/model/delivery.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';

const parked: Delivery = {
  ...{ destination: 'ehr', reportKey: 'r-1', version: 2, state: 'parked' },
  changedAt: '2026-03-02T15:00:00.000Z',
  failure: { code: 'Http422' },
};

const linesOf = async (found: readonly Delivery[], report?: string) =>
  printedLines((await captured(() => printDeliveries(found, report))).stdout);

test('deliveries are listed under their destination', async () => {
  const delivered: Delivery = { ...parked, destination: 'ward', state: 'delivered', failure: undefined };
  expect(await linesOf([parked, delivered])).toEqual([
    'ehr: 1',
    '  r-1  v2  parked  2026-03-02T15:00:00.000Z  Http422',
    'ward: 1',
    '  r-1  v2  delivered  2026-03-02T15:00:00.000Z  ',
  ]);
});

test('the answer of a destination is one line, and is cut where it is long', async () => {
  const answer = `${hostile}\n${'x'.repeat(1000)}`;
  const lines = await linesOf([{ ...parked, failure: { code: 'Http422', answer } }]);
  expect(lines).toHaveLength(3);
  expect(lines[2]?.length).toBeLessThan(600);
});

test.each([
  [undefined, 'no update is parked'],
  ['r-1', 'this report was sent to no destination'],
])('nothing to list for %j is said', async (report, said) => {
  expect(await linesOf([], report)).toEqual([said]);
});
