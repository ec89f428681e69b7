import type { Course, JudgingSettings } from '../../../lib/quality/evaluate.ts';
import type { Action, ControlPoint, Target } from '../../../lib/quality/point.ts';
import type { RuleName } from '../../../lib/quality/rules.ts';

/**
 * Events and the rules that each of them breaks. Level 1 has the mean 100 and the SD 10, level 2 200 and 20, level 3 300
 * and 30. A row is an event: `121 200` measures two levels, `- 200` the second one only; `111B` is of lot B, `121x` is
 * excluded, `<111` and `ERR` are no numbers. `reset`, `action` and `target` are a resetting action, another one, and
 * new targets with the same numbers.
 */
export interface Vector {
  readonly name: string;
  readonly rows: readonly string[];
  /** The rules that each event breaks. */
  readonly breaks: readonly string[];
  readonly rFour?: 'difference';
  /** The mean and SD of level 1. */
  readonly target?: readonly [mean: string, sd: string];
}

const times = (row: string, count: number): string[] => Array.from({ length: count }, () => row);
const none = (count: number): string[] => times('', count);

export const vectors: readonly Vector[] = [
  { name: 'exactly 2 SD is not beyond 2 SD', rows: ['120.0'], breaks: [''] },
  { name: 'more than 2 SD', rows: ['120.1'], breaks: ['1-2s'] },
  { name: 'exactly 3 SD is not beyond 3 SD', rows: ['130.0'], breaks: ['1-2s'] },
  { name: 'more than 3 SD', rows: ['130.1'], breaks: ['1-2s 1-3s'] },
  { name: 'two levels above', rows: ['120.1 240.2'], breaks: ['1-2s 2-2s'] },
  { name: 'one level above and one below', rows: ['120.1 159.8'], breaks: ['1-2s R-4s'] },
  { name: '2.5 SD above and 1.6 below', rows: ['125 168'], breaks: ['1-2s'] },
  { name: 'more than 4 SD between', rows: ['125 168'], breaks: ['1-2s R-4s'], rFour: 'difference' },
  { name: 'exactly 4 SD between', rows: ['125 170'], breaks: ['1-2s'], rFour: 'difference' },
  { name: 'above, then below, in one level', rows: ['120.1', '79.9'], breaks: ['1-2s', '1-2s'] },
  { name: 'twice above in one level', rows: ['121 200', '122 199'], breaks: ['1-2s', '1-2s 2-2s'] },
  { name: 'two levels above in two events', rows: ['100 242', '121 200'], breaks: ['1-2s', '1-2s'] },
  { name: 'four beyond 1 SD in two events', rows: ['111 222', '111 222'], breaks: ['', '4-1s'] },
  { name: 'exactly 1 SD ends a run', rows: ['111', '110.0', '111', '111'], breaks: none(4) },
  { name: 'four beyond 1 SD', rows: ['111', '110.1', '111', '111'], breaks: [...none(3), '4-1s'] },
  {
    name: 'four beyond 1 SD, the last of them exactly on 2 SD',
    rows: ['113.3', '113.3', '123.3', '120'],
    breaks: ['', '', '1-2s', '4-1s'],
  },
  { name: 'ten above', rows: times('101', 10), breaks: [...none(9), '10-x'] },
  { name: 'the mean is not above', rows: [...times('101', 4), '100', ...times('101', 5)], breaks: none(10) },
  { name: 'the mean is not below', rows: [...times('99', 4), '100', ...times('99', 5)], breaks: none(10) },
  { name: 'ten above in five events', rows: times('101 202', 5), breaks: [...none(4), '10-x'] },
  {
    name: 'seven rising',
    rows: ['97', '98', '99', '100', '101', '102', '103'],
    breaks: [...none(6), '7-T'],
  },
  { name: 'a tie ends a trend', rows: ['97', '98', '99', '99', '100', '101', '102'], breaks: none(7) },
  { name: 'two of three levels', rows: ['121 244 315'], breaks: ['1-2s 2-2s 2of3-2s'] },
  { name: 'three levels, two apart', rows: ['121 156 315'], breaks: ['1-2s R-4s'] },
  { name: 'nine of a lot, one of the next', rows: [...times('101', 9), '101B'], breaks: none(10) },
  { name: '5.2 is 2 SD of 0.1 above 5.0', rows: ['5.2', '4.8'], breaks: none(2), target: ['5.0', '0.1'] },
  { name: '7.44 is 2 SD of 0.02 above 7.40', rows: ['7.44'], breaks: [''], target: ['7.40', '0.02'] },
  { name: '0.33 is 3 SD of 0.01 above 0.30', rows: ['0.33'], breaks: ['1-2s'], target: ['0.30', '0.01'] },
  { name: '103.3 is 3 SD of 1.1 above 100', rows: ['103.3'], breaks: ['1-2s'], target: ['100', '1.1'] },
  {
    name: 'an SD of 0.004 is not zero',
    rows: ['1.013'],
    breaks: ['1-2s 1-3s'],
    target: ['1.000', '0.004'],
  },
  { name: 'a calibration between', rows: ['121', 'reset', '121'], breaks: ['1-2s', '1-2s'] },
  { name: 'an action that resets nothing', rows: ['121', 'action', '121'], breaks: ['1-2s', '1-2s 2-2s'] },
  { name: 'a new target between', rows: ['121', 'target', '121'], breaks: ['1-2s', '1-2s'] },
  { name: 'an excluded point', rows: ['121', '121x', '121'], breaks: ['1-2s', '1-2s 2-2s'] },
  { name: 'the third within limits', rows: ['121', '121', '105'], breaks: ['1-2s', '1-2s 2-2s', ''] },
  { name: 'the second within limits', rows: ['121', '105', '121'], breaks: ['1-2s', '', '1-2s 2of3-2s'] },
  { name: 'a window ends with the event', rows: ['100 222', '111 222', '111 200'], breaks: none(3) },
  { name: 'no number between', rows: ['111', '111', '<111', '111', '111'], breaks: [...none(4), '4-1s'] },
  { name: 'a level left out', rows: ['121 200', '- 200', '121 200'], breaks: ['1-2s', '', '1-2s 2-2s'] },
  { name: 'a level with a new lot', rows: ['111 222', '111B 222', '111B 222'], breaks: ['', '', '4-1s'] },
];

const HOUR = 3_600_000;
const start = Date.UTC(2026, 2, 2, 6);

const vectorRules: readonly RuleName[] = [
  ...(['1-2s', '1-3s', '2-2s', 'R-4s', '4-1s', '10-x', '7-T', '2of3-2s'] as const),
];

/** A vector as points, targets and actions. */
export function toCourse({ rows, target: ofFirst = ['100', '10'] }: Pick<Vector, 'rows' | 'target'>): Course {
  const means = [ofFirst, ['200', '20'], ['300', '30']] as const;
  const targetsOf = (from: number, version: string): Target[] =>
    ['A', 'B'].flatMap((lot) =>
      means.map(([mean, sd], index) => ({
        ...{ lot, level: String(index + 1), version, mean, sd, from },
        ...({ basis: 'established', scale: 'linear' } as const),
      })),
    );
  const points: ControlPoint[] = [];
  const actions: Action[] = [];
  const targets = targetsOf(0, '1');
  for (const [hour, row] of rows.entries()) {
    const at = start + hour * HOUR;
    if (row === 'reset' || row === 'action') actions.push({ at, resets: row === 'reset' });
    else if (row === 'target') targets.push(...targetsOf(at, `2-${hour}`));
    else points.push(...row.split(' ').flatMap((word, index) => toPoint(word, String(index + 1), at)));
  }
  return { points, targets, actions };
}

function toPoint(word: string, level: string, at: number): ControlPoint[] {
  if (word === '-') return [];
  const value = word.replace(/[Bx]$/, '');
  const problem = /^[<>]/.test(value) ? 'comparator' : value === 'ERR' ? 'no-number' : undefined;
  return [
    {
      ...{ id: `${at}-${level}`, level, lot: word.endsWith('B') ? 'B' : 'A', use: 'active', value, problem },
      ...{ at: at + Number(level) * 60_000, receivedAt: at + 5 * 60_000, isExcluded: word.endsWith('x') },
    },
  ];
}

/** The settings of the vectors: an event has as many levels as the longest row. */
export const settingsOf = ({ rows, rFour }: Pick<Vector, 'rows' | 'rFour'>): JudgingSettings => ({
  eventMinutes: 30,
  skewMinutes: 5,
  replicates: 1,
  levels: ['1', '2', '3'].slice(0, Math.max(...rows.map((row) => row.split(' ').length))),
  rules: {
    version: 'test',
    start: 'none',
    rFour: rFour ?? 'sides',
    rules: vectorRules.map((rule) => ({
      rule,
      verdict: rule === '1-2s' || rule === '7-T' ? 'warn' : 'reject',
    })),
  },
});

/** The rules of each event as one text, in the order of the vectors. */
export const rulesIn = (broken: readonly (readonly string[])[]): readonly string[] =>
  broken.map((rules) => vectorRules.filter((rule) => rules.includes(rule)).join(' '));

export const sorted = (rules: string): string => rulesIn([rules.split(' ')])[0] ?? '';
