import { describe, expect, test } from '@jest/globals';
import { stateOf } from '../../../../lib/app/operate/list-controls.ts';
import type { Evaluation } from '../../../../lib/quality/evaluate.ts';

const now = new Date('2026-03-03T06:00:00Z');
const HOUR = 3_600_000;

const anEvent = (
  verdict: Evaluation['verdict'],
  hoursAgo = 1,
  overrides: Partial<Evaluation> = {},
): Evaluation => ({
  ...{
    id: `${verdict}-${hoursAgo}`,
    use: 'active',
    verdict,
    violations: [],
    notYet: [],
    points: [],
    ruleSet: 'r',
  },
  ...{ start: now.getTime() - hoursAgo * HOUR, end: now.getTime() - hoursAgo * HOUR, missing: [], flags: [] },
  isSatisfying: verdict === 'accept' || verdict === 'warn',
  ...overrides,
});
const incomplete = { isSatisfying: false, missing: ['2'] };

describe('a test system', () => {
  test.each([
    ['in control after an accepted event', [anEvent('accept')], 'in-control'],
    ['in control after a warning', [anEvent('warn')], 'in-control'],
    ['in control for exactly 24 hours', [anEvent('accept', 24)], 'in-control'],
    ['overdue after that', [anEvent('accept', 24.001)], 'overdue'],
    ['rejected after a reject', [anEvent('accept', 2), anEvent('reject')], 'rejected'],
    [
      'still rejected after an incomplete event',
      [anEvent('reject', 2), anEvent('accept', 1, incomplete)],
      'rejected',
    ],
    [
      'still rejected if the next event cannot be judged',
      [anEvent('reject', 2), anEvent('cannot-judge')],
      'rejected',
    ],
    ['in control again after a complete one', [anEvent('reject', 2), anEvent('accept')], 'in-control'],
    [
      'not judged if the last event cannot be',
      [anEvent('accept', 2), anEvent('cannot-judge')],
      'cannot-judge',
    ],
    [
      'as before after an incomplete event',
      [anEvent('accept', 2), anEvent('accept', 1, incomplete)],
      'in-control',
    ],
    ['without control if no event was complete', [anEvent('accept', 1, incomplete)], 'no-control'],
    ['without control before any event', [], 'no-control'],
    [
      'not changed by a parallel lot',
      [anEvent('accept', 2), anEvent('reject', 1, { use: 'parallel' })],
      'in-control',
    ],
  ] as const)('is %s', (_, events, state) => {
    expect(stateOf(events, now).state).toBe(state);
  });
});
