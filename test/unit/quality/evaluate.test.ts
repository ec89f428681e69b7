import { describe, expect, test } from '@jest/globals';
import { changedEvaluations } from '../../../lib/quality/changed-evaluations.ts';
import { type Course, evaluate, type JudgingSettings } from '../../../lib/quality/evaluate.ts';
import type { ControlPoint } from '../../../lib/quality/point.ts';
import { ruleNames } from '../../../lib/quality/rules.ts';
import { fc } from '../../support/property.ts';
import { slowVerdicts, type Wrong } from '../../support/quality/slow-judge.ts';
import {
  rulesIn,
  settingsOf,
  sorted,
  toCourse,
  type Vector,
  vectors,
} from '../../support/quality/vectors.ts';
import { size } from '../../support/size.ts';

const judged = (vector: Pick<Vector, 'rows' | 'target' | 'rFour'>) =>
  evaluate(toCourse(vector), settingsOf(vector));

const brokenBy = (vector: Vector): readonly string[] =>
  rulesIn(judged(vector).map(({ violations }) => violations.map(({ rule }) => rule)));

const slowlyBrokenBy = (vector: Vector, wrong?: Wrong): readonly string[] =>
  rulesIn(
    slowVerdicts(toCourse(vector), settingsOf(vector), wrong).map(({ breaks }) =>
      breaks.map((text) => text.split(' ')[0] ?? ''),
    ),
  );

describe('the vectors', () => {
  test.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    expect(brokenBy(vector)).toEqual(vector.breaks.map(sorted));
    expect(slowlyBrokenBy(vector)).toEqual(vector.breaks.map(sorted));
  });

  test.each<readonly [string, Wrong]>([
    ['counts a result on the limit as beyond it', { isInclusive: true }],
    ['computes in binary numbers', { hasDoubles: true }],
    ['applies R-4s over time', { hasRangeOverTime: true }],
    ['rounds the SD to two decimals, and takes 0 for fine', { sdDigits: 2 }],
    ['looks at one level only', { looksAtOneLevel: true }],
    ['counts across lots', { countsAcrossLots: true }],
    ['counts a result on the mean as below it', { hasNoMiddle: true }],
    ['lets a window end before the event', { slides: true }],
  ])('find a program that %s', (_, wrong) => {
    const found = vectors.filter(
      (vector) => slowlyBrokenBy(vector, wrong).join(',') !== vector.breaks.map(sorted).join(','),
    );
    expect(found.map(({ name }) => name)).not.toEqual([]);
  });
});

describe('the verdict of an event', () => {
  const verdictOf = (rows: readonly string[]) => judged({ rows }).map(({ verdict }) => verdict);

  test('is the gravest of its rules', () => {
    expect(verdictOf(['100', '120.1', '130.1'])).toEqual(['accept', 'warn', 'reject']);
  });

  test('is cannot-judge if a result cannot be judged, unless another one rejects', () => {
    expect(verdictOf(['100 ERR', '131 ERR', '<100 200'])).toEqual(['cannot-judge', 'reject', 'cannot-judge']);
  });

  test.each([
    ['0', 'no-sd'],
    ['0.00', 'no-sd'],
    ['-1', 'no-sd'],
    ['', 'no-sd'],
    ['1e1', 'no-sd'],
  ] as const)('with the SD %j is cannot-judge', (sd, problem) => {
    const [one] = judged({ rows: ['100'], target: ['100', sd] });
    expect(one).toMatchObject({ verdict: 'cannot-judge', points: [{ problem }], isSatisfying: false });
  });

  test.each<readonly [Partial<ControlPoint>, string]>([
    [{ unit: 'mmol/L' }, 'other-unit'],
    [{ value: '1,5' }, 'no-number'],
    [{ lot: 'C' }, 'no-target'],
    [{ problem: 'comparator' }, 'comparator'],
  ])('of a point with %j is cannot-judge', (change, problem) => {
    const course = toCourse({ rows: ['100'] });
    const points = course.points.map((point) => ({ ...point, ...change }));
    expect(evaluate({ ...course, points }, settingsOf({ rows: ['100'] }))).toMatchObject([
      { verdict: 'cannot-judge', points: [{ problem }] },
    ]);
  });

  test('by a target that has expired is cannot-judge', () => {
    const course = toCourse({ rows: ['100', '100'] });
    const targets = course.targets.map((target) => ({ ...target, to: course.points[1]?.at }));
    const found = evaluate({ ...course, targets }, settingsOf({ rows: ['100'] }));
    expect(found.map(({ verdict }) => verdict)).toEqual(['accept', 'cannot-judge']);
  });

  test('names its rules, points, target and rule set', () => {
    expect(judged({ rows: ['121 200', '122 200'] })[1]).toMatchObject({
      verdict: 'reject',
      violations: [
        { rule: '1-2s', form: 'result', verdict: 'warn' },
        { rule: '2-2s', form: 'level', verdict: 'reject', points: [expect.any(String), expect.any(String)] },
      ],
      notYet: ['10-x', '7-T', '2of3-2s'],
      points: [
        { level: '1', lot: 'A', target: '1', z: '2.20' },
        { level: '2', lot: 'A', target: '1', z: '0.00' },
      ],
      ruleSet: 'test',
    });
  });

  test('is of an incomplete event if a level is missing, and satisfies nothing', () => {
    const found = judged({ rows: ['100 200', '100 -'] });
    expect(found.map(({ verdict, missing, isSatisfying }) => [verdict, missing, isSatisfying])).toEqual([
      ['accept', [], true],
      ['accept', ['2'], false],
    ]);
  });

  test.each<readonly [string, Partial<ControlPoint>]>([
    ['expired', { isExpired: true }],
    ['clock-skew', { at: Date.UTC(2027, 0, 1) }],
  ])('on a point with the flag %s satisfies nothing', (flag, change) => {
    const course = toCourse({ rows: ['100'] });
    const points = course.points.map((point) => ({ ...point, ...change }));
    expect(evaluate({ ...course, points }, settingsOf({ rows: ['100'] }))).toMatchObject([
      { verdict: 'accept', flags: [flag], isSatisfying: false },
    ]);
  });

  test('is of the rules that decide only behind a result beyond 2 SD, if the set starts with 1-2s', () => {
    const rows = ['111', '111', '111', '111', '120.1'];
    const settings = settingsOf({ rows });
    const found = evaluate(toCourse({ rows }), { ...settings, rules: { ...settings.rules, start: '1-2s' } });
    expect(found.map(({ verdict }) => verdict)).toEqual(['accept', 'accept', 'accept', 'accept', 'reject']);
  });

  test('of a parallel lot is apart from those of the active lot', () => {
    const rows = ['121', '121B', '121'];
    const course = toCourse({ rows });
    const points = course.points.map((one) => (one.lot === 'B' ? { ...one, use: 'parallel' as const } : one));
    const found = evaluate({ ...course, points }, settingsOf({ rows }));
    expect(found.map(({ use, verdict, isSatisfying }) => [use, verdict, isSatisfying])).toEqual([
      ['active', 'warn', true],
      ['parallel', 'warn', false],
      ['active', 'reject', false],
    ]);
  });
});

test('a logarithm is compared with its six decimals', () => {
  const course = toCourse({ rows: ['1000', '1001', '999', '0'] });
  const targets = course.targets.map((target) => ({
    ...target,
    ...({ scale: 'log10', mean: '2.8', sd: '0.1' } as const),
  }));
  const found = evaluate({ ...course, targets }, settingsOf({ rows: ['1'] }));
  // exactly 2 SD; a little more; a little less; no logarithm
  expect(found.map(({ verdict }) => verdict)).toEqual(['accept', 'warn', 'accept', 'cannot-judge']);
});

test('a late point changes the events that look at it, and no other', () => {
  const rows = ['100', '121', '121', '100', '100', '100'];
  const course = toCourse({ rows });
  const settings = settingsOf({ rows });
  const late = { ...course, points: course.points.filter((_, index) => index !== 2) };
  const changed = changedEvaluations(evaluate(late, settings), evaluate(course, settings));
  expect(changed.map(({ before, after }) => [before?.verdict, after?.verdict])).toEqual([
    [undefined, 'reject'], // the late one
    ['accept', 'accept'], // the next one: 2of3-2s had too few results before
  ]);
  const excluded = {
    ...course,
    points: course.points.map((point, index) => (index === 1 ? { ...point, isExcluded: true } : point)),
  };
  const after = changedEvaluations(evaluate(course, settings), evaluate(excluded, settings));
  expect(after.map((one) => [one.before?.verdict, one.after?.verdict])).toContainEqual(['reject', 'warn']);
  expect(after.map((one) => [one.before?.verdict, one.after?.verdict])).toContainEqual(['warn', undefined]);
});

const start = Date.UTC(2026, 2, 2);
const minute = 60_000;

/** Courses with few different times and values, so that ties, repeats and limits are common. */
const courses: fc.Arbitrary<Course> = fc
  .record({
    points: fc.array(
      fc.record({
        level: fc.constantFrom('1', '1', '2', '2', '3'),
        lot: fc.constantFrom('A', 'A', 'A', 'B'),
        use: fc.constantFrom('active', 'active', 'active', 'active', 'parallel', 'none'),
        minutes: fc.constantFrom(0, 0, 1, 5, 30, 31, 60, 90, 120, 180, 1440, 1440, 1500),
        late: fc.constantFrom(0, 0, 0, -6, 60),
        batch: fc.constantFrom(undefined, undefined, 'b1'),
        steps: fc.integer({ min: -7, max: 7 }),
        isExcluded: fc.constantFrom(false, false, false, true),
        isError: fc.constantFrom(false, false, false, false, true),
      }),
      { maxLength: 40 },
    ),
    resets: fc.array(fc.constantFrom(30, 45, 120, 300), { maxLength: 2 }),
    newTarget: fc.option(fc.constantFrom(60, 100, 180), { nil: undefined }),
  })
  .map(({ points, resets, newTarget }) => ({
    points: points.map(({ steps, minutes, late, isError, ...rest }, index) => {
      const mean = Number(rest.level) * 1000;
      return {
        ...rest,
        id: `p${String(index).padStart(2, '0')}`,
        value: ((mean + (steps * mean) / 20) / 10).toFixed(1),
        at: start + minutes * minute,
        receivedAt: start + (minutes + late) * minute,
        problem: isError ? ('no-number' as const) : undefined,
      };
    }),
    actions: resets.map((minutes) => ({ at: start + minutes * minute, resets: true })),
    targets: [0, ...(newTarget === undefined ? [] : [start + newTarget * minute])].flatMap((from) =>
      ['A', 'B'].flatMap((lot) =>
        ['1', '2', '3'].map((level) => ({
          ...{ lot, level, version: String(from), from, mean: `${level}00`, sd: `${level}0` },
          ...({ basis: 'established', scale: 'linear' } as const),
        })),
      ),
    ),
  }));

const allRules: JudgingSettings = {
  ...settingsOf({ rows: ['100 200 300'] }),
  rules: {
    version: 'all',
    start: 'none',
    rFour: 'sides',
    rules: ruleNames.map((rule) => ({ rule, verdict: rule === '1-2s' ? 'warn' : 'reject' })),
  },
};

const settings: fc.Arbitrary<JudgingSettings> = fc
  .record({
    start: fc.constantFrom('none', 'none', '1-2s'),
    rFour: fc.constantFrom('sides', 'difference'),
    replicates: fc.constantFrom(1, 1, 2),
  })
  .map(({ replicates, ...rules }) => ({ ...allRules, replicates, rules: { ...allRules.rules, ...rules } }));

const short = (course: Course, chosen: JudgingSettings) =>
  evaluate(course, chosen).map(({ points, verdict, violations }) => ({
    points: points.map(({ id }) => id),
    verdict,
    breaks: [
      ...new Set(
        violations
          .map(({ rule, form, points: ids }) =>
            [rule, form, ...(rule === 'R-4s' ? [] : ids.toSorted())].join(' '),
          )
          .toSorted(),
      ),
    ],
  }));

const numRuns = size({ short: 300, long: 5000 });

test('random courses are judged as by the definitions, one event at a time', () => {
  fc.assert(
    fc.property(courses, settings, (course, chosen) => {
      expect(short(course, chosen)).toEqual(slowVerdicts(course, chosen));
    }),
    { numRuns },
  );
});

test('the order of arrival changes nothing', () => {
  fc.assert(
    fc.property(
      courses.chain((course) =>
        fc
          .shuffledSubarray([...course.points], { minLength: course.points.length })
          .map((points) => ({ course, other: { ...course, points } })),
      ),
      ({ course, other }) => {
        expect(evaluate(other, allRules)).toEqual(evaluate(course, allRules));
      },
    ),
    { numRuns: Math.floor(numRuns / 3) },
  );
});

test('ten times the values, means and SDs give the same verdicts, and a mirror image gives mirrored ones', () => {
  const shifted = (text: string | undefined) =>
    text && `${text.replace('.', '')}${text.includes('.') ? '' : '0'}`;
  fc.assert(
    fc.property(courses, (course) => {
      const larger = {
        ...course,
        points: course.points.map((point) => ({ ...point, value: shifted(point.value) ?? '' })),
        targets: course.targets.map((one) => ({ ...one, mean: shifted(one.mean), sd: shifted(one.sd) })),
      };
      const mirrored = {
        ...course,
        points: course.points.map((point) => ({ ...point, value: `-${point.value}` })),
        targets: course.targets.map((target) => ({ ...target, mean: `-${target.mean}` })),
      };
      expect(short(larger, allRules)).toEqual(short(course, allRules));
      expect(short(mirrored, allRules)).toEqual(short(course, allRules));
    }),
    { numRuns: Math.floor(numRuns / 3) },
  );
});
