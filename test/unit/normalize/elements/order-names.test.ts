import { describe, expect, test } from '@jest/globals';
import { isNumber, numberNamesOf, toReportNumber } from '../../../../lib/normalize/elements/order-names.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

describe('a number', () => {
  test.each(['1', 'F-1', '0007', 'A', 'Ж1', '9999'])('%s is one', (text) => {
    expect(isNumber(text)).toBe(true);
  });

  test.each(['""', '0', '0000', '-', '...', ' ', 'NONE', 'unknown', 'N/A', 'na', 'TEST', 'Invalid'])(
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

describe('an instrument without SPM', () => {
  const withRules = (rules: Readonly<Record<string, unknown>>) => ({
    site: aSite({ sources: [{ id: 'analyzer', kind: 'analyzer', ...rules }] }),
  });
  const bytes = toMessage(
    msh(),
    pid(),
    segment('ORC', { 1: 'RE', 2: '1' }),
    obr({ 2: '', 3: 'T-77' }),
    obx(),
  );

  test('may write the tube there', () => {
    const { specimens } = onlyPart(
      bytes,
      withRules({ specimen: { id: ['OBR-20', 'OBR-3'] }, orders: { none: ['OBR-3'] } }),
    );
    expect(specimens.map(({ placerId }) => placerId?.value)).toEqual(['T-77']);
    expect(onlyPart(bytes, withRules({})).specimens).toEqual([]);
  });
});
