import { describe, expect, test } from '@jest/globals';
import {
  hasCode,
  hasIdentifier,
  isWithin,
  SearchError,
  spanOf,
  toAlternatives,
  toDateCondition,
  toToken,
} from '../../../../lib/app/fhir-read/search-parameters.ts';
import { fc } from '../../../support/property.ts';

const escaped = (text: string): string => text.replaceAll(/[\\,|$]/g, '\\$&');

describe('alternatives of one parameter (FHIR R4 §3.1.1.4.0.1)', () => {
  test.each([
    ['a,b', ['a', 'b']],
    ['a', ['a']],
    ['a,,b,', ['a', 'b']],
    ['', []],
    ['a\\,b,c', ['a\\,b', 'c']],
    // the backslash is escaped, so the comma is none of the value's
    ['a\\\\,b', ['a\\\\', 'b']],
    ['a\\\\\\,b', ['a\\\\\\,b']],
    ['a\\', ['a\\']],
  ])('%s', (text, expected) => {
    expect(toAlternatives(text)).toEqual(expected);
  });

  test('every value comes back, whatever is in it', () => {
    const values = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, (words) => {
        const text = words.map(escaped).join(',');
        expect(toAlternatives(text).map((one) => toToken(one).value)).toEqual(words);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a token (FHIR R4 §3.1.1.4.10)', () => {
  test.each([
    ['2345-7', undefined, '2345-7'],
    ['http://loinc.org|2345-7', 'http://loinc.org', '2345-7'],
    ['|2345-7', '', '2345-7'],
    ['http://loinc.org|', 'http://loinc.org', ''],
    ['a\\|b', undefined, 'a|b'],
    ['a\\\\|b', 'a\\', 'b'],
    ['a|b|c', 'a', 'b|c'],
    ['a\\$b', undefined, 'a$b'],
    ['a\\nb', undefined, 'a\\nb'],
  ])('%s', (text, system, value) => {
    expect(toToken(text)).toEqual({ system, value });
  });

  test('system and value come back, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (system, value) => {
        expect(toToken(`${escaped(system)}|${escaped(value)}`)).toEqual({ system, value });
      }),
      { numRuns: 100 },
    );
  });

  const concept = { coding: [{ system: 'http://loinc.org', code: '2345-7' }, { code: 'GLU' }] };
  test.each([
    ['2345-7', true],
    ['http://loinc.org|2345-7', true],
    ['http://loinc.org|', true],
    ['http://other.test|2345-7', false],
    // no system at all
    ['|2345-7', false],
    ['|GLU', true],
    ['glu', false],
    ['__proto__', false],
  ])('%s is a code of the concept: %s', (text, isIt) => {
    expect(hasCode(concept, [toToken(text)])).toBe(isIt);
  });

  test('one of several is enough, and what has no code has none', () => {
    expect(hasCode(concept, [toToken('X'), toToken('GLU')])).toBe(true);
    expect(hasCode(concept, [])).toBe(false);
    expect(hasCode(undefined, [toToken('GLU')])).toBe(false);
    expect(hasCode({ text: 'GLU' }, [toToken('GLU')])).toBe(false);
  });

  test('an identifier is found by its system and value together', () => {
    const identifiers = [
      { system: 'https://lab.test/a', value: '1' },
      { system: 'https://lab.test/b', value: '2' },
    ];
    expect(hasIdentifier(identifiers, [toToken('https://lab.test/b|2')])).toBe(true);
    expect(hasIdentifier(identifiers, [toToken('https://lab.test/a|2')])).toBe(false);
    expect(hasIdentifier(undefined, [toToken('1')])).toBe(false);
  });
});

describe('the span of a date', () => {
  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['2026-03-02T08:00Z', '2026-03-02T08:00:00.000Z', '2026-03-02T08:01:00.000Z'],
    ['2026-03-02T08:00', '2026-03-02T08:00:00.000Z', '2026-03-02T08:01:00.000Z'],
    ['2026-03-02T08:00:07-05:00', '2026-03-02T13:00:07.000Z', '2026-03-02T13:00:08.000Z'],
    ['2026-03-02T08:00:07.123Z', '2026-03-02T08:00:07.123Z', '2026-03-02T08:00:07.124Z'],
    ['0050-01-01', '0050-01-01T00:00:00.000Z', '0050-01-02T00:00:00.000Z'],
    ['0099', '0099-01-01T00:00:00.000Z', '0100-01-01T00:00:00.000Z'],
  ])('%s is as long as it is precise', (text, from, to) => {
    expect(spanOf(text)).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  test.each([
    '2026-02-29',
    '2026-02-30T08:00:00Z',
    '2026-04-31',
    '2026-13',
    '2026-00',
    '2026-01-00',
    '2026-03-02T25:00Z',
    '2026-03-02T08:60Z',
    '2026-03-02T08:00:00+99:00',
    '2026-3-2',
    '20260302',
    ' 2026',
    '2026-03-02T',
    '',
    'NaN',
    `2026-03-02T08:00:00.${'1'.repeat(50_000)}x`,
  ])('%# is no date, and none that is near it', (text) => {
    expect(spanOf(text)).toBeUndefined();
  });

  test('a month is its days, one after the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9998 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
        const days = Array.from({ length: 31 }, (_, day) =>
          spanOf(`${name}-${String(day + 1).padStart(2, '0')}`),
        ).filter((one) => one !== undefined);
        const whole = spanOf(name);
        expect(days[0]?.from).toBe(whole?.from);
        expect(days.at(-1)?.to).toBe(whole?.to);
        expect(days.slice(1).every(({ from }, index) => from === days[index]?.to)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a condition on a date (FHIR R4 §3.1.1.4.7)', () => {
  const day = '2026-03-02';
  const meets = (time: string, condition: string): boolean =>
    isWithin(spanOf(time), toDateCondition('date', condition));

  // before, first and last moment, after; then what overlaps the day: its month
  test.each([
    [day, [false, true, true, false], false],
    [`eq${day}`, [false, true, true, false], false],
    [`ne${day}`, [true, false, false, true], true],
    [`gt${day}`, [false, false, false, true], true],
    [`lt${day}`, [true, false, false, false], true],
    [`ge${day}`, [false, true, true, true], true],
    [`le${day}`, [true, true, true, false], true],
    [`sa${day}`, [false, false, false, true], false],
    [`eb${day}`, [true, false, false, false], false],
  ])('%s', (condition, expected, ofMonth) => {
    const moments = [
      '2026-03-01T23:59:59.999Z',
      '2026-03-02T00:00:00.000Z',
      '2026-03-02T23:59:59.999Z',
      '2026-03-03T00:00:00.000Z',
    ];
    expect(moments.map((time) => meets(time, condition))).toEqual(expected);
    expect(meets('2026-03', condition)).toBe(ofMonth);
  });

  test('of what has no time is met by nothing, not even by ne', () => {
    for (const prefix of ['', 'ne', 'le', 'ge'])
      expect(isWithin(undefined, toDateCondition('date', `${prefix}${day}`))).toBe(false);
  });

  test.each(['ap2026', 'GE2026', 'ge', 'gege2026', '2026-02-30', 'tomorrow'])(
    '%s is refused with the name of the parameter, and not with its value',
    (text) => {
      const refusal = new SearchError(
        400,
        'invalid',
        '_lastUpdated is no date: write 2026-03-02, or ge2026-03-02T08:00:00Z',
      );
      expect(() => toDateCondition('_lastUpdated', text)).toThrow(refusal);
    },
  );
});

test('a refusal says its status and whom it is about', () => {
  expect(new SearchError(403, 'forbidden', 'no', ['p1'])).toMatchObject({
    name: 'SearchError',
    status: 403,
    issue: 'forbidden',
    message: 'no',
    patients: ['p1'],
  });
});
