import { expect, test } from '@jest/globals';
import { type GateEvent, gateSteps } from '../../../lib/quality/gate.ts';
import { lookBacks } from '../../../lib/quality/look-back.ts';

const event = (start: number, isGood: boolean, use: GateEvent['use'] = 'active'): GateEvent => ({
  ...{ id: `e${start}`, use, start, end: start + 1 },
  ...{ verdict: isGood ? 'accept' : 'reject', isSatisfying: isGood },
});
const action = { id: 'a', at: 25, kind: 'corrective', resets: false } as const;

function boundsOf(events: readonly GateEvent[]) {
  const steps = gateSteps(events, [action], { repeat: 'none', dueAfter: () => undefined });
  return lookBacks(events, steps, () => 24);
}

test('a look-back begins at the end of the good event before the reject, and ends at its receipt', () => {
  const events = [event(5, true), event(10, true), event(20, false), event(30, true)];
  expect(boundsOf(events)).toEqual([{ event: 'e20', rejectedAt: 20, after: 11, until: 24 }]);
});

test('without a good event its beginning is unknown', () => {
  expect(boundsOf([event(20, false), event(30, true)])).toMatchObject([{ after: undefined }]);
});

test('each reject has a look-back, and one of a parallel lot has none', () => {
  const events = [event(10, true), event(15, false, 'parallel'), event(20, false), event(22, false)];
  expect(boundsOf(events).map(({ event: id, after }) => [id, after])).toEqual([
    ['e20', 11],
    ['e22', 11],
  ]);
});
