import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import type { Relay, RelayResult } from '../../../../gateway/relay.ts';
import { Forwarder } from '../../../../gateway/spool/forwarder.ts';
import { Spool } from '../../../../gateway/spool/spool.ts';
import { aFaultyCloud, type FaultyCloud, seal } from '../../../support/gateway.ts';
import { anOru } from '../../../support/messages.ts';
import { size } from '../../../support/size.ts';
import { SimulatedTime } from '../../../support/time.ts';
import { until } from '../../../support/until.ts';

let directory: string;
let time: SimulatedTime;
let spool: Spool;
let cloud: FaultyCloud;
let forwarder: Forwarder;
const events: GatewayEvent[] = [];
const HOUR = 3_600_000;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'labwire-forward-'));
  time = new SimulatedTime();
  events.length = 0;
  cloud = aFaultyCloud();
  spool = new Spool({
    ...{ directory, seal, maxBytes: 256 * 1024 * 1024, maxAgeMs: 100 * HOUR, keepMs: 100 * HOUR },
    clock: () => new Date(time.now()),
  });
});
afterEach(async () => {
  await forwarder.stop();
  spool.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Answers as the cloud does, unless the fault of the time says otherwise. */
const relayTo =
  (fault: (request: number) => RelayResult | 'lost-answer' | undefined): Relay =>
  async ({ bytes }) => {
    const found = fault(cloud.countRequest());
    if (typeof found === 'object') return found;
    const { ack, outcome, messageId } = await cloud.take(bytes);
    if (found === 'lost-answer') return { kind: 'unanswered', reason: 'TimeoutError' };
    return { kind: 'answered', outcome, answer: ack, followUps: [], messageId };
  };

const start = (
  relay: Relay,
  maxInFlight = 16,
  first: (request: number) => Promise<RelayResult> | undefined = () => undefined,
): void => {
  let requests = 0;
  forwarder = new Forwarder({
    ...{ spool, time, maxInFlight, onEvent: (event) => events.push(event) },
    relay: (received) => first(requests++) ?? relay(received),
  });
};

/** A message of one of ten specimens, in the order of its number. */
const message = (number: number): Uint8Array =>
  anOru({
    header: { 10: `M${String(number).padStart(5, '0')}` },
    patient: { 3: `P${number % 10}^^^LAB^MR` },
  });

async function fill(from: number, to: number): Promise<void> {
  const puts: Promise<unknown>[] = [];
  for (let number = from; number < to; number++)
    puts.push(
      spool.put({
        bytes: message(number),
        sender: { evidence: 'msh-3', channel: 'lab' },
        keys: [`P${number % 10}`],
        ack: Buffer.from('ACK'),
      }),
    );
  await Promise.all(puts);
  forwarder.notify();
}

/** Looks at every turn of the event loop. */
const reached = (isSo: () => boolean): Promise<boolean> =>
  until(isSo, {
    what: 'what the forwarder should do',
    left: () => ({ ...spool.status(), arrived: cloud.arrived.length, requests: cloud.requests }),
    next: () => setImmediate(),
  });

const drained = (): Promise<boolean> => reached(() => spool.status().waiting === 0);

/** The arrivals of each group, in their order. */
function groups(): string[][] {
  const numbers = cloud.arrived.map((id) => Number(id.slice(1)));
  return [...Map.groupBy(numbers, (number) => number % 10).values()].map((group) => group.map(String));
}

const inOrder = (group: readonly string[]): boolean =>
  group.every((id, index) => index === 0 || Number(group[index - 1]) < Number(id));

function expectAll(count: number): void {
  expect(cloud.arrived).toHaveLength(count);
  expect(new Set(cloud.arrived).size).toBe(count);
  expect(groups().filter((group) => !inOrder(group))).toEqual([]);
}

const away: RelayResult = { kind: 'unanswered', reason: 'TypeError' };

describe('what was stored is forwarded', () => {
  test('a day without the cloud loses nothing, doubles nothing, and keeps the order of each specimen', async () => {
    const half = size({ short: 500, long: 2000 });
    const back = time.now() + 24 * HOUR;
    start(relayTo(() => (time.now() < back ? away : undefined)));
    await fill(0, half);
    await reached(() => time.now() >= back - 12 * HOUR);
    await fill(half, 2 * half);
    await drained();
    expectAll(2 * half);
    const failures = events.filter(({ kind }) => kind === 'forward-failed').length;
    process.stdout.write(
      `a day away: ${2 * half} spooled, ${cloud.arrived.length} arrived, ${cloud.requests - 2 * half} tries without an answer\n`,
    );
    // every five minutes at the longest, and never a storm
    expect(cloud.requests - 2 * half).toBeLessThan(500);
    expect(cloud.requests - 2 * half).toBeGreaterThan(24 * 12);
    expect(failures).toBe(cloud.requests - 2 * half);
  });

  test('an answer that is lost is asked for again, and the message arrives once', async () => {
    start(relayTo((request) => (request % 3 === 0 ? 'lost-answer' : undefined)));
    await fill(0, 300);
    await drained();
    expectAll(300);
  });

  test.each([
    ['500', { kind: 'unanswered', reason: 'HTTP 500' }],
    ['no answer in time', { kind: 'unanswered', reason: 'TimeoutError' }],
    [
      'AE',
      {
        kind: 'answered',
        outcome: 'not-stored',
        answer: new Uint8Array(),
        followUps: [],
        messageId: undefined,
      },
    ],
  ] as const)('%s every other time is waited out', async (_, result) => {
    start(relayTo((request) => (request % 2 === 0 ? result : undefined)));
    await fill(0, 200);
    await drained();
    expectAll(200);
  });

  test('429 is obeyed for as long as it asks', async () => {
    const began = time.now();
    const busy: RelayResult = { kind: 'unanswered', reason: 'HTTP 429', retryAfterMs: 120_000 };
    start(relayTo(() => (time.now() < began + 100_000 ? busy : undefined)));
    await fill(0, 50);
    await drained();
    expectAll(50);
    expect(time.now() - began).toBeGreaterThanOrEqual(120_000);
    // those that were under way when it began, and nobody after them
    expect(cloud.requests).toBeLessThanOrEqual(50 + 10);
  });

  test('what the cloud refuses is set apart with its reason, and holds nobody up', async () => {
    start(relayTo(() => undefined));
    await spool.put({
      bytes: Buffer.from('no message'),
      sender: { evidence: 'msh-3', channel: 'lab' },
      keys: ['P1'],
      ack: Buffer.from('ACK'),
    });
    await fill(0, 20);
    await drained();
    expectAll(20);
    expect(spool.list(['refused'])).toMatchObject([{ seq: 1, reason: 'rejected' }]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'forwarded', outcome: 'rejected' }));
  });

  test('never two of one specimen are under way, and many of others are', async () => {
    const flying = new Set<string>();
    let most = 0;
    const relay: Relay = async (received) => {
      const group = /PID\|[^\r]*\|(P\d)\^/.exec(Buffer.from(received.bytes).toString())?.[1] ?? '';
      expect(flying.has(group)).toBe(false);
      flying.add(group);
      most = Math.max(most, flying.size);
      await setImmediate();
      const result = await relayTo(() => undefined)(received);
      flying.delete(group);
      return result;
    };
    start(relay);
    await fill(0, 300);
    await drained();
    expectAll(300);
    expect(most).toBe(10);
  });

  test('no more is known of what waits than a window of it', async () => {
    const count = size({ short: 1000, long: 5000 });
    start(relayTo(() => away));
    await fill(0, count);
    expect(spool.status().waiting).toBe(count);
    await forwarder.stop();
    start(relayTo(() => undefined));
    await drained();
    expectAll(count);
  });

  test('a message that the cloud never answers holds up what is behind it, and nobody else', async () => {
    const poison = Buffer.from(message(0)).toString();
    const relay: Relay = async (received) => {
      if (Buffer.from(received.bytes).toString() === poison) {
        cloud.countRequest();
        return { kind: 'unanswered', reason: 'HTTP 500' };
      }
      return relayTo(() => undefined)(received);
    };
    start(relay);
    await fill(0, 300);
    const behind = 30; // those of its specimen
    await reached(() => spool.status().waiting <= behind);
    expect(cloud.arrived).toHaveLength(270);
    expect(cloud.arrived.filter((id) => id.endsWith('0'))).toEqual([]);
  });

  test('a flight after a failure that never ends is not the only one for ever', async () => {
    const never = Promise.withResolvers<RelayResult>();
    start(
      relayTo(() => undefined),
      16,
      (request) => (request < 10 ? Promise.resolve(away) : request < 13 ? never.promise : undefined),
    );
    await fill(0, 50);
    // behind each of the three that are not answered wait those of its specimen
    await reached(() => cloud.arrived.length >= 35);
    never.resolve(away);
    await drained();
    expectAll(50);
  });

  test.each([
    ['back six hours', -6 * HOUR],
    ['back thirty days', -30 * 24 * HOUR],
    ['forward thirty days', 30 * 24 * HOUR],
  ])('a clock that is set %s in the middle of a pause changes no wait', async (_, byMs) => {
    const began = time.elapsed();
    start(relayTo(() => (time.elapsed() - began < 100_000 ? away : undefined)));
    await fill(0, 20);
    await reached(() => cloud.requests >= 8);
    time.setClock(byMs);
    await drained();
    expectAll(20);
    expect(time.elapsed() - began).toBeLessThan(HOUR / 4);
    expect(cloud.requests).toBeLessThan(100);
  });

  test('what shares a specimen goes in order, whether it names the patient or not', async () => {
    start(relayTo(() => undefined));
    const put = (id: string, keys: readonly string[]) =>
      spool.put({
        bytes: anOru({ header: { 10: id } }),
        sender: { evidence: 'msh-3', channel: 'lab' },
        ...{ keys, ack: Buffer.from('ACK') },
      });
    await Promise.all([
      put('M1', ['patient', 'tube']),
      put('M2', ['tube']),
      put('M3', ['other', 'tube']),
      put('M4', ['other']),
    ]);
    forwarder.notify();
    await drained();
    expect(cloud.arrived).toEqual(['M1', 'M2', 'M3', 'M4']);
  });

  test('a disk that does not read for a while sets no message apart', async () => {
    let failures = 3;
    const failing = <T>(read: () => T): T => {
      if (failures-- > 0) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
      return read();
    };
    const broken = Object.create(spool, {
      get: { value: (seq: number) => failing(() => spool.get(seq)) },
      waiting: { value: (after: number, limit: number) => failing(() => spool.waiting(after, limit)) },
    });
    for (const name of ['done', 'refuse', 'status'] as const) broken[name] = spool[name].bind(spool);
    forwarder = new Forwarder({
      ...{ spool: broken, relay: relayTo(() => undefined), time },
      onEvent: (event) => events.push(event),
    });
    await fill(0, 5);
    await drained();
    expectAll(5);
    expect(spool.list(['refused'])).toEqual([]);
    expect(events).toContainEqual({ kind: 'spool-failed', code: 'spool-not-read' });
  });

  test('a message that was damaged on the disk is set apart, and the others go on', async () => {
    const broken = Object.create(spool, {
      get: {
        value: (seq: number) => {
          if (seq === 1) throw new Error('damaged');
          return spool.get(seq);
        },
      },
    });
    // private fields are the real spool's
    for (const name of ['waiting', 'done', 'refuse', 'status'] as const)
      broken[name] = spool[name].bind(spool);
    forwarder = new Forwarder({
      ...{ spool: broken, relay: relayTo(() => undefined), time },
      onEvent: (event) => events.push(event),
    });
    await fill(0, 5);
    await drained();
    expect(cloud.arrived).toHaveLength(4);
    expect(spool.list(['refused'])).toMatchObject([{ seq: 1, reason: 'unreadable' }]);
  });
});
