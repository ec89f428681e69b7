import { describe, expect, test } from '@jest/globals';
import type { Journey } from '../../../cli/journeys.ts';
import { summarize, summaryLine } from '../../../cli/summary.ts';
import type { Ledger } from '../../../lib/model/message.ts';

const ledger: Ledger = {
  received: 3,
  stored: 1,
  held: { 'no-patient': 1 },
  setAside: { 'control-material': 1 },
};

function journey(changes: Partial<Journey> = {}, own: Ledger | 'none' = ledger, updates = 1): Journey {
  return {
    messageId: 'm',
    outcome: 'accepted',
    observationsSent: 3,
    delivered: 1,
    parked: 0,
    record: {
      id: 'm',
      source: 's',
      state: 'processed',
      receivedAt: '',
      issues: [],
      retransmissions: 0,
      reports: [{ key: 'r', version: 1, updates }],
      ...(own === 'none' ? {} : { ledger: own }),
    },
    ...changes,
  };
}

describe('the summary', () => {
  test('adds up what became of every message, in its fixed form', () => {
    const journeys = [
      journey(),
      journey(),
      journey({ outcome: 'duplicate' }),
      journey({ outcome: 'rejected' }),
    ];
    expect(summaryLine(summarize(journeys))).toBe(
      '4 messages: 2 accepted, 1 duplicate, 1 rejected; 6 observations in = 2 stored + 2 held + 2 set aside; 2 updates delivered; 0 lost',
    );
  });

  test.each([
    ['an observation that the ledger does not know', journey({ observationsSent: 4 }), 1],
    ['a message that was not normalized', journey({ delivered: 0 }, 'none', 0), 3],
    ['an update that did not arrive', journey({ delivered: 0 }), 1],
    ['a message that was not stored', journey({ outcome: 'not-stored' }), 1],
  ])('counts as lost: %s', (_, lost, count) => {
    expect(summarize([journey(), lost]).lost).toBe(count);
  });

  test('an update that was parked is not lost', () => {
    expect(summarize([journey({ delivered: 0, parked: 1 })]).lost).toBe(0);
  });
});
