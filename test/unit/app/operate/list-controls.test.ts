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

test.each([
  ['stopped by a person', { state: 'stopped' }, 'stopped'],
  ['rejected until somebody says what was done', { state: 'failed' }, 'rejected'],
  ['good again, and nobody said what was done', { state: 'repeat-passed' }, 'repeat-passed'],
  ['good again, and the site allows one repeat', { state: 'repeat-passed', isOpen: true }, 'in-control'],
  ['not known after a start', { state: 'unknown' }, 'no-control'],
  ['good until the control is due', { state: 'good', due: now.getTime() }, 'in-control'],
  ['overdue after that', { state: 'good', due: now.getTime() - 1 }, 'overdue'],
  [
    'overdue after 24 hours if the site says nothing',
    { state: 'good', at: now.getTime() - 25 * HOUR },
    'overdue',
  ],
] as const)('a test system whose gate is %s', (_, step, state) => {
  const stored = { at: now.getTime() - HOUR, evidence: 'e', ...step };
  expect(stateOf([anEvent('accept')], now, stored).state).toBe(state);
});

test('a test system whose gate is not known because an event cannot be judged is said to be so', () => {
  const stored = { at: now.getTime() - HOUR, evidence: 'e', state: 'unknown' } as const;
  expect(stateOf([anEvent('accept', 2), anEvent('cannot-judge')], now, stored).state).toBe('cannot-judge');
});
