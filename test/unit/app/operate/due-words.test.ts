import { expect, test } from '@jest/globals';
import { countedUntil, dueReason, dueText } from '../../../../lib/app/operate/due-words.ts';
import type { TestSystem } from '../../../../lib/site/quality/schema.ts';

const rules: TestSystem['due'] = [
  { every: 'hours', hours: 8 },
  { every: 'patients', patients: 100 },
  { every: 'day', at: '07:00' },
];
const timeText = (at: number) => `T${at}`;

test.each([
  [
    { kind: 'due', at: 5, by: undefined, isNow: false } as const,
    'the last control counts until T5: every 8 hours, each day until 07:00',
  ],
  [
    { kind: 'due', at: 5, by: 'patients', isNow: true } as const,
    'a control is due since T5: enough patients were measured',
  ],
  [{ kind: 'failed', isNow: true } as const, 'a control is due now: document an action, then run it'],
  [{ kind: 'missing', isNow: true } as const, 'a control is due now: no good one is known'],
  [{ kind: 'none', isNow: false } as const, 'no control is due while it is stopped'],
])('it is said until when and why a control counts: %j', (due, words) => {
  expect(dueText(due, rules, timeText)).toBe(words);
});

test('the clock is the reason only by the rules of the clock', () => {
  expect(dueReason(undefined, rules)).toBe('every 8 hours, each day until 07:00');
  expect(dueReason(undefined, [{ every: 'patients', patients: 9 }])).toContain('no rule');
  expect(dueReason('reagent', rules)).toBe('the reagent was changed');
});

test('an event that opened no gate counts until no time', () => {
  const counted = countedUntil([
    { at: 1, state: 'good', evidence: 'good', due: 9, dueBy: 'calibration' },
    { at: 2, state: 'failed', evidence: 'bad' },
  ]);
  expect([...counted]).toEqual([['good', { due: 9, dueBy: 'calibration' }]]);
});
