import { describe, expect, test } from '@jest/globals';
import { INVALID } from '../../../lib/quality/answers.ts';
import { evaluate } from '../../../lib/quality/evaluate.ts';
import { compareWith, type Expected, gradesAround, type Limits } from '../../../lib/quality/expected.ts';
import type { ControlPoint, Target } from '../../../lib/quality/point.ts';
import { rulesFor } from '../../../lib/quality/rule-sets.ts';
import { fc } from '../../support/property.ts';
import { slowVerdicts } from '../../support/quality/slow-judge.ts';
import { size } from '../../support/size.ts';

const aPoint = (more: Partial<ControlPoint>): ControlPoint => ({
  ...{ id: 'p', level: '1', lot: 'A', use: 'active', at: 0, receivedAt: 0, value: '' },
  ...more,
});

/** The rule that is broken, `right`, or why it is not known. */
function outcome(expected: Expected, point: Partial<ControlPoint>): string {
  const compared = compareWith(expected, 't', aPoint(point));
  return typeof compared === 'string' ? compared : (compared.broken ?? 'right');
}

const scale = ['Negative', 'Trace', '1+', '2+', '3+', '4+'];

describe('an answer', () => {
  const negative: Expected = { kind: 'answer', text: 'Negative', accepted: ['Negative'] };

  test.each([
    ['Negative', 'right'],
    ['Trace', 'other-answer'],
    ['4+', 'other-answer'],
    [INVALID, 'invalid-run'],
    [undefined, 'unknown-answer'],
  ])('%s instead of Negative is %s', (answer, found) => {
    expect(outcome(negative, { answer })).toBe(found);
  });
});

describe('a grade', () => {
  const grade = (name: string): Expected => ({
    kind: 'grade',
    text: name,
    accepted: gradesAround(name, scale),
  });

  test.each([
    ['2+', ['1+', '2+', '3+']],
    ['4+', ['3+', '4+']],
    ['1+', ['Trace', '1+', '2+']],
    // a positive control that is negative has failed
    ['Trace', ['Trace', '1+']],
    ['Negative', []],
    ['5+', []],
  ])('%s accepts %j', (name, accepted) => {
    expect(gradesAround(name, scale)).toEqual(accepted);
    for (const answer of scale)
      expect(outcome(grade(name), { answer })).toBe(accepted.includes(answer) ? 'right' : 'beyond-grade');
  });

  test('is not accepted in a run that is not valid, or by a word that nobody knows', () => {
    expect(outcome(grade('2+'), { answer: INVALID })).toBe('invalid-run');
    expect(outcome(grade('2+'), {})).toBe('unknown-answer');
  });
});

describe('limits', () => {
  const within = (limits: Limits, value: string): string => {
    const comparator = /^[<>]=?/.exec(value)?.[0] as ControlPoint['comparator'];
    const problem = comparator === undefined ? {} : { problem: 'comparator' as const, comparator };
    return outcome({ kind: 'limits', text: '', limits }, { value, ...problem });
  };

  test.each<readonly [Limits, string, string]>([
    [{ below: '0.90' }, '0.899', 'right'],
    [{ below: '0.90' }, '0.9', 'beyond-limits'],
    [{ high: '0.90' }, '0.9', 'right'],
    [{ high: '0.90' }, '0.900000001', 'beyond-limits'],
    [{ low: '1.0' }, '1', 'right'],
    [{ low: '1.0' }, '0.999', 'beyond-limits'],
    [{ above: '1.0' }, '1.00', 'beyond-limits'],
    [{ above: '1.0' }, '1.001', 'right'],
    [{ low: '1.5', high: '4.5' }, '4.5', 'right'],
    [{ low: '1.5', high: '4.5' }, '4.51', 'beyond-limits'],
    [{ above: '-0.5', below: '0.5' }, '-0.5', 'beyond-limits'],
    [{ above: '-0.5', below: '0.5' }, '-0.49', 'right'],
    // in binary numbers 0.1 + 0.2 is more than 0.3
    [{ high: '0.3' }, '0.30', 'right'],
    [{ high: '0.3' }, '0.30000000000000004', 'beyond-limits'],
    // a number that is only known to be below or above another one
    [{ below: '0.90' }, '<0.10', 'right'],
    [{ below: '0.90' }, '<0.90', 'right'],
    [{ below: '0.90' }, '<=0.90', 'comparator'],
    [{ high: '0.90' }, '<=0.90', 'right'],
    [{ below: '0.90' }, '<1.00', 'comparator'],
    [{ below: '0.90' }, '>0.90', 'beyond-limits'],
    [{ below: '0.90' }, '>=0.90', 'beyond-limits'],
    [{ high: '0.90' }, '>=0.90', 'comparator'],
    [{ high: '0.90' }, '>0.90', 'beyond-limits'],
    [{ low: '5.0' }, '>10', 'right'],
    [{ low: '5.0' }, '<5.0', 'beyond-limits'],
    [{ low: '5.0' }, '<=5.0', 'comparator'],
    [{ above: '5.0' }, '<=5.0', 'beyond-limits'],
    [{ above: '5.0' }, '>5.0', 'right'],
    [{ low: '5.0', high: '9.0' }, '>10', 'beyond-limits'],
    [{ low: '5.0', high: '9.0' }, '>6', 'comparator'],
    [{ low: '5.0' }, '1,5', 'no-number'],
    [{ low: '5.0' }, 'Positive', 'no-number'],
  ])('%j: %s is %s', (limits, value, found) => {
    expect(within(limits, value)).toBe(found);
  });

  test('of a run that is not valid are broken', () => {
    expect(outcome({ kind: 'limits', text: '', limits: { low: '1' } }, { answer: INVALID, value: 'x' })).toBe(
      'invalid-run',
    );
  });
});

/** A kit whose levels have an answer, a grade, limits, and a mean. */
const mixed: readonly Target[] = [
  { level: 'a', expected: { kind: 'answer' as const, text: '', accepted: ['Negative'] } },
  { level: 'g', expected: { kind: 'grade' as const, text: '', accepted: gradesAround('2+', scale) } },
  { level: 'l', expected: { kind: 'limits' as const, text: '', limits: { above: '0.9', high: '2.5' } } },
  { level: 'm', mean: '1.0', sd: '0.5' },
].map((one) => ({ ...one, lot: 'A', version: 'v', basis: 'assayed', scale: 'linear', from: 0 }));

const anyPoint = fc.record({
  level: fc.constantFrom('a', 'g', 'l', 'm'),
  minute: fc.integer({ min: 0, max: 90 }),
  answer: fc.constantFrom(undefined, INVALID, ...scale),
  value: fc.constantFrom('0.9', '0.90', '0.91', '2.5', '2.50001', '-1', '1.0', '3', '1,5'),
  isExcluded: fc.boolean(),
});

test('events of answers, grades, limits and means together are judged as by their definitions alone', () => {
  const settings = {
    ...{ eventMinutes: 30, skewMinutes: 5, replicates: 1, levels: ['a', 'g', 'l', 'm'] },
    rules: rulesFor(1),
  };
  const breaks = (found: ReturnType<typeof evaluate>[number]) =>
    found.violations.map(({ rule, form, points }) => [rule, form, ...points.toSorted()].join(' ')).toSorted();
  fc.assert(
    fc.property(fc.array(anyPoint, { maxLength: 14 }), (rows) => {
      const points = rows.map(({ level, minute, answer, value, isExcluded }, index): ControlPoint => {
        const at = minute * 60_000;
        const isWord = level === 'a' || level === 'g';
        const said = isWord || answer === INVALID ? { answer } : {};
        return aPoint({ ...{ id: `p${index}`, level, at, receivedAt: at, value, isExcluded }, ...said });
      });
      // a number has no answer, so only the levels without a mean can be invalid
      const course = {
        points: points.map(({ answer, ...point }) => (point.level === 'm' ? point : { ...point, answer })),
        ...{ targets: mixed, actions: [] },
      };
      const fast = evaluate(course, settings);
      expect(fast.map((one) => [one.points.map(({ id }) => id), one.verdict, breaks(one)])).toEqual(
        slowVerdicts(course, settings).map((one) => [one.points, one.verdict, one.breaks]),
      );
    }),
    { numRuns: size({ short: 300, long: 3000 }) },
  );
});
