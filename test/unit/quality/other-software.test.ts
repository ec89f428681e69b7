import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../../lib/quality/evaluate.ts';
import { rulesFor, rulesForSigma } from '../../../lib/quality/rule-sets.ts';
import { sigmaOf } from '../../../lib/quality/statistics.ts';
import { rulesIn, settingsOf, sorted, toCourse, type Vector } from '../../support/quality/vectors.ts';

/**
 * What other programs publish about the same rules, computed again by ours. Each line is a statement or an example of theirs in our words;
 * `differs` says where we do otherwise on purpose. Distances are in SD: a row is an event, a number in it a level.
 *
 * - westgard-python 0.1.0 to 0.3.0 (its pages on PyPI; the part that could be read has names and defaults, and no example)
 * - westgard-qc-evaluator (README and tests of the repository, commit 98ad0e79)
 * - westgard-sim (its reference of the rules, commit 84ddb776)
 * - nelson for R (its table of rules, commit 87e026dc)
 * - measure for R (documentation of `measure_control_chart`)
 * - valytics for R 0.4.1 (documentation of `sigma_metric`)
 */
interface Published extends Pick<Vector, 'rFour'> {
  readonly by: 'westgard-qc-evaluator' | 'westgard-sim' | 'nelson' | 'measure';
  readonly says: string;
  readonly rows: readonly (readonly number[])[];
  /** The rules that our program finds in each event. */
  readonly ours: readonly string[];
  /** What the other program finds where ours does not, and why. */
  readonly differs?: string;
}

const published: readonly Published[] = [
  { by: 'westgard-qc-evaluator', says: 'within 1 SD passes', rows: [[0.1]], ours: [''] },
  { by: 'westgard-qc-evaluator', says: '2.2 SD is a warning alone', rows: [[2.2]], ours: ['1-2s'] },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'two levels of a run above 2 SD' },
    ...{ rows: [[2.4, 2.2]], ours: ['1-2s 2-2s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'two levels of a run below 2 SD' },
    ...{ rows: [[-2.4, -2.2]], ours: ['1-2s 2-2s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'one level in two runs beyond the same 2 SD' },
    ...{ rows: [[2.1], [2.3]], ours: ['1-2s', '1-2s 2-2s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'exactly 2 SD warns', rows: [[2]], ours: [''] },
    differs: '1-2s: a result on the limit does not exceed it',
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'exactly 3 SD rejects', rows: [[3]], ours: ['1-2s'] },
    differs: '1-3s: a result on the limit does not exceed it',
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'a run that spans 4 SD or more is R-4s' },
    ...{ rows: [[2.5, -1.6]], ours: ['1-2s'] },
    differs: 'R-4s: by default one result is above 2 SD and another below; a site can choose the difference',
  },
  {
    ...{
      by: 'westgard-qc-evaluator',
      says: 'the same where the site chooses the difference',
      rFour: 'difference',
    },
    ...{ rows: [[2.5, -1.6]], ours: ['1-2s R-4s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'a span of exactly 4 SD is R-4s', rFour: 'difference' },
    ...{ rows: [[2.5, -1.5]], ours: ['1-2s'] },
    differs: 'R-4s: exactly 4 SD is not more than 4 SD',
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: 'R-4s is of one run, never of two' },
    ...{ rows: [[2.5], [-2.5]], ours: ['1-2s', '1-2s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: '4-1s is of one level over four runs' },
    ...{ rows: [[1.1], [1.2], [1.3], [1.4]], ours: ['', '', '', '4-1s'] },
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: '4-1s is of no other scope' },
    ...{
      rows: [
        [1.1, 1.2],
        [1.3, 1.4],
      ],
      ours: ['', '4-1s'],
    },
    differs: 'it finds nothing: ours counts four results over levels and events, too',
  },
  {
    ...{ by: 'westgard-qc-evaluator', says: '10-x is of one level over ten runs' },
    ...{ rows: Array.from({ length: 10 }, () => [0.5]), ours: [...Array(9).fill(''), '10-x'] },
  },
  {
    ...{ by: 'westgard-sim', says: 'one control beyond 2 SD' },
    ...{ rows: [[-0.4], [0.6], [-0.3], [0.8], [2.4], [-0.2]], ours: ['', '', '', '', '1-2s', ''] },
  },
  {
    ...{ by: 'westgard-sim', says: 'one control beyond 3 SD' },
    ...{ rows: [[0.2], [-0.5], [0.4], [-0.3], [3.3], [0.1]], ours: ['', '', '', '', '1-2s 1-3s', ''] },
  },
  {
    ...{ by: 'westgard-sim', says: 'two in a row beyond the same 2 SD' },
    ...{
      rows: [[-0.3], [0.5], [-0.4], [1.1], [2.3], [2.6]],
      ours: ['', '', '', '', '1-2s', '1-2s 2-2s 2of3-2s'],
    },
    differs: 'not looked for there: two of three is a rule of its own',
  },
  {
    ...{ by: 'westgard-sim', says: 'two levels of one session more than 4 SD apart' },
    ...{
      rows: [
        [2.2, -2.1],
        [0.3, 0.2],
        [-0.4, 0.5],
      ],
      ours: ['1-2s R-4s', '', ''],
    },
  },
  {
    ...{ by: 'westgard-sim', says: 'four in a row beyond the same 1 SD' },
    ...{ rows: [[-0.2], [1.3], [1.5], [1.2], [1.6], [0.4]], ours: ['', '', '', '', '4-1s', ''] },
  },
  {
    ...{ by: 'westgard-sim', says: 'ten in a row on one side; its drawing has six' },
    ...{ rows: [[0.3], [0.6], [0.4], [0.8], [0.5], [0.7]], ours: ['', '', '', '', '', ''] },
  },
  {
    ...{ by: 'nelson', says: 'two of three in a row beyond the same 2 SD (Westgard column)' },
    ...{ rows: [[2.1], [0.5], [2.1]], ours: ['1-2s', '', '1-2s 2of3-2s'] },
  },
  {
    ...{
      by: 'nelson',
      says: 'its words are more than 3 SD; its code has at least 3 SD',
      rows: [[-3]],
      ours: ['1-2s'],
    },
    differs: '1-3s: a result on the limit does not exceed it, as its words say',
  },
  {
    ...{ by: 'measure', says: 'R-4s is a range of two consecutive points' },
    ...{ rows: [[2.2], [-2.2]], ours: ['1-2s', '1-2s'] },
    differs: 'R-4s: two runs say nothing of the random error of one',
  },
];

/** A distance in SD as a result of the level, whose mean and SD are those of the vectors. */
const resultAt = (z: number, index: number): string => ((index + 1) * (100 + 10 * z)).toFixed(1);

const found = ({ rows, rFour }: Published): readonly string[] => {
  const vector = { rows: rows.map((row) => row.map(resultAt).join(' ')), rFour } as Pick<
    Vector,
    'rows' | 'rFour'
  >;
  return rulesIn(
    evaluate(toCourse(vector), settingsOf(vector)).map(({ violations }) =>
      violations.map(({ rule }) => rule),
    ),
  );
};

describe('published statements about the rules', () => {
  test.each(
    published.map(
      (one) => [one.by, one.differs === undefined ? 'as' : 'otherwise than', one.says, one] as const,
    ),
  )('%s: %s it says: %s', (_by, _how, _says, one) => {
    expect(found(one)).toEqual(one.ours.map(sorted));
  });

  test('westgard-python: all rules decide unless the classical reading is asked for, in which 1-2s comes first', () => {
    const rising = { rows: ['113', '115', '112', '116'] };
    const settings = settingsOf(rising);
    const rulesOf = (start: 'none' | '1-2s') =>
      rulesIn(
        evaluate(toCourse(rising), { ...settings, rules: { ...settings.rules, start } }).map(
          ({ violations }) => violations.map(({ rule }) => rule),
        ),
      );
    expect([1, 2, 3, 4].map((levels) => rulesFor(levels).start)).toEqual(['none', 'none', 'none', 'none']);
    expect([rulesOf('none'), rulesOf('1-2s')]).toEqual([
      ['', '', '', '4-1s'],
      ['', '', '', ''],
    ]);
  });

  test('westgard-python: windows across materials are asked for there; here they are a part of 4-1s and n-x', () => {
    const rows = ['111 222', '111 222'];
    expect(evaluate(toCourse({ rows }), settingsOf({ rows })).at(-1)?.violations).toMatchObject([
      { rule: '4-1s', form: 'across' },
    ]);
  });

  test('westgard-python: rules by sigma are asked for with the number of levels there; here they name the results they need', () => {
    expect(rulesForSigma(450n)).toMatchObject({ results: 4, events: 1, origin: 'Westgard Sigma Rules' });
  });

  // valytics: (allowed error - |bias|) / CV, and a bias counts whatever its sign; westgard-python names the same three inputs
  test.each([
    ['10', '1', '1.5', '6.00'],
    ['10', '-1', '1.5', '6.00'],
    ['10', '2.5', '2.5', '3.00'],
  ])(
    'valytics: an allowed error of %s, a bias of %s and a CV of %s are %s sigma',
    (percent, bias, cv, sigma) => {
      const inputs = {
        ...{ allowed: { percent, origin: 'a list' }, bias: { percent: bias, origin: 'a program' } },
        statistics: { n: 30, mean: '100', sd: cv, cv },
      };
      expect(sigmaOf(inputs)?.sigma).toBe(sigma);
    },
  );
});
