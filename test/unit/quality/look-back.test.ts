import { expect, test } from '@jest/globals';
import type { GateMode } from '../../../lib/quality/decide.ts';
import { type GateAction, type GateEvent, gateSteps } from '../../../lib/quality/gate.ts';
import { lookBacks } from '../../../lib/quality/look-back.ts';

const event = (start: number, isGood: boolean, use: GateEvent['use'] = 'active'): GateEvent => ({
  ...{ id: `e${start}`, use, start, end: start + 1 },
  ...{ verdict: isGood ? 'accept' : 'reject', isSatisfying: isGood },
});
const action = { id: 'a', at: 25, kind: 'corrective', resets: false } as const;

function boundsOf(
  events: readonly GateEvent[],
  mode: GateMode['mode'] = 'gate',
  actions: readonly GateAction[] = [action],
) {
  const steps = gateSteps(events, actions, { repeat: 'none', dueAfter: () => undefined });
  return lookBacks(events, steps, () => 24, mode);
}

test.each<readonly [string, readonly GateEvent[], readonly GateAction[], number | undefined]>([
  ['the end of the next good event', [event(20, false), event(30, true)], [], 31],
  ['no end while none is good', [event(20, false), event(30, false)], [], undefined],
  ['the stop', [event(20, false), event(40, true)], [{ id: 's', at: 33, kind: 'stop', resets: false }], 33],
  ['its receipt after a stop', [event(20, false)], [{ id: 's', at: 9, kind: 'stop', resets: false }], 24],
])('where results flow, a look-back has %s', (_, events, actions, until) => {
  expect(boundsOf(events, 'watch', actions)[0]).toMatchObject({ event: 'e20', until });
});

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
