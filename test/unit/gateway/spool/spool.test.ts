import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewEntry } from '../../../../gateway/spool/entries.ts';
import { createSeal } from '../../../../gateway/spool/seal.ts';
import { Spool, type SpoolOptions } from '../../../../gateway/spool/spool.ts';
import { SpoolError } from '../../../../gateway/spool/spool-error.ts';
import { seal } from '../../../support/gateway.ts';
import { anOru } from '../../../support/messages.ts';

let directory: string;
let now = new Date('2026-03-02T08:00:00Z');
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'labwire-spool-'));
  now = new Date('2026-03-02T08:00:00Z');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const HOUR = 3_600_000;
const open = (options: Partial<SpoolOptions> = {}): Spool =>
  new Spool({
    ...{ directory, seal, maxBytes: 64 * 1024 * 1024, maxAgeMs: 24 * HOUR, keepMs: HOUR },
    clock: () => now,
    elapsed: () => now.getTime(),
    ...options,
  });

const entry = (number: number, overrides: Partial<NewEntry> = {}): NewEntry => ({
  bytes: anOru({ header: { 10: `M${number}` } }),
  sender: { evidence: 'address', name: '10.0.0.5', channel: 'lab' },
  keys: [`g${number % 3}`],
  ack: Buffer.from(`ACK${number}`),
  controlId: `M${number}`,
  type: 'ORU',
  ...overrides,
});

describe('the spool', () => {
  test('gives a message back as it came, by whom and when, after it was closed as well', async () => {
    const first = open();
    await first.put(entry(1));
    first.close();
    const spool = open();
    const [waiting] = spool.waiting(0, 10);
    expect(waiting).toEqual({ seq: 1, keys: ['g1'] });
    expect(spool.get(1)).toEqual({
      seq: 1,
      bytes: new Uint8Array(entry(1).bytes),
      sender: entry(1).sender,
      receivedAt: now,
    });
    spool.close();
  });

  test('answers the same bytes from the same channel with the same answer, and keeps them once', async () => {
    const spool = open();
    const puts = await Promise.all([spool.put(entry(1)), spool.put(entry(1)), spool.put(entry(2))]);
    expect(puts.map(({ kind }) => kind)).toEqual(['stored', 'duplicate', 'stored']);
    const again = await spool.put(entry(1, { ack: Buffer.from('another') }));
    expect(again).toEqual({ kind: 'duplicate', ack: Buffer.from('ACK1') });
    spool.done(1);
    expect((await spool.put(entry(1))).kind).toBe('duplicate');
    const elsewhere = { ...entry(1).sender, channel: 'ward' };
    expect((await spool.put(entry(1, { sender: elsewhere }))).kind).toBe('stored');
    spool.close();
  });

  test('judges what was refused anew when it comes again', async () => {
    const spool = open();
    await spool.put(entry(1, { ack: Buffer.from('AR') }));
    spool.refuse(1, 'rejected');
    expect(await spool.put(entry(1, { ack: Buffer.from('AA') }))).toEqual({ kind: 'stored', seq: 2 });
    expect(spool.status()).toMatchObject({ waiting: 1, refused: 0 });
    spool.close();
  });

  test('leaves nothing of a patient readable on the disk', async () => {
    const spool = open();
    await spool.put(entry(1));
    const files = readdirSync(directory).map((file) =>
      readFileSync(join(directory, file)).toString('latin1'),
    );
    expect(files.join('')).toContain('ORU');
    for (const secret of ['Okafor', '700101', 'MSH|', 'PID|', '10.0.0.5'])
      expect(files.join('')).not.toContain(secret);
    spool.close();
  });

  test('does not open with another key, and says so', async () => {
    open().close();
    expect(() => open({ seal: createSeal(Buffer.alloc(32, 8)) })).toThrow(
      expect.objectContaining({ code: 'wrong-key' }),
    );
  });

  test('a message that was changed on the disk is not given out', () => {
    const about = Buffer.from('a');
    const sealed = seal.close(Buffer.from('text'), about);
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => seal.open(sealed, about)).toThrow();
    expect(() => seal.open(seal.close(Buffer.from('text'), about), Buffer.from('b'))).toThrow();
  });

  test('refuses when it is full, keeps what it has, and goes on when there is room', async () => {
    const spool = open({ maxBytes: 512 * 1024 });
    let stored = 0;
    let failure: unknown;
    for (let number = 0; number < 2000 && failure === undefined; number++)
      await spool.put(entry(number)).then(
        () => stored++,
        (cause: unknown) => {
          failure = cause;
        },
      );
    expect(failure).toBeInstanceOf(SpoolError);
    expect(failure).toMatchObject({ code: 'spool-full' });
    expect(spool.status().waiting).toBe(stored);
    expect(stored).toBeGreaterThan(50);
    for (const { seq } of spool.waiting(0, 5000)) spool.done(seq);
    expect((await spool.put(entry(9999))).kind).toBe('stored');
    spool.close();
  });

  test('refuses while something waits for longer than it may, so that the senders keep their messages', async () => {
    const spool = open({ maxAgeMs: HOUR });
    await spool.put(entry(1));
    now = new Date(now.getTime() + HOUR + 1);
    await expect(spool.put(entry(2))).rejects.toMatchObject({ code: 'spool-too-old' });
    spool.done(1);
    expect((await spool.put(entry(2))).kind).toBe('stored');
    spool.close();
  });

  test('makes room for good messages where refused ones have filled it', async () => {
    const spool = open({ maxBytes: 512 * 1024 });
    for (let number = 0; number < 2000; number++) {
      const put = await spool.put(entry(number)).catch((cause: unknown) => cause);
      if (put instanceof SpoolError) break;
    }
    for (const { seq } of spool.waiting(0, 5000)) spool.refuse(seq, 'rejected');
    expect(spool.status().waiting).toBe(0);
    // the cloud has each of them, with the reason
    expect((await spool.put(entry(9999))).kind).toBe('stored');
    spool.close();
  });

  test('forgets what the cloud has after its time, and nothing else', async () => {
    const spool = open({ keepMs: HOUR });
    for (const number of [1, 2, 3]) await spool.put(entry(number));
    spool.done(1);
    spool.refuse(2, 'rejected');
    now = new Date(now.getTime() + 2 * HOUR);
    await spool.put(entry(4));
    const left = spool.list(['waiting', 'refused', 'done']).map(({ seq, state }) => `${seq} ${state}`);
    expect(left).toEqual(['2 refused', '3 waiting', '4 waiting']);
    spool.close();
  });

  test('lets a refused message wait again, behind the others', async () => {
    const spool = open();
    for (const number of [1, 2]) await spool.put(entry(number));
    spool.refuse(1, 'rejected');
    expect(spool.list(['refused'])).toMatchObject([{ seq: 1, reason: 'rejected', controlId: 'M1' }]);
    expect(spool.retry(1)).toBe(true);
    expect(spool.retry(1)).toBe(false);
    expect(spool.waiting(0, 10).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(Buffer.from(spool.get(3)?.bytes ?? []).toString()).toContain('|M1|');
    // a number is never given twice: what was looked at up to it would miss the next
    spool.done(3);
    now = new Date(now.getTime() + 3 * HOUR);
    await spool.put(entry(8));
    expect(spool.waiting(3, 10).map(({ seq }) => seq)).toEqual([4]);
    expect(spool.retry(2)).toBe(false);
    spool.close();
  });

  test('parks what a destination refused, and gives it out again once', () => {
    const spool = open();
    spool.park({
      destination: 'law-1',
      message: Buffer.from('OML'),
      answer: Buffer.from('AR'),
      reason: 'AR',
      bytes: 3,
    });
    expect(spool.parked()).toMatchObject([{ seq: 1, destination: 'law-1', reason: 'AR', bytes: 3 }]);
    expect(spool.unparked('law-1')).toEqual([]);
    expect(spool.unpark(1)).toBe(true);
    expect(spool.unparked('other')).toEqual([]);
    // it stays until the destination has it
    expect(spool.unparked('law-1')).toEqual([{ seq: 1, message: Buffer.from('OML') }]);
    spool.parkAgain(1);
    expect(spool.parked()).toHaveLength(1);
    spool.unpark(1);
    spool.unparkedIsDone(1);
    expect([spool.parked(), spool.unparked('law-1')]).toEqual([[], []]);
    spool.close();
  });
});
