import { describe, expect, test } from '@jest/globals';
import type { DueNotice } from '../../../lib/model/verdict.ts';
import { closedBy, stepAt } from '../../../lib/quality/decide.ts';
import { isOtherReagent, reagentName, withNotice } from '../../../lib/quality/due.ts';
import { type GateAction, type GateEvent, gateSteps } from '../../../lib/quality/gate.ts';

const good = (start: number, end = start): GateEvent => ({
  ...{ id: `+${start}`, use: 'active', start, end },
  ...{ verdict: 'accept', isSatisfying: true },
});
const bad = (start: number): GateEvent => ({
  ...good(start),
  ...{ id: `-${start}`, verdict: 'reject', isSatisfying: false },
});
const unjudged = (start: number): GateEvent => ({ ...bad(start), id: `?${start}`, verdict: 'cannot-judge' });
const demand = (at: number, demands: 'reagent' | 'calibration' | undefined = 'calibration'): GateAction => ({
  ...{ id: `a${at}`, at, kind: 'corrective', resets: demands === 'calibration', demands },
});

/** Why results of a moment are held, if a control is due every 24 hours. */
const closedAt = (
  at: number,
  events: readonly GateEvent[],
  actions: readonly GateAction[] = [],
  noticed: readonly DueNotice[] = [],
) => {
  const steps = gateSteps(events, actions, { repeat: 'once', dueAfter: (end) => end + 24, noticed });
  return closedBy(stepAt(steps, at), at);
};

describe('a calibration or a change of the reagent', () => {
  test.each(['reagent', 'calibration'] as const)('makes a control due at once: %s', (kind) => {
    const closed = (at: number) => closedAt(at, [good(6), good(12)], [demand(10, kind)]);
    expect([9, 10, 10.01, 11.9, 12, 13].map(closed)).toEqual([
      undefined,
      undefined,
      'qc-overdue',
      'qc-overdue',
      undefined,
      undefined,
    ]);
  });

  test('that the site does not name makes none due', () => {
    expect(closedAt(11, [good(6)], [{ ...demand(10), demands: undefined }])).toBeUndefined();
  });

  test('is before an event of the same instant', () => {
    expect(closedAt(10.5, [good(6), good(10)], [demand(10)])).toBeUndefined();
  });

  test('between the first and the last result of an event leaves a control due', () => {
    expect(closedAt(10.3, [good(6), good(9.9, 10.2)], [demand(10, 'reagent')])).toBe('qc-overdue');
    expect(closedAt(10.3, [good(6), good(10, 10.2)], [demand(10, 'reagent')])).toBeUndefined();
  });

  test('makes nothing later due, and opens nothing', () => {
    expect(closedAt(31, [good(6)], [demand(40)])).toBe('qc-overdue');
    expect(closedAt(50, [good(6)], [demand(40)])).toBe('qc-overdue');
    expect(closedAt(11, [good(6), bad(8)], [demand(10)])).toBe('qc-failed');
    expect(closedAt(11, [], [demand(10)])).toBe('qc-missing');
  });

  test('after a repeat that the site accepts once makes a control due, too', () => {
    expect(closedAt(11, [bad(6), good(8)])).toBeUndefined();
    expect(closedAt(11, [bad(6), good(8)], [demand(10)])).toBe('qc-overdue');
  });

  test('stays unanswered by a control that cannot be judged', () => {
    expect(closedAt(12, [good(6), unjudged(11)], [demand(10)])).toBe('qc-overdue');
  });
});

describe("what a patient's result showed", () => {
  const notice: DueNotice = { evidence: '+6', at: 9, by: 'patients' };

  test('makes a control due after that event and no other', () => {
    expect(closedAt(9, [good(6)], [], [notice])).toBeUndefined();
    expect(closedAt(9.1, [good(6)], [], [notice])).toBe('qc-overdue');
    expect(closedAt(9.1, [good(6), good(8)], [], [notice])).toBeUndefined();
    expect(closedAt(9.1, [good(7)], [], [notice])).toBeUndefined();
  });

  test('names its cause, and the earliest counts', () => {
    const earlier: DueNotice = { evidence: '+6', at: 8, by: 'reagent' };
    const dueOf = (noticed: readonly DueNotice[]) =>
      gateSteps([good(6)], [], { repeat: 'none', dueAfter: (end) => end + 24, noticed }).at(-1);
    expect(dueOf([notice, earlier])).toMatchObject({ due: 8, dueBy: 'reagent' });
    expect(dueOf([earlier, notice])).toMatchObject({ due: 8, dueBy: 'reagent' });
    expect(dueOf([])).toEqual({ at: 6, state: 'good', evidence: '+6', due: 30 });
  });

  test('is kept once for each event and cause, the earliest', () => {
    expect(withNotice([], notice)).toEqual([notice]);
    expect(withNotice([notice], notice)).toBeUndefined();
    expect(withNotice([notice], { ...notice, at: 10 })).toBeUndefined();
    expect(withNotice([notice], { ...notice, at: 8 })).toEqual([{ ...notice, at: 8 }]);
    expect(withNotice([notice], { ...notice, by: 'reagent' })).toHaveLength(2);
  });
});

describe('the lot of a reagent', () => {
  const used = (substance: string, lot: string) => ({ substance, lot });
  const ofControl = [used('GLU', 'R1'), used('DIL', 'D1')].map(reagentName);

  test.each([
    ['the same', [used('GLU', 'R1')], false],
    ['another', [used('GLU', 'R2')], true],
    ['one of two', [used('GLU', 'R1'), used('DIL', 'D2')], true],
    ['of a substance that the control does not name', [used('LYS', 'L1')], false],
    ['none', [], false],
  ])('%s', (_, ofResult, isOther) => {
    expect(isOtherReagent(ofResult, ofControl)).toBe(isOther);
  });

  test('is not known after a control without reagents', () => {
    expect(isOtherReagent([used('GLU', 'R2')], undefined)).toBe(false);
  });

  test('of a control that was measured with two lots is either', () => {
    const both = [used('GLU', 'R1'), used('GLU', 'R2')].map(reagentName);
    expect(isOtherReagent([used('GLU', 'R2')], both)).toBe(false);
  });
});
