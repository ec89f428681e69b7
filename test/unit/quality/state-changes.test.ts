import { expect, test } from '@jest/globals';
import type { GateStep } from '../../../lib/model/verdict.ts';
import { stateChanges } from '../../../lib/quality/state-changes.ts';

const step = (at: number, state: GateStep['state'], more: Partial<GateStep> = {}): GateStep => ({
  ...{ at, state, evidence: `e${at}` },
  ...more,
});
const good = (at: number, due?: number) => step(at, 'good', due === undefined ? {} : { due });

test.each<readonly [string, readonly GateStep[], readonly string[]]>([
  ['nothing', [], []],
  ['a good control', [good(1)], []],
  ['a rejected one', [good(1), step(2, 'failed')], ['rejected e2']],
  ['the first control, which is rejected', [step(2, 'failed')], ['rejected e2']],
  ['two rejected ones in a row', [good(1), step(2, 'failed'), step(3, 'failed')], ['rejected e2']],
  [
    'a reject, a good one, a reject',
    [step(2, 'failed'), good(3), step(4, 'failed')],
    ['rejected e2', 'rejected e4'],
  ],
  [
    'a repeat without an action and a reject again',
    [step(2, 'failed'), step(3, 'repeat-passed'), step(4, 'failed')],
    ['rejected e2', 'rejected e4'],
  ],
  ['one that cannot be judged', [good(1), step(2, 'unknown')], ['not-judged e2']],
  ['a start after a stop', [good(1), step(2, 'stopped'), step(3, 'unknown')], []],
  ['a stop', [good(1), step(2, 'stopped')], []],
  [
    'a doubt about an accepted repeat',
    [step(2, 'failed'), step(3, 'repeat-passed', { isOpen: true }), step(4, 'repeat-passed')],
    ['rejected e2', 'not-judged e4'],
  ],
  ['a control in time', [good(1, 10)], []],
  ['one that is due', [good(1, 9.9)], ['overdue e1']],
  [
    'an accepted repeat that is due',
    [step(2, 'failed'), step(3, 'repeat-passed', { isOpen: true, due: 9 })],
    ['rejected e2', 'overdue e3'],
  ],
  ['one that was due before another came', [good(1, 5), good(6, 20)], []],
  ['a reject after a control was due', [good(1, 5), step(6, 'failed')], ['rejected e6']],
  ['what is not yet', [good(1, 20), step(11, 'failed')], []],
])('%s', (_, steps, changes) => {
  expect(stateChanges(steps, 10).map(({ kind, evidence }) => `${kind} ${evidence}`)).toEqual(changes);
});

test('a control is overdue after the very moment at which it was due', () => {
  const kinds = (now: number) => stateChanges([good(1, 10)], now).map(({ kind }) => kind);
  expect([kinds(10), kinds(10.001)]).toEqual([[], ['overdue']]);
});
