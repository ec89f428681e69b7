import { describe, expect, test } from '@jest/globals';
import { isNumber, numberNamesOf, toReportNumber } from '../../../../lib/normalize/elements/order-names.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

describe('a number', () => {
  test.each(['1', 'F-1', '0007', 'A', 'Ж1', '9999'])('%s is one', (text) => {
    expect(isNumber(text)).toBe(true);
  });

  test.each(['""', '0', '0000', '-', '...', ' ', 'NONE', 'unknown', 'N/A', 'na', 'TEST'])(
    '%s is none',
    (text) => {
      expect(isNumber(text)).toBe(false);
    },
  );

  test('that is none in OBR is looked for in ORC, and left out where there is none', () => {
    expect(onlyPart(anOru({ order: { 2: '""', 3: '000' } })).fillerOrder).toBeUndefined(); // OBR-3
  });
});

test('a number goes by its assigner, and by its sender, who may leave the assigner out', () => {
  const names = (assigner: { namespace?: string; universalId?: string }) =>
    numberNamesOf(toReportNumber('filler', { value: 'F1', assigner, scope: '' }, 'lis'), 'P');
  expect(names({})).toHaveLength(1);
  expect(names({ namespace: 'LAB' })).toEqual([expect.any(String), names({})[0]]);
  expect(names({ namespace: 'LAB', universalId: '1.2.3' })).toEqual([
    expect.any(String),
    ...names({ namespace: 'LAB' }),
  ]);
  expect(names({ namespace: 'lis' })).toEqual(names({}));
});
