import { expect, test } from '@jest/globals';
import { closedBy, decide, type GateMode, stepAt } from '../../../lib/quality/decide.ts';
import { type GateAction, type GateEvent, type GateSettings, gateSteps } from '../../../lib/quality/gate.ts';

/** A course in one line: `6+ 10- c11 12+`. Times are hours; an event lasts a tenth of an hour. */
const events = new Map([
  ['+', { verdict: 'accept', isSatisfying: true }],
  ['-', { verdict: 'reject', isSatisfying: false }],
  ['?', { verdict: 'cannot-judge', isSatisfying: false }],
  // one level is missing
  ['~', { verdict: 'accept', isSatisfying: false }],
] as const);
const actions = new Map([
  ['c', { kind: 'corrective', resets: false }],
  ['C', { kind: 'corrective', resets: true }],
  ['s', { kind: 'stop', resets: false }],
  ['S', { kind: 'start', resets: false }],
  ['x', { kind: 'removed', resets: false }],
] as const);

function read(course: string): { readonly events: GateEvent[]; readonly actions: GateAction[] } {
  const words = course.split(' ').filter((word) => word !== '');
  return {
    events: words.flatMap((word) => {
      const kind = events.get(word.slice(-1) as '+');
      const start = Number.parseFloat(word);
      return kind === undefined ? [] : [{ id: word, use: 'active', start, end: start + 0.1, ...kind }];
    }),
    actions: words.flatMap((word) => {
      const kind = actions.get(word.slice(0, 1) as 'c');
      return kind === undefined ? [] : [{ id: word, at: Number.parseFloat(word.slice(1)), ...kind }];
    }),
  };
}

const settings: GateSettings = { repeat: 'none', dueAfter: (end) => end + 24 };
const stepsOf = (course: string, repeat: GateSettings['repeat'] = 'none') => {
  const found = read(course);
  return gateSteps(found.events, found.actions, { ...settings, repeat });
};

/** The state of a test system at a time, as the reference names it. */
function stateAt(course: string, at: number, repeat?: GateSettings['repeat']): string {
  const step = stepAt(stepsOf(course, repeat), at);
  const closed = closedBy(step, at);
  return closed === 'qc-overdue'
    ? 'overdue'
    : `${step?.state ?? 'unknown'}${closed === undefined ? '' : ` (${closed})`}`;
}

test.each([
  ['', 'unknown (qc-missing)'],
  ['6+', 'good'],
  ['6-', 'failed (qc-failed)'],
  ['6?', 'unknown (qc-missing)'],
  ['6~', 'unknown (qc-missing)'],
  ['6+ 10-', 'failed (qc-failed)'],
  ['6+ 10?', 'unknown (qc-missing)'],
  ['6+ 10~', 'good'],
  ['6+ s10', 'stopped (stopped)'],
  ['6+ 10- c11 12+', 'good'],
  ['6+ 10- 12+', 'repeat-passed (qc-failed)'],
  ['6+ 10- 12?', 'failed (qc-failed)'],
  // before the failing event had ended, and after the first result of the next one
  ['6+ c9 10- 12+', 'repeat-passed (qc-failed)'],
  ['6+ 10- 12+ c12.05', 'repeat-passed (qc-failed)'],
  // the action answers the latest failure only
  ['6+ 10- c11 11.5- 12+', 'repeat-passed (qc-failed)'],
  ['6+ 10- 11+ c11.5 12+', 'good'],
  ['6+ 10- 11+ 12-', 'failed (qc-failed)'],
  ['6+ 10- 11+ 12?', 'repeat-passed (qc-failed)'],
  ['6+ s10 11+', 'stopped (stopped)'],
  ['6+ s10 11-', 'stopped (stopped)'],
  ['6+ s10 S11', 'unknown (qc-missing)'],
  ['6+ s10 S11 12+', 'good'],
  // a failure stays unanswered over a stop
  ['6+ 10- s11 S11.5 12+', 'repeat-passed (qc-failed)'],
  ['6+ s10 10.5- S11 12+', 'repeat-passed (qc-failed)'],
  // the reject began while the test system was stopped
  ['6+ s9 10- S10.05', 'unknown (qc-missing)'],
  ['6+ S7', 'good'],
  // a control was excluded or taken back: the gate waits for a new one
  ['6+ x10', 'unknown (qc-missing)'],
  ['6+ x10 12+', 'good'],
  ['6+ x10 12~', 'unknown (qc-missing)'],
  ['6+ x5', 'good'],
  ['x6', 'unknown (qc-missing)'],
  ['6+ 8- x10', 'failed (qc-failed)'],
  ['6+ 8- x10 12+', 'repeat-passed (qc-failed)'],
  ['6+ 8- c9 x10 12+', 'good'],
  ['6+ s9 x10', 'stopped (stopped)'],
  ['6+ s9 x10 S11 12+', 'good'],
])('after "%s" the state is %s', (course, state) => {
  expect(stateAt(course, 13)).toBe(state);
});

test('a control counts until the instant at which the next one is due, and no longer', () => {
  expect(stateAt('6+', 30.1)).toBe('good');
  expect(stateAt('6+', 30.2)).toBe('overdue');
  expect(stateAt('6+ 40?', 41)).toBe('overdue');
  expect(stateAt('6+ 40+', 41)).toBe('good');
});

test('one repeat is accepted where the site says so, and only the event next after the reject', () => {
  expect(stateAt('6+ 10- 11+', 12, 'once')).toBe('repeat-passed');
  expect(stateAt('6+ 10- 11~ 11.5+', 12, 'once')).toBe('repeat-passed (qc-failed)');
  expect(stateAt('6+ 10- 11- 11.5+', 12, 'once')).toBe('repeat-passed');
  expect(stateAt('6+ 10- 11+ 11.5?', 12, 'once')).toBe('repeat-passed (qc-failed)');
  expect(stateAt('6+ 10- 11+', 36, 'once')).toBe('overdue');
});

test('a reject acts from its first result on, a good event from its last one on', () => {
  expect(stateAt('6+ 10-', 10)).toBe('failed (qc-failed)');
  expect(stateAt('6+ 10-', 9.99)).toBe('good');
  expect(stateAt('6+', 6.05)).toBe('unknown (qc-missing)');
});

test('events of a parallel lot change nothing', () => {
  const found = read('6+ 10-');
  const parallel = found.events.map((event) => ({ ...event, use: 'parallel' as const }));
  expect(gateSteps(parallel, [], settings)).toEqual([]);
});

const gate: GateMode = { mode: 'gate', beforeReset: 'hold' };

test.each<readonly [string, number, number, Partial<GateMode>, string]>([
  ['6+', 7, 7, {}, 'open by 6+'],
  ['6+ 10-', 7, 7, {}, 'open by 6+'],
  // measured in control, and filed after the failure
  ['6+ 10-', 9, 11, {}, 'qc-failed by 10-'],
  ['6+ 10-', 11, 11, {}, 'qc-failed by 10-'],
  ['6+ 10- c11 12+', 10.5, 11, {}, 'qc-failed by 10-'],
  ['6+ 10- c11 12+', 10.5, 13, {}, 'open by 12+'],
  ['6+ 10- 12+', 10.5, 13, {}, 'qc-failed by 10-'],
  // the controls after a calibration say nothing about a result before it
  ['6+ 10- C11 12+', 10.5, 13, {}, 'qc-failed by 10-'],
  ['6+ 10- C11 12+ 20+', 10.5, 21, {}, 'qc-failed by 10-'],
  ['6+ 10- C11 12+', 10.5, 13, { beforeReset: 'lift' }, 'open by 12+'],
  ['6+ 10- C11 12+', 11.5, 13, {}, 'open by 12+'],
  // measured in control, and the next control was rejected: nobody knows when the failure began
  ['6+ 10- C11 12+', 9, 13, {}, 'qc-failed by 10-'],
  ['6+ 10- C11 12+ 20+', 9, 21, {}, 'qc-failed by 10-'],
  ['6+ 10- C11 12+', 9, 13, { beforeReset: 'lift' }, 'open by 12+'],
  ['6+ 10- c11 12+', 9, 13, {}, 'open by 12+'],
  ['6+ 8+ 10- C11 12+', 7, 13, {}, 'open by 6+'],
  ['6+ 8~ 10- C11 12+', 7, 13, {}, 'qc-failed by 10-'],
  ['6+ 8? 10- C11 12+', 7, 13, {}, 'qc-failed by 10-'],
  ['6+ 10- C11 11.5- C11.8 12+', 9, 13, {}, 'qc-failed by 10-'],
  ['6+ s9.5 10- S11 C11.5 12+', 9, 13, {}, 'qc-failed by S11'],
  ['6+ s9.5 10- S11 c11.5 12+', 9, 13, {}, 'open by 12+'],
  ['6+ 7- c7.5 8+ s9.5 S11 C11.5 12+', 9, 13, {}, 'open by 8+'],
  ['6+ 10- C11 12+', 9, 13, { mode: 'watch' }, 'open by nothing'],
  ['6+ 10- C11 12+', 9, 13, { mode: 'bracket' }, 'qc-failed by 10-'],
  ['', 7, 8, {}, 'qc-missing by nothing'],
  ['9+', 7, 10, {}, 'open by 9+'],
  ['6+ 40+', 35, 36, {}, 'qc-overdue by 6+'],
  ['6+ 40+', 35, 41, {}, 'open by 40+'],
  ['6+ s10', 9, 11, {}, 'stopped by s10'],
  ['6+ s10 S11 12+', 9, 13, {}, 'open by 6+'],
  // only a person lifts a stop
  ['6+ s10 S11 12+', 10.5, 13, {}, 'stopped by s10'],
  ['6+ 10-', 11, 11, { mode: 'watch' }, 'open by nothing'],
  ['6+ s10', 11, 11, { mode: 'watch' }, 'stopped by s10'],
  ['6+ s10', 11, 11, { mode: 'open' }, 'open by nothing'],
  ['6+ 12+', 7, 8, { mode: 'bracket' }, 'qc-missing by 6+'],
  ['6+ 12+', 7, 13, { mode: 'bracket' }, 'open by 12+'],
  ['6+ 12-', 7, 13, { mode: 'bracket' }, 'qc-failed by 12-'],
])('after "%s" a result of %d is at %d, with %j, %s', (course, measuredAt, now, changed, expected) => {
  const { reason = 'open', evidence = 'nothing' } = decide(
    stepsOf(course),
    { measuredAt, now },
    { ...gate, ...changed },
  );
  expect(`${reason} by ${evidence}`).toBe(expected);
});
