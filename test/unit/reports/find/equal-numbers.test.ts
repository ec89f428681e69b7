import { expect, test } from '@jest/globals';
import type { ReportNumber } from '../../../../lib/model/named-report.ts';
import { isSameNumber } from '../../../../lib/reports/find/equal-numbers.ts';

const number = (
  kind: ReportNumber['kind'],
  value: string,
  more: Partial<ReportNumber> = {},
): ReportNumber => ({
  kind,
  value,
  sender: 'lis',
  ...more,
});

test.each<[string, ReportNumber, ReportNumber, boolean]>([
  [
    'one assigner',
    number('filler', '1', { namespace: 'A' }),
    number('filler', '1', { namespace: 'A', sender: 'x' }),
    true,
  ],
  [
    'two assigners',
    number('filler', '1', { namespace: 'A' }),
    number('filler', '1', { namespace: 'B' }),
    false,
  ],
  ['a missing assigner', number('filler', '1', { namespace: 'A' }), number('filler', '1'), true],
  [
    'a missing assigner of another sender',
    number('filler', '1', { namespace: 'A' }),
    number('filler', '1', { sender: 'x' }),
    false,
  ],
  [
    'an OID beside the name',
    number('filler', '1', { namespace: 'A', universalId: '1.2' }),
    number('filler', '1', { namespace: 'A' }),
    true,
  ],
  [
    'an OID in place of the name',
    number('filler', '1', { namespace: 'A' }),
    number('filler', '1', { universalId: '1.2' }),
    true,
  ],
  [
    'an OID in place of the name, by another sender',
    number('filler', '1', { namespace: 'A' }),
    number('filler', '1', { universalId: '1.2', sender: 'x' }),
    false,
  ],
  [
    'two OIDs of one name',
    number('filler', '1', { namespace: 'A', universalId: '1.2' }),
    number('filler', '1', { namespace: 'A', universalId: '1.3' }),
    false,
  ],
])('equal numbers with %s: %#', (_, a, b, isSame) => {
  expect(isSameNumber(a, b)).toBe(isSame);
  expect(isSameNumber(b, a)).toBe(isSame);
});
