import { describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../gateway/events.ts';
import { createMetrics } from '../../../gateway/metrics.ts';

/** The lines of a metric, after some events. */
async function linesAfter(events: readonly GatewayEvent[], name: string): Promise<string[]> {
  const metrics = createMetrics(() => undefined);
  for (const event of events) metrics.count(event);
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(name));
}

describe('what the gateway counts', () => {
  test.each<[string, readonly GatewayEvent[], string]>([
    [
      'messages by what was answered',
      [
        { kind: 'received', channel: 'lab', bytes: 10, outcome: 'accepted', durationMs: 4 },
        { kind: 'received', channel: 'lab', bytes: 10, outcome: 'accepted', durationMs: 4 },
        { kind: 'received', channel: 'lab', bytes: 10, outcome: 'rejected', durationMs: 4 },
      ],
      'labwire_gateway_received_total{channel="lab",outcome="accepted"} 2',
    ],
    [
      'frames that are none',
      [{ kind: 'bad-frame', channel: 'lab', frame: 'checksum' }],
      'labwire_gateway_bad_frames_total{channel="lab",problem="checksum"} 1',
    ],
    [
      'connections that were not let in',
      [{ kind: 'connection-refused', channel: 'lab', reason: 'address' }],
      'labwire_gateway_refused_connections_total{channel="lab",reason="address"} 1',
    ],
    [
      'open connections',
      [
        { kind: 'connection-opened', channel: 'lab' },
        { kind: 'connection-opened', channel: 'lab' },
        { kind: 'connection-closed', channel: 'lab' },
      ],
      'labwire_gateway_connections{channel="lab"} 1',
    ],
    [
      'what the cloud answered',
      [{ kind: 'forwarded', channel: 'lab', outcome: 'duplicate', waitedMs: 9 }],
      'labwire_gateway_forwarded_total{channel="lab",outcome="duplicate"} 1',
    ],
    [
      'tries without an answer',
      [{ kind: 'forward-failed', reason: 'timeout', retryInMs: 1000 }],
      'labwire_gateway_forward_failures_total{reason="timeout"} 1',
    ],
    [
      'messages that could not be kept',
      [{ kind: 'spool-failed', code: 'full' }],
      'labwire_gateway_spool_failures_total{code="full"} 1',
    ],
    [
      'messages that were handed over, and those that were not',
      [
        { kind: 'delivered', destination: 'ehr' },
        { kind: 'parked', destination: 'ehr' },
      ],
      'labwire_gateway_deliveries_total{destination="ehr",outcome="parked"} 1',
    ],
    [
      'what a person should look at',
      [
        { kind: 'source-silent', source: 'lab', minutes: 31 },
        { kind: 'clock-skew', source: 'lab', seconds: 400 },
        { kind: 'clock-skew', source: 'lab', seconds: 401 },
      ],
      'labwire_gateway_warnings_total{kind="clock-skew"} 2',
    ],
  ])('%s', async (_, events, expected) => {
    expect(await linesAfter(events, expected.split('{')[0] ?? '')).toContain(expected);
  });

  test('how long an answer took, in seconds', async () => {
    const lines = await linesAfter(
      [{ kind: 'received', channel: 'lab', bytes: 1, outcome: 'accepted', durationMs: 30 }],
      'labwire_gateway_answer_seconds',
    );
    expect(lines).toContain('labwire_gateway_answer_seconds_bucket{le="0.025",channel="lab"} 0');
    expect(lines).toContain('labwire_gateway_answer_seconds_bucket{le="0.05",channel="lab"} 1');
    expect(lines).toContain('labwire_gateway_answer_seconds_sum{channel="lab"} 0.03');
  });

  test('events that are only for the log change no metric', async () => {
    const events: GatewayEvent[] = [
      { kind: 'listening', channel: 'lab', port: 1 },
      { kind: 'connection-idle', channel: 'lab' },
      { kind: 'source-heard', source: 'lab', minutes: 2 },
    ];
    const values = (await linesAfter(events, 'labwire_')).filter(
      (line) => !/_bucket|_sum|_count|_spool_/.test(line),
    );
    expect(values).toEqual([]);
  });

  test('how full the spool is, as it is when asked', async () => {
    let waiting = 3;
    const metrics = createMetrics(() => ({
      ...{ waiting, refused: 1, parked: 0, done: 0, bytes: 500, maxBytes: 1000 },
      ...{ oldestWaiting: undefined, waitingMs: 60_000, failure: undefined },
    }));
    expect(await metrics.text()).toContain('labwire_gateway_spool_waiting 3');
    waiting = 7;
    const text = await metrics.text();
    expect(text).toContain('labwire_gateway_spool_waiting 7');
    expect(text).toContain('labwire_gateway_spool_refused 1');
    expect(text).toContain('labwire_gateway_spool_max_bytes 1000');
    expect(Number(/spool_oldest_seconds (\d+)/.exec(text)?.[1])).toBe(60);
  });
});
