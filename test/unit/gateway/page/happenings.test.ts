import { describe, expect, test } from '@jest/globals';
import { Happenings } from '../../../../gateway/page/happenings.ts';

function someHappenings() {
  let now = Date.UTC(2026, 2, 2, 14);
  const happenings = new Happenings({ now: () => now });
  return { happenings, later: (minutes: number) => (now += minutes * 60_000) };
}

const received = { kind: 'received', channel: 'lab', bytes: 9, durationMs: 1 } as const;

describe('what has happened', () => {
  test('is counted for each channel, with its last message', () => {
    const { happenings, later } = someHappenings();
    happenings.note({ kind: 'connection-opened', channel: 'lab' });
    happenings.note({ ...received, outcome: 'accepted' });
    later(5);
    happenings.note({ ...received, outcome: 'rejected' });
    expect(happenings.channel('lab')).toEqual({
      ...{ openConnections: 1, taken: 2, badFrames: 0, refusedConnections: 0 },
      lastIn: { at: new Date('2026-03-02T14:05:00Z'), outcome: 'rejected' },
    });
    expect(happenings.channel('constructor')).toMatchObject({ taken: 0 });
    expect(happenings.recent).toEqual([]);
  });

  test('is remembered once for each kind and place, with its last time, and no more than 30 of it', () => {
    const { happenings, later } = someHappenings();
    happenings.note({ kind: 'forward-failed', reason: 'HTTP 503', retryInMs: 1 });
    happenings.note({ kind: 'clock-skew', source: 'lis', seconds: 400 });
    later(1);
    happenings.note({ kind: 'forward-failed', reason: 'HTTP 503', retryInMs: 2 });
    expect(happenings.recent.map(({ event }) => event.kind)).toEqual(['forward-failed', 'clock-skew']);
    for (let count = 0; count < 50; count++)
      happenings.note({ kind: 'sequence-gap', source: `s${count}`, missing: 1 });
    expect(happenings.recent).toHaveLength(30);
  });

  test('forgets a failure of a destination when it has taken a message', () => {
    const { happenings } = someHappenings();
    happenings.note({ kind: 'delivery-failed', destination: 'ward', reason: 'timeout' });
    expect(happenings.destinations.get('ward')).toMatchObject({ lastFailure: { reason: 'timeout' } });
    happenings.note({ kind: 'delivered', destination: 'ward' });
    expect(happenings.destinations.get('ward')).not.toHaveProperty('lastFailure');
  });

  test('names the sources that are silent, until they are heard', () => {
    const { happenings } = someHappenings();
    happenings.note({ kind: 'source-silent', source: 'lis', minutes: 30 });
    expect(happenings.silent).toEqual(['lis']);
    happenings.note({ kind: 'source-heard', source: 'lis', minutes: 31 });
    expect(happenings.silent).toEqual([]);
  });
});
