import { describe, expect, test } from '@jest/globals';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import { memberOf } from '../../../../lib/render/fhir/panels.ts';
import { fullReport } from '../../../support/full-report.ts';

const [given] = fullReport.observations;
if (given === undefined) throw new Error('no result');

const result = (
  code: string,
  subId?: string,
  fields: Partial<ReportedObservation> = {},
): ReportedObservation => ({
  ...given,
  code: { codings: [{ code }] },
  subId,
  ...fields,
});

/** What a culture found, under LOINC 600-7. */
const organism = (subId?: string, fields: Partial<ReportedObservation> = {}) =>
  result('600-7', subId, {
    values: [{ kind: 'coded', text: 'E. coli', concept: { codings: [{ code: '112283007' }] } }],
    ...fields,
  });

/** Pairs of member and head, by their place. */
const pairsOf = (observations: readonly ReportedObservation[]) =>
  [...memberOf(observations)].map(([member, head]) => [
    observations.indexOf(member),
    observations.indexOf(head),
  ]);

describe('OBX-4 with a dot', () => {
  test('names the result that it is a member of', () => {
    expect(pairsOf([result('PANEL', '1'), result('A', '1.1'), result('B', '1.2')])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test('goes step by step', () => {
    expect(pairsOf([result('P', '1'), result('Q', '1.1'), result('A', '1.1.1')])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test('finds its head in whatever order they come', () => {
    expect(pairsOf([result('A', '1.1'), result('PANEL', '1')])).toEqual([[0, 1]]);
  });

  test.each([
    ['there is no such result', [result('A', '1.1'), result('B', '2')]],
    ['two results have that sub-id', [result('P', '1'), result('Q', '1'), result('A', '1.1')]],
    ['the dot comes first', [result('P', ''), result('A', '.1')]],
    ['there is no dot', [result('P', '1'), result('A', '11')]],
  ])('has no head if %s', (_, observations) => {
    expect(pairsOf(observations)).toEqual([]);
  });

  test('counts within one collection alone', () => {
    const collection = { specimens: [1] };
    expect(pairsOf([result('P', '1'), result('A', '1.1', { collection })])).toEqual([]);
    expect(pairsOf([result('P', '1', { collection }), result('A', '1.1', { collection })])).toEqual([[1, 0]]);
  });
});

describe('the organism of a culture', () => {
  test('is the head of the results of its sub-id', () => {
    expect(pairsOf([organism('1'), result('AMP', '1'), result('CIP', '1')])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test('and each organism of its own', () => {
    expect(pairsOf([organism('1'), result('AMP', '1'), organism('2'), result('AMP', '2')])).toEqual([
      [1, 0],
      [3, 2],
    ]);
  });

  test.each([
    ['it does not come first', [result('AMP', '1'), organism('1')]],
    ['there are two', [organism('1'), organism('1'), result('AMP', '1')]],
    ['it stands alone', [organism('1')]],
    ['the sub-ids differ', [organism('1'), result('AMP', '2')]],
    ['no one has a sub-id', [organism(), result('AMP')]],
    [
      'it was found in words',
      [organism('1', { values: [{ kind: 'text', text: 'E. coli' }] }), result('AMP', '1')],
    ],
    [
      'another test has a coded value',
      [{ ...organism('1'), code: { codings: [{ code: 'X' }] } }, result('AMP', '1')],
    ],
  ])('is no head if %s', (_, observations) => {
    expect(pairsOf(observations)).toEqual([]);
  });
});

test('a result has no more than one head, and is never its own', () => {
  const observations = [result('P', '1'), organism('1.1'), result('AMP', '1.1')];
  expect(pairsOf(observations)).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test('sub-ids that are words of programmers are sub-ids', () => {
  expect(
    pairsOf([result('P', 'constructor'), result('A', 'constructor.1'), result('B', '__proto__')]),
  ).toEqual([[1, 0]]);
});

test('no result has no head', () => {
  expect(pairsOf([])).toEqual([]);
});

test('ten thousand results are grouped at once', () => {
  const members = Array.from({ length: 10_000 }, (_, index) => result('A', `1.${index}`));
  expect(memberOf([result('P', '1'), ...members]).size).toBe(10_000);
});
