import { describe, expect, test } from '@jest/globals';
import {
  decisionsOf,
  describeLedger,
  hasUnfinishedReplay,
  heldCount,
  holdsOfMessage,
  isBalanced,
  type Ledger,
  ledgerSchema,
  type MessageRecord,
  type Replay,
  setAsideCount,
  updateCount,
  withIntent,
} from '../../../lib/model/message.ts';

const aLedger = (overrides: Partial<Ledger> = {}): Ledger => ({
  ...{ received: 5, stored: 2, held: { 'no-patient': 2 }, setAside: { 'control-material': 1 } },
  ...overrides,
});

const aRecord = (overrides: Partial<MessageRecord> = {}): MessageRecord => ({
  ...{ id: 'm', source: 'lis', state: 'held', receivedAt: '', issues: [], reports: [], retransmissions: 0 },
  ...overrides,
});

const aReplay = (overrides: Partial<Replay> = {}): Replay => ({
  ...{ replayedAt: '2026-03-02T14:00:00.000Z', by: 'mara', released: [], state: 'held' },
  ...overrides,
});

describe('a ledger', () => {
  test('is balanced where every OBX is stored, held or set aside', () => {
    expect(isBalanced(aLedger())).toBe(true);
    expect(isBalanced(aLedger({ stored: 1 }))).toBe(false);
    expect(isBalanced(aLedger({ stored: 3 }))).toBe(false);
    expect(isBalanced({ received: 0, stored: 0, held: {}, setAside: {} })).toBe(true);
  });

  test('adds up over all reasons', () => {
    const ledger = aLedger({ held: { charset: 1, 'no-patient': 3 }, setAside: { registration: 2 } });
    expect([heldCount(ledger), setAsideCount(ledger)]).toEqual([4, 2]);
  });

  test.each([
    ['a reason that is none', { held: { constructor: 1 } }, ['held', 'constructor']],
    ['less than nothing', { received: -1 }, ['received']],
    ['half an OBX', { stored: 0.5 }, ['stored']],
    ['nothing set aside', { setAside: { registration: 0 } }, ['setAside', 'registration']],
  ])('with %s is none', (_, changes, path) => {
    const parsed = ledgerSchema.safeParse({ ...aLedger(), ...changes });
    expect(parsed.error?.issues[0]?.path.slice(0, 1)).toEqual(path.slice(0, 1));
    expect(parsed.success).toBe(false);
  });
});

describe('a message waits', () => {
  test('for each reason of its ledger', () => {
    expect(holdsOfMessage('processed', aLedger())).toEqual([['no-patient', 2]]);
    expect(holdsOfMessage('processed', aLedger({ held: {} }))).toEqual([]);
  });

  test.each(['held', 'failed'] as const)('as incomplete where it %s and nothing says why', (state) => {
    expect(holdsOfMessage(state, aLedger({ held: {} }))).toEqual([['incomplete', 5]]);
  });
});

test('a replay that began and did not end is unfinished', () => {
  expect(hasUnfinishedReplay(aRecord())).toBe(false);
  expect(hasUnfinishedReplay(aRecord({ replays: [aReplay()] }))).toBe(true);
  expect(hasUnfinishedReplay(aRecord({ replays: [aReplay()], finishedReplays: 1 }))).toBe(false);
});

describe('the plan of a replay', () => {
  const before = aRecord({
    replays: [aReplay()],
    released: ['charset'],
    releasedPatients: ['p1'],
    touched: ['r1'],
    reports: [{ key: 'r2', version: 1, updates: 0 }],
  });

  test('is added to what was said before, each thing once', () => {
    const replay = aReplay({ by: 'tom', released: ['charset', 'no-patient'] });
    expect(withIntent(before, { replay, touched: ['r3', 'r1'], patients: ['p2', 'p1'] })).toEqual({
      replays: [aReplay(), replay],
      released: ['charset', 'no-patient'],
      releasedPatients: ['p1', 'p2'],
      touched: ['r1', 'r2', 'r3'],
    });
  });

  test('that lifts no hold names no patients', () => {
    expect(withIntent(before, { replay: aReplay(), touched: [], patients: ['p2'] })).not.toHaveProperty(
      'releasedPatients',
    );
  });
});

test('a release that was begun again after its worker died is one decision, and two releases are two', () => {
  const [first, again] = [aReplay({ askedAs: 'a' }), aReplay({ askedAs: 'a', by: 'mara again' })];
  const [plain, later] = [aReplay(), aReplay({ askedAs: 'b' })];
  expect(decisionsOf({ replays: [plain, first, again, later, plain] })).toEqual([plain, again, later, plain]);
  expect(decisionsOf({})).toEqual([]);
});

test('updates are counted over all reports of a message', () => {
  expect(updateCount([])).toBe(0);
  expect(
    updateCount([
      { key: 'a', version: 1, updates: 2 },
      { key: 'b', version: 3, updates: 1 },
    ]),
  ).toBe(3);
});

test('a ledger is told in numbers that add up', () => {
  expect(describeLedger({ received: 3, stored: 0, held: { charset: 3 }, setAside: {} })).toBe(
    '3 observations in = 0 stored + 3 held + 0 set aside',
  );
});
