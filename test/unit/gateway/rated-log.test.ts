import { expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../gateway/events.ts';
import { createRatedLog, type LeftOut } from '../../../gateway/rated-log.ts';

const badFrame = (channel: string): GatewayEvent => ({ kind: 'bad-frame', channel, frame: 'noise' });

function aLog() {
  const lines: (GatewayEvent | LeftOut)[] = [];
  let elapsed = 0;
  const log = createRatedLog((event) => lines.push(event), { elapsed: () => elapsed });
  const say = (count: number, event: GatewayEvent): void => {
    for (let time = 0; time < count; time++) log.onEvent(event);
  };
  const pass = (ms: number): void => {
    elapsed += ms;
  };
  return { lines, say, pass, flush: log.flush };
}

test('bad frames without end make thirty lines a minute, and one that counts the others', () => {
  const { lines, say, pass } = aLog();
  say(10_000, badFrame('lab'));
  expect(lines).toHaveLength(30);
  pass(60_000);
  say(1, badFrame('lab'));
  expect(lines.slice(30)).toEqual([
    { kind: 'lines-left-out', of: 'bad-frame', channel: 'lab', count: 9970 },
    badFrame('lab'),
  ]);
});

test('those of one channel hide nothing of another, and no other kind', () => {
  const { lines, say } = aLog();
  say(100, badFrame('lab'));
  say(1, badFrame('ward'));
  say(1, { kind: 'spool-failed', code: 'disk-full' });
  expect(lines.slice(30)).toEqual([badFrame('ward'), { kind: 'spool-failed', code: 'disk-full' }]);
});

test.each<[string, GatewayEvent, number]>([
  ['refused connections', { kind: 'connection-refused', channel: 'lab', reason: 'tls' }, 30],
  ['connections that come and go', { kind: 'connection-opened', channel: 'lab' }, 30],
  ['failures of the cloud', { kind: 'forward-failed', reason: 'HTTP 503', retryInMs: 1 }, 30],
  [
    'messages that are refused',
    { kind: 'received', channel: 'lab', bytes: 1, outcome: 'rejected', durationMs: 1 },
    30,
  ],
  [
    'messages that are taken',
    { kind: 'received', channel: 'lab', bytes: 1, outcome: 'accepted', durationMs: 1 },
    500,
  ],
  [
    'messages that the cloud has',
    { kind: 'forwarded', channel: 'lab', outcome: 'accepted', waitedMs: 1 },
    500,
  ],
])('of 500 lines about %s %#', (_, event, expected) => {
  const { lines, say } = aLog();
  say(500, event);
  expect(lines).toHaveLength(expected);
});

test('what was left out is said at the end, once', () => {
  const { lines, say, flush } = aLog();
  say(31, badFrame('lab'));
  flush();
  flush();
  expect(lines.slice(30)).toEqual([{ kind: 'lines-left-out', of: 'bad-frame', channel: 'lab', count: 1 }]);
});
