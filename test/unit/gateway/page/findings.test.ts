import { expect, test } from '@jest/globals';
import { findingsOf } from '../../../../gateway/page/findings.ts';
import { aPageState } from '../../../support/gateway-page.ts';

test('nothing is wrong where messages come and go', () => {
  expect(findingsOf(aPageState())).toEqual([]);
});

const at = new Date('2026-03-02T14:00:00Z');
const failed = { lastSent: new Date('2026-03-02T13:00:00Z'), lastFailure: { at, reason: 'HTTP 503' } };

test.each([
  [{ unready: 'spool-full' }, 'The spool is full. Senders get AE and keep their messages.'],
  [{ cloud: failed }, 'The cloud takes no messages (HTTP 503).'],
  [{ destinations: new Map([['ward', failed]]) }, 'ward takes no messages (HTTP 503).'],
  [{ silent: ['chemistry'] }, 'chemistry is silent.'],
])('%j is said in words', (state, words) => {
  expect(findingsOf(aPageState(state))).toEqual([words]);
});

test('a failure is over when something was sent after it', () => {
  const lastSent = new Date('2026-03-02T14:00:01Z');
  expect(findingsOf(aPageState({ cloud: { ...failed, lastSent } }))).toEqual([]);
});

test('a message that waits for a quarter of an hour, or is refused, is a finding', () => {
  const { spool, channels } = aPageState();
  if (spool === undefined) throw new Error('no spool');
  expect(findingsOf(aPageState({ spool: { ...spool, waitingMs: 15 * 60_000, refused: 1 } }))).toEqual([
    'The oldest message has waited 15 min for the cloud.',
    'Messages that the cloud refused for good: 1. See labwire spool ls.',
  ]);
  const lost = channels.map((one) => ({ ...one, lastIn: { at, outcome: 'not-stored' as const } }));
  expect(findingsOf(aPageState({ channels: lost }))).toEqual([
    'The last message of chemistry was not stored; its sender keeps it.',
  ]);
});
