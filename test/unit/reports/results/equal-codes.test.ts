import { describe, expect, test } from '@jest/globals';
import {
  areOneCode,
  areOneCodeInAnyCase,
  contradict,
  contradictInAnyCase,
  type SentCode,
  sentCodes,
} from '../../../../lib/reports/results/equal-codes.ts';

const codesIn = (text: string): SentCode[] =>
  text
    .split(' ')
    .filter((code) => code !== '')
    .map((code) => {
      const [value = '', system] = code.split('@');
      return { code: value, system };
    });

describe('two sets of codes name one thing', () => {
  test.each([
    ['GLU@L', 'GLU@L', true, 'the same code of the same system'],
    ['GLU@L', 'GLU', true, 'a system that is missing fits any'],
    ['GLU', 'GLU', true, 'two codes without a system'],
    ['GLU@L', 'GLU@99ABC', false, 'equal codes of two systems that differ share nothing'],
    ['GLU@L 2345-7@LN', '2345-7@LN', true, 'a code of several is shared'],
    ['GLU@L 2345-7@LN', 'GLU@L 2339-0@LN', false, 'another LOINC beside the same local code'],
    ['GLU@L 2345-7@LN', '2339-0@LN GLU@L', false, 'in whatever order the codes stand'],
    ['GLU@L', 'NA@L', false, 'nothing in common'],
    ['', 'GLU@L', false, 'a test without a code'],
    ['', '', false, 'two tests without a code'],
    ['constructor@L', 'constructor@L', true, 'a word that objects have'],
    ['__proto__', 'constructor', false, 'two words that objects have'],
    ['glu@L', 'GLU@L', false, 'case belongs to a code'],
  ])('%s and %s: %s, since it is %s', (a, b, expected) => {
    expect(areOneCode(codesIn(a), codesIn(b))).toBe(expected);
    expect(areOneCode(codesIn(b), codesIn(a))).toBe(expected);
  });

  test('codes contradict each other in one system, and never across two', () => {
    expect(contradict(codesIn('GLU@L'), codesIn('NA@L'))).toBe(true);
    expect(contradict(codesIn('GLU@L'), codesIn('NA@LN'))).toBe(false);
    expect(contradict(codesIn('GLU@L'), codesIn('NA'))).toBe(false);
    expect(contradict(codesIn('GLU@L'), [])).toBe(false);
  });

  test('codes that differ in capitals contradict each other, except where case is ignored', () => {
    expect(contradict(codesIn('glu@L'), codesIn('GLU@L'))).toBe(true);
    expect(contradictInAnyCase(codesIn('glu@L'), codesIn('GLU@L'))).toBe(false);
    expect(contradictInAnyCase(codesIn('GLU@L'), codesIn('NA@L'))).toBe(true);
  });

  test('a code that our own map adds is not asked', () => {
    const mapped = sentCodes([
      { code: 'GLU', system: 'L', display: 'Glucose' },
      { code: '2345-7', system: 'LN', isMapped: true },
    ]);
    expect(mapped).toEqual([{ code: 'GLU', system: 'L' }]);
    expect(areOneCode(mapped, codesIn('GLU@L 2339-0@LN'))).toBe(true);
  });
});

test('a code in capitals is the same code in any case, and another code or system is not', () => {
  const chem = [{ code: 'CHEM', system: 'L' }];
  expect(areOneCodeInAnyCase(chem, [{ code: 'chem', system: 'L' }])).toBe(true);
  expect(areOneCodeInAnyCase(chem, [{ code: 'chem', system: 'LN' }])).toBe(false);
  expect(areOneCodeInAnyCase(chem, [{ code: 'gas', system: 'L' }])).toBe(false);
});
