import { expect, test } from '@jest/globals';
import { isSigned, lookBacksAfter } from '../../../../lib/app/quality/known-look-backs.ts';
import type { ControlAction } from '../../../../lib/model/control-action.ts';
import type { GateEvent } from '../../../../lib/quality/gate.ts';

const DAY = 86_400_000;
const now = new Date('2026-03-03T12:00:00Z');
const at = (daysAgo: number): number => now.getTime() - daysAgo * DAY;

const event = (id: string, daysAgo: number, verdict: GateEvent['verdict'] = 'reject'): GateEvent => ({
  ...{ id, use: 'active', start: at(daysAgo), end: at(daysAgo), verdict, isSatisfying: verdict === 'accept' },
});

const action = (kind: 'dispose' | 'sign', of: string, minute: number): ControlAction => {
  const recordedAt = new Date(now.getTime() + minute * 60_000).toISOString();
  return { id: `${kind}-${minute}`, kind, at: recordedAt, recordedAt, by: 'ines', why: 'seen', event: of };
};

test('a rejected event is open until somebody signs, and again when somebody decides afterwards', () => {
  const states = (actions: readonly ControlAction[]) =>
    lookBacksAfter([event('e1', 1)], actions, [], now).map(({ state }) => state);
  expect(states([])).toEqual(['open']);
  expect(states([action('dispose', 'e1', 1)])).toEqual(['open']);
  expect(states([action('dispose', 'e1', 1), action('sign', 'e1', 2)])).toEqual(['signed']);
  expect(states([action('sign', 'other', 2)])).toEqual(['open']);
  expect(states([action('sign', 'e1', 2), action('dispose', 'e1', 3)])).toEqual(['open']);
});

test('the order of documentation counts, in whichever order actions are given', () => {
  const [decided, signed] = [action('dispose', 'e1', 1), action('sign', 'e1', 2)];
  expect([isSigned([signed, decided]), isSigned([decided, signed]), isSigned([])]).toEqual([
    true,
    true,
    false,
  ]);
});

test('good events and parallel lots have none, and none is older than 35 days', () => {
  const events = [event('old', 35.1), event('e1', 35), event('good', 2, 'accept')];
  const parallel = { ...event('parallel', 1), use: 'parallel' as const };
  expect(lookBacksAfter([...events, parallel], [], [], now).map(({ event: id }) => id)).toEqual(['e1']);
});

test('one that is not rejected any more is void and stays, unless it was not read', () => {
  const before = [
    { event: 'e1', at: at(3), state: 'open' as const },
    { event: 'e2', at: at(1), state: 'signed' as const },
  ];
  const after = (events: readonly GateEvent[]) =>
    lookBacksAfter(events, [], before, now).map(({ event: id, state }) => `${id} ${state}`);
  expect(after([event('e1', 3, 'accept'), event('e2', 1, 'accept')])).toEqual(['e1 void', 'e2 void']);
  expect(after([event('e2', 1)])).toEqual(['e1 open', 'e2 open']);
  // every result was excluded
  expect(after([])).toEqual(['e1 void', 'e2 void']);
});
