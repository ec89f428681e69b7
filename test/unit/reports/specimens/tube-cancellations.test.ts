import { expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { tubeCancellationsIn } from '../../../../lib/reports/specimens/tube-cancellations.ts';
import { tubeCopiesOf } from '../../../../lib/reports/specimens/tube-results.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const copied = (messageId: string, order: Fields, ...results: readonly string[]): readonly ReportPart[] =>
  tubeCopiesOf(
    [
      {
        ...onlyPart(
          toMessage(
            msh({ 10: messageId }),
            pid(),
            obr({ 2: 'P1', 3: 'F1', 4: 'CHEM', ...order }),
            ...results,
          ),
        ),
        messageId,
      },
    ],
    86_400_000,
  );

const K = obx({ 3: 'K^K^L', 5: '4.4' });
const cancellation = copied('X', { 22: '20260302090000', 25: 'X' });
const decided = (...copies: readonly ReportPart[]) =>
  tubeCancellationsIn(copies).map(({ cancels }) => cancels);

test.each<[string, readonly ReportPart[], readonly string[]]>([
  ['the only order', [], ['withdraw']],
  ['an order with older results of its own', copied('F', { 22: '20260302080000' }, K), []],
  ['an order with later results of its own', copied('F', { 22: '20260302100000' }, K), ['withdraw']],
  ['an order beside another with results', copied('F', { 2: 'P2', 3: 'F2' }, K), ['hold']],
  ['an order beside another service of its number with results', copied('F', { 4: 'HEM' }, K), ['hold']],
  [
    'an order beside another that is cancelled',
    copied('Y', { 2: 'P2', 3: 'F2', 25: 'X' }),
    ['withdraw', 'withdraw'],
  ],
])('a cancellation of %s of a tube', (_, others, expected) => {
  expect(decided(...cancellation, ...others)).toEqual(expected); // OBR-25
  expect(decided(...others, ...cancellation)).toEqual(expected);
});

test('a cancellation that was withdrawn cancels nothing', () => {
  expect(decided(...cancellation.map((one) => ({ ...one, isWithdrawn: true as const })))).toEqual([]);
});
