import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import { countsRows, plainSubId } from '../../../../lib/normalize/elements/sub-id.ts';
import { msh, obx, toMessage } from '../../../support/messages.ts';

test('zeros in front of a sub-id are left out', () => {
  expect(['1', '01', '000', '1.2', undefined].map(plainSubId)).toEqual(['1', '1', '0', '1.2', undefined]);
});

function counts(...rows: readonly Readonly<Record<number, string>>[]): boolean {
  const read = parseMessage(toMessage(msh(), ...rows.map((row) => obx({ 8: '', ...row }))));
  if (!read.ok) throw new Error('no message');
  return countsRows(read.value.segments.filter(({ name }) => name === 'OBX'));
}

describe('OBX-4 counts the rows', () => {
  const na = { 3: 'NA^Sodium^L', 4: '1', 5: '140' };
  const k = { 3: 'K^Potassium^L', 4: '2', 5: '4.1' };

  test('where each test has its place', () => {
    expect(counts(na, k)).toBe(true);
    expect(counts(na, { ...k, 2: 'CWE', 5: '260385009^Negative^SCT' })).toBe(true);
    expect(counts(na, { ...k, 2: 'ST', 5: 'yellow' })).toBe(true);
  });

  test.each<[string, Readonly<Record<number, string>>[]]>([
    ['there is one row', [na]],
    ['a row has none', [na, { ...k, 4: '' }]],
    [
      'they are in another order',
      [
        { ...na, 4: '2' },
        { ...k, 4: '1' },
      ],
    ],
    ['a test repeats', [na, { ...na, 4: '2' }]],
    ['a row may be an isolate', [{ 2: 'CWE', 3: 'ORG^Organism^L', 4: '1', 5: 'ECO^E. coli^L' }, k]],
    ['a row has the LOINC code of organisms', [{ 2: 'ST', 3: '600-7^Culture^LN', 4: '1', 5: 'E. coli' }, k]],
    ['a row is a susceptibility', [na, { 2: 'ST', 3: 'AMP^Ampicillin^L', 4: '2', 5: 'R' }]],
    ['a row is a text', [na, { ...k, 2: 'TX', 5: 'second part' }]],
  ])('never where %s', (_, rows) => {
    expect(counts(...rows)).toBe(false);
  });
});
