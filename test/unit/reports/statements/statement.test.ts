import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { isSameResult } from '../../../../lib/reports/results/same-result.ts';
import {
  codesOf,
  isSettled,
  isTakenBack,
  levelOf,
  onlyConfirms,
  reportedAt,
  type Statement,
  saysCorrection,
  statusOf,
  testOf,
  toStatement,
} from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const statement = (
  result: Fields,
  { order = {}, header = {}, part = {}, isWithdrawn = false } = {} as {
    readonly order?: Fields;
    readonly header?: Fields;
    readonly part?: Partial<ReportPart>;
    readonly isWithdrawn?: boolean;
  },
): Statement => {
  const read = { ...onlyPart(anOru({ header, order, results: [result] })), ...part };
  const [observation] = read.observations;
  if (observation === undefined) throw new Error('no result');
  return toStatement(observation, { part: read, observations: read.observations, isWithdrawn });
};

const ofStatus = (status: string, order = 'F', part: Partial<ReportPart> = {}) =>
  statement({ 11: status }, { order: { 25: order }, part });

const areSame = (a: Fields, b: Fields): boolean =>
  isSameResult(statement(a).observation, statement(b).observation);

describe('the life of a result (OBX-11)', () => {
  test('ordered comes before preliminary, preliminary before final, and final before what corrects it', () => {
    const stages = ['OISR', 'P', 'FUVN', 'ABCWDX'].map((letters) => [
      ...new Set([...letters].map((letter) => ofStatus(letter).rank)),
    ]);
    expect(stages).toEqual([[0], [1], [2], [3]]);
  });

  test('a rerun follows what an analyzer could not measure, and nothing follows what a LIS took back', () => {
    expect(ofStatus('X', 'F', { isFromAnalyzer: true }).rank).toBe(ofStatus('F').rank);
    expect(ofStatus('X').rank).toBe(ofStatus('C').rank);
    expect(ofStatus('C', 'F', { isFromAnalyzer: true }).rank).toBe(3);
  });

  test.each([
    ['A', 'P', false],
    ['C', 'C', true],
    ['F', 'F', true],
    ['I', 'I', false],
    ['O', 'O', false],
    ['P', 'P', false],
    ['R', 'R', false],
    ['S', 'O', false],
    ['X', 'X', true],
  ])('OBR-25 %s speaks for an empty OBX-11 as %s', (order, status, isSaidSettled) => {
    const { observation, part } = ofStatus('', order);
    expect(statusOf(observation, part)).toBe(status);
    expect(isSettled(observation, part)).toBe(isSaidSettled);
  });

  test('OBX-11 speaks for itself, whatever OBR-25 says', () => {
    const { observation, part } = ofStatus('P', 'F');
    expect(statusOf(observation, part)).toBe('P');
    expect(isSettled(observation, part)).toBe(false);
  });

  test('where nobody says anything the result counts, as a final would', () => {
    const one = ofStatus('', '');
    expect(statusOf(one.observation, one.part)).toBeUndefined();
    expect([isSettled(one.observation, one.part), one.rank]).toEqual([true, 2]);
  });

  test('a word that is no status settles nothing, also where objects have it', () => {
    for (const word of ['constructor', '__proto__', 'Z', 'FF']) {
      const one = ofStatus(word);
      expect([isSettled(one.observation, one.part), one.rank]).toEqual([false, 1]);
    }
  });

  test('a LIS stands before an analyzer, settled before preliminary, and anything before what was withdrawn', () => {
    expect(levelOf(ofStatus('F'))).toBe(3);
    expect(levelOf(ofStatus('F', 'F', { isFromAnalyzer: true }))).toBe(2);
    expect(levelOf(ofStatus('P'))).toBe(1);
    expect(levelOf(ofStatus('P', 'P', { isFromAnalyzer: true }))).toBe(1);
    expect(levelOf(statement({ 11: 'F' }, { isWithdrawn: true }))).toBe(0);
  });

  test('what corrects says so, and D and W take back; X takes nothing of itself back', () => {
    const letters = [...'OISRPFUVNABCWDX'];
    expect(letters.filter((status) => saysCorrection(ofStatus(status))).join('')).toBe('ABCWDX');
    expect(letters.filter((status) => isTakenBack(ofStatus(status).observation)).join('')).toBe('WD');
    expect(saysCorrection(ofStatus('', 'C'))).toBe(false);
  });

  test('U, V and F confirm where they bring no value, and are results where they do', () => {
    const confirms = (status: string, value: string) => onlyConfirms(statement({ 5: value, 11: status }));
    expect(['U', 'V', 'F', ''].map((status) => confirms(status, ''))).toEqual([true, true, true, true]);
    expect(['U', 'V', 'F', ''].map((status) => confirms(status, '5'))).toEqual([false, false, false, false]);
    expect([...'PCABDWXNOIRS'].filter((status) => confirms(status, ''))).toEqual([]);
  });

  test('an empty OBX-11 confirms if OBR-25 says final or nothing', () => {
    const orders = ['F', '', 'C', 'P', 'A', 'I', 'X'];
    expect(
      orders.filter((order) => onlyConfirms(statement({ 5: '', 11: '' }, { order: { 25: order } }))),
    ).toEqual(['F', '']);
  });

  test('a final whose value is deleted, or that has words, does not only confirm', () => {
    expect(onlyConfirms(statement({ 5: '""', 11: 'F' }))).toBe(false);
    const { observation, part } = statement({ 5: '', 11: 'F' });
    const notes = [{ text: 'see report', at: 'NTE[1]-3' }];
    expect(onlyConfirms({ part, observation: { ...observation, notes } })).toBe(false);
  });
});

describe('what a result says', () => {
  test.each<[string, Fields, Fields]>([
    ['7.0 and 7.00', { 5: '7.0' }, { 5: '7.00' }],
    [
      'another order of its codes’ words',
      { 2: 'CE', 5: 'NEG^Negative^L' },
      { 2: 'CE', 5: 'NEG^None found^L' },
    ],
    ['flags and a reference range', { 7: '3-5', 8: 'H' }, { 7: '3-6', 8: 'N' }],
    ['another status', { 11: 'F' }, { 11: 'C' }],
    ['a unit where there was none', { 5: '5', 6: '' }, { 5: '5', 6: 'mg/dL' }],
    ['another name of the system', { 2: 'CE', 5: 'NEG^Negative^L' }, { 2: 'CE', 5: 'NEG^Negative^99X' }],
  ])('%s are no change of value', (_, a, b) => {
    expect(areSame(a, b)).toBe(true);
  });

  test.each<[string, Fields, Fields]>([
    ['another number', { 5: '7.0' }, { 5: '7.01' }],
    ['a comparator', { 2: 'SN', 5: '<^5' }, { 2: 'SN', 5: '<=^5' }],
    ['another unit', { 5: '5', 6: 'mg/dL' }, { 5: '5', 6: 'mmol/L' }],
    ['another code', { 2: 'CE', 5: 'NEG^Negative^L' }, { 2: 'CE', 5: 'POS^Negative^L' }],
    ['a code of another system', { 2: 'CE', 5: '1^Few^L' }, { 2: 'CE', 5: '1^Many^99X' }],
    ['other words', { 2: 'ST', 5: 'clear' }, { 2: 'ST', 5: 'cloudy' }],
    ['no value', { 5: '5' }, { 5: '' }],
    ['the sign', { 5: '5' }, { 5: '-5' }],
  ])('%s is a change of value', (_, a, b) => {
    expect(areSame(a, b)).toBe(false);
  });

  test('what our own map adds to a unit is no change', () => {
    const { observation } = statement({ 6: 'mg/dL' });
    const unit = { codings: [{ code: 'mg/dL' }], text: observation.unit?.text };
    const mapped = {
      ...unit,
      codings: [...unit.codings, { code: 'mg/dL', system: 'UCUM', isMapped: true as const }],
    };
    expect(isSameResult({ ...observation, unit }, { ...observation, unit: mapped })).toBe(true);
  });
});

describe('which test it is of, and when it was said', () => {
  test('a test is named by its first code, and by all of them; by its words where it has none', () => {
    const { observation } = statement({ 3: 'GLU^Glucose^L^2345-7^Glucose^LN' });
    expect(testOf(observation)).toBe('GLU|L');
    expect(codesOf(observation)).toBe('GLU|L~2345-7|LN');
    expect(testOf(statement({ 3: '^Glucose' }).observation)).toBe('Glucose|');
  });

  test('OBR-22 says when, else MSH-7; where neither can be, nobody knows', () => {
    const at = (header: string, issued: string) =>
      reportedAt(statement({}, { header: { 7: header }, order: { 22: issued } }).part);
    expect(at('20260302083000-0500', '20260302081500-0500')).toBe('2026-03-02T08:15:00-05:00');
    expect(at('20260302083000-0500', '')).toBe('2026-03-02T08:30:00-05:00');
    // of 1980, and more than a day after receipt
    expect(at('20260302083000-0500', '19800101000000-0500')).toBe('2026-03-02T08:30:00-05:00');
    expect(at('19800101000000-0500', '20260304083000-0500')).toBeUndefined();
    expect(at('', '')).toBeUndefined();
  });
});

describe('an OBX-11 that is no code of table 0085', () => {
  test.each([
    ['C', true, 'C'],
    ['F', false, 'M'],
    ['P', false, 'M'],
  ])('settles a result only in a corrected report (OBR-25 %j)', (order, settled, status) => {
    const { observation, part } = ofStatus('M', order);
    expect(isSettled(observation, part)).toBe(settled);
    expect(statusOf(observation, part)).toBe(status);
    expect(observation.status).toBe('M'); // kept as sent
  });
});
