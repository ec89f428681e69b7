import { describe, expect, test } from '@jest/globals';
import type { SeenResult } from '../../../../cli/analyzers/chart.ts';
import {
  differencesOf,
  type Expected,
  type Play,
  type Seen,
} from '../../../../cli/analyzers/compare-play.ts';

const aPlay = (expected: Partial<Play['expect']>, kind: Play['kind'] = 'result'): Play => ({
  name: 'play',
  kind,
  orders: [],
  message: 'H|',
  expect: { results: [], controls: [], readings: 0, held: {}, ...expected },
});
const aResult = (overrides: Partial<SeenResult> = {}): SeenResult => ({
  ...{ codes: ['K', '2823-3'], loinc: ['2823-3'], values: ['4.1'], units: ['mmol/L'], status: 'final' },
  ...{ flags: ['N'], ranges: ['3.5-5.1'], patient: ['P1'] },
  ...overrides,
});
const seen = (overrides: Partial<Seen> = {}): Seen => ({
  ...{ results: [], controls: [], readings: 0, held: {} },
  ...overrides,
});
const K: Expected = {
  ...{ code: 'K', value: '4.10', unit: 'mmol/L', loinc: '2823-3', status: 'F', flags: ['N'] },
  ...{ range: '3.5-5.1', patient: 'P1' },
};

describe('a result', () => {
  test('is as expected if all its parts are; an EHR may leave out zeros', () => {
    expect(differencesOf(aPlay({ results: [K] }), seen({ results: [aResult()] }))).toEqual([]);
  });

  test.each<[string, Partial<SeenResult>, string]>([
    ['value', { values: ['4.2'] }, 'result K: value is 4.2, not 4.10'],
    ['comparator', { values: ['<4.1'] }, 'result K: value is <4.1, not 4.10'],
    ['unit', { units: ['mg/dL'] }, 'result K: unit is mg/dL, not mmol/L'],
    ['code', { loinc: [] }, 'result K: LOINC is empty, not 2823-3'],
    ['status', { status: 'preliminary' }, 'result K: status is P or R or S, not F'],
    ['flag', { flags: [] }, 'result K: flag is empty, not N'],
    ['range', { ranges: [] }, 'result K: range is empty, not 3.5-5.1'],
    ['patient', { patient: ['P2'] }, 'result K: patient is P2, not P1'],
  ])('with another %s is told', (_, part, difference) => {
    expect(differencesOf(aPlay({ results: [K] }), seen({ results: [aResult(part)] }))).toEqual([difference]);
  });

  test.each([
    ['173.', '173'],
    ['.4', '0.4'],
    ['<.4', '<0.4'],
  ])('%s is shown as %s, with its unit', (value, shown) => {
    const play = aPlay({ results: [{ code: 'K', value, unit: 'mg/dL' }] });
    expect(differencesOf(play, seen({ results: [aResult({ values: [shown] })] }))).toEqual([
      'result K: unit is mmol/L, not mg/dL',
    ]);
  });

  test('that replaces a final one without a mark is shown as a correction', () => {
    expect(
      differencesOf(aPlay({ results: [K] }), seen({ results: [aResult({ status: 'corrected' })] })),
    ).toEqual([]);
  });

  test('in words has no unit, and none without a value', () => {
    const words = { code: 'K', value: 'Positive', unit: 'COI' };
    expect(
      differencesOf(
        aPlay({ results: [words] }),
        seen({ results: [aResult({ values: ['Positive'], units: [] })] }),
      ),
    ).toEqual([]);
  });

  test('that is missing, and one that nobody expects, are told', () => {
    const other = aResult({ codes: ['NA'] });
    expect(differencesOf(aPlay({ results: [K] }), seen({ results: [other] }))).toEqual([
      'result K is missing',
      'result NA 4.1 is not expected',
    ]);
  });

  test('without a value must have none', () => {
    const none = { code: 'K' };
    expect(differencesOf(aPlay({ results: [none] }), seen({ results: [aResult({ values: [] })] }))).toEqual(
      [],
    );
    expect(differencesOf(aPlay({ results: [none] }), seen({ results: [aResult()] }))).toEqual([
      'result K: value is 4.1, not empty',
    ]);
  });

  test('of several with one code, each is compared with the one that is nearest', () => {
    const second = aResult({ values: ['9'] });
    expect(
      differencesOf(aPlay({ results: [K, { ...K, value: '9' }] }), seen({ results: [second, aResult()] })),
    ).toEqual([]);
  });

  test('of a sub-code is another result than that of its code', () => {
    const sub = { code: 'K', sub: 'LOG' };
    expect(differencesOf(aPlay({ results: [sub] }), seen({ results: [aResult({ values: [] })] }))).toEqual([
      'result K LOG is missing',
      'result K  is not expected',
    ]);
    const reading = aResult({ codes: ['K', 'K LOG'], values: [] });
    expect(differencesOf(aPlay({ results: [sub] }), seen({ results: [reading] }))).toEqual([]);
  });
});

test('a control in a chart is told, and a control that is no point', () => {
  const play = aPlay({ controls: [{ code: 'K' }] }, 'control');
  expect(differencesOf(play, seen({ results: [aResult()] }))).toEqual([
    'result K 4.1 is not expected',
    'control K is missing',
    'a control is in a chart',
  ]);
});

test('readings and holds are counted by reason', () => {
  const play = aPlay({ readings: 2, held: { 'unknown-role': 1 } });
  expect(differencesOf(play, seen({ readings: 1, held: { 'no-patient': 3 } }))).toEqual([
    '1 readings stay in the message, not 2',
    'held unknown-role: 0, not 1',
    'held no-patient: 3, not 0',
  ]);
  expect(differencesOf(play, seen({ readings: 2, held: { 'unknown-role': 1 } }))).toEqual([]);
});
