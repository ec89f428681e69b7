import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Clock } from '../../lib/shared/clock.ts';
import { FILE, openDatabase, PAGE_BYTES } from './database.ts';
import {
  type NewEntry,
  type Parked,
  type Put,
  pack,
  type SpoolAccess,
  type SpoolEntry,
  type SpooledMessage,
  type SpoolState,
  type SpoolStatus,
  toEntry,
  unpack,
  type WaitingEntry,
} from './entries.ts';
import { DiskReserve } from './reserve.ts';
import type { Seal } from './seal.ts';
import { SpoolError, toSpoolError } from './spool-error.ts';
import { prepare } from './statements.ts';
import { type Oldest, WaitingAge } from './waiting-age.ts';

export interface SpoolOptions {
  readonly directory: string;
  readonly seal: Seal;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly keepMs: number;
  readonly clock: Clock;
  /** Milliseconds that never jump. */
  readonly elapsed?: (() => number) | undefined;
  /** Room on the disk for the owner of the spool to finish messages when the disk is full. Default: none. */
  readonly reserveBytes?: number | undefined;
}

const PURGE_ROWS = 500;
const PURGE_EVERY_MS = 60_000;

const KEEP_REFUSED_MS = 30 * 86_400_000;

/** The messages of one commit. The log of the database never needs much more room. */
const COMMIT_BYTES = 8 * 1024 * 1024;

/** How often a disk that failed is tried again, at least and at most. */
const RECOVER_EVERY_MS = 5000;
const RECOVER_AFTER_MS = 1000;

/** Pages that are given back to the disk at once, within the room of the reserve. */
const SHRINK_PAGES = 1024;

const FINISH_WITHIN_MS = 50;

interface Waiter {
  readonly entry: NewEntry;
  readonly resolve: (put: Put) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Encrypted messages on this machine's disk, until the cloud has them. When `put` resolves, its message is
 * written through to the disk (`synchronous=FULL`). All messages of one turn of the event loop share a
 * commit.
 */
export class Spool {
  readonly #database: DatabaseSync;
  readonly #options: SpoolOptions;
  readonly #statements: ReturnType<typeof prepare>;
  #waiters: Waiter[] = [];
  /**
   * Answers of the cloud that are not written yet. If they are lost in a crash, their messages are sent
   * again.
   */
  #finished: Finished[] = [];
  #finishTimer: NodeJS.Timeout | undefined;
  #purgeAt = 0;
  readonly #elapsed: () => number;
  readonly #age: WaitingAge;
  readonly #reserve: DiskReserve;
  /** Why the disk did not write; undefined while it does. */
  #failure: string | undefined;
  #recoverAt = 0;
  #recoverTimer: NodeJS.Timeout | undefined;

  /** @throws SpoolError if the spool was made with another key, or the disk has no room even to open it */
  constructor(options: SpoolOptions) {
    this.#options = options;
    const { directory, reserveBytes = 0, elapsed = () => performance.now(), clock } = options;
    this.#elapsed = elapsed;
    this.#age = new WaitingAge(clock().getTime(), elapsed);
    this.#reserve = new DiskReserve(join(directory, `${FILE}-reserve`), reserveBytes);
    try {
      this.#database = openDatabase(options);
    } catch {
      this.#reserve.giveUp();
      this.#database = openDatabase(options);
    }
    try {
      this.#checkKey();
    } catch (cause) {
      throw toSpoolError(cause);
    }
    this.#statements = prepare(this.#database);
    if (!this.#reserve.keep()) this.#fail('disk-full');
  }

  /** @throws SpoolError if the message is not stored */
  put(entry: NewEntry): Promise<Put> {
    if (!this.#database.isOpen) return Promise.reject(new SpoolError('spool-closed'));
    if (this.#waiters.length === 0) setImmediate(() => this.#commit());
    return new Promise((resolve, reject) => this.#waiters.push({ entry, resolve, reject }));
  }

  /** The waiting messages after number `after`, oldest first. */
  waiting(after: number, limit: number): readonly WaitingEntry[] {
    this.#writeFinished();
    const rows = this.#statements.waiting.all(after, limit);
    return rows.map(({ seq, grp }) => ({ seq: Number(seq), keys: String(grp).split(' ') }));
  }

  get(seq: number): SpooledMessage | undefined {
    const row = this.#statements.get.get(seq);
    if (row === undefined) return undefined;
    const digest = row['digest'] as Uint8Array;
    const { sender, message } = unpack(this.#options.seal.open(row['payload'] as Uint8Array, digest));
    return { seq, bytes: message, sender, receivedAt: new Date(Number(row['received'])) };
  }

  /** Records an access before the content is shown. These records are kept as long as the spool. */
  recordReading({ seq, actor, reason }: Omit<SpoolAccess, 'readAt'>): void {
    this.#statements.recordReading.run(seq, this.#options.clock().getTime(), actor, reason);
  }

  readings(): readonly SpoolAccess[] {
    return this.#statements.readings.all().map((row) => ({
      seq: Number(row['seq']),
      readAt: new Date(Number(row['at'])),
      actor: String(row['actor']),
      reason: String(row['reason']),
    }));
  }

  /** Marks a message that the cloud has. */
  done(seq: number): void {
    this.#finish('done', undefined, seq);
  }

  /** Marks a message that the cloud will never take. */
  refuse(seq: number, reason: string): void {
    this.#finish('refused', reason, seq);
  }

  /**
   * Lets a refused message wait for the cloud again, behind all others and with a new number. False if no
   * refused message has this number.
   */
  retry(seq: number): boolean {
    this.#writeFinished();
    this.#database.exec('BEGIN IMMEDIATE');
    const row = this.#statements.remove.get(seq);
    if (row !== undefined) {
      const { digest, channel, grp, bytes, type, control, payload, ack } = row;
      const now = this.#options.clock().getTime();
      this.#statements.insert.run(
        ...([digest, channel, grp, now, bytes, type, control, payload, ack] as SQLInputValue[]),
      );
    }
    this.#database.exec('COMMIT');
    return row !== undefined;
  }

  /** Stores a message that a destination has finally refused. */
  park(
    parked: Omit<Parked, 'seq' | 'parkedAt'> & { readonly message: Uint8Array; readonly answer: Uint8Array },
  ): void {
    const about = createHash('sha256').update(parked.message).digest();
    const { seal, clock } = this.#options;
    this.#writeInReserve(() =>
      this.#statements.park.run(
        parked.destination,
        parked.reason,
        clock().getTime(),
        parked.message.length,
        about,
        seal.close(parked.message, about),
        seal.close(parked.answer, about),
      ),
    );
  }

  parked(): readonly Parked[] {
    return this.#statements.parked.all().map((row) => ({
      seq: Number(row['seq']),
      destination: String(row['destination']),
      reason: String(row['reason']),
      parkedAt: new Date(Number(row['parked'])),
      bytes: Number(row['bytes']),
    }));
  }

  /** Releases a parked message to be sent again. False if no parked message has this number. */
  unpark(seq: number): boolean {
    return this.#statements.unpark.run(seq).changes > 0;
  }

  /** The parked messages that were released. Each stays until its destination has answered. */
  unparked(destination: string): readonly { readonly seq: number; readonly message: Uint8Array }[] {
    return this.#statements.unparked.all(destination).map((row) => ({
      seq: Number(row['seq']),
      message: this.#options.seal.open(row['message'] as Uint8Array, row['digest'] as Uint8Array),
    }));
  }

  /** Removes a message that its destination has taken. */
  unparkedIsDone(seq: number): void {
    this.#writeInReserve(() => this.#statements.removeParked.run(seq));
  }

  /** Parks a message that its destination has refused again. */
  parkAgain(seq: number): void {
    this.#writeInReserve(() => this.#statements.parkAgain.run(seq));
  }

  list(states: readonly SpoolState[]): readonly SpoolEntry[] {
    this.#writeFinished();
    const rows = this.#statements.list.all(JSON.stringify(states));
    return rows.map((row) => toEntry(row));
  }

  status(): SpoolStatus {
    this.#writeFinished();
    const counts = new Map(this.#statements.counts.all().map((row) => [row['state'], Number(row['count'])]));
    const oldest = this.#oldest();
    return {
      waiting: counts.get('waiting') ?? 0,
      refused: counts.get('refused') ?? 0,
      bytes: this.#bytes(),
      maxBytes: this.#options.maxBytes,
      oldestWaiting: oldest === undefined ? undefined : new Date(oldest.receivedAt),
      waitingMs: this.#age.of(oldest, this.#options.clock().getTime()),
      failure: this.#failure,
    };
  }

  close(): void {
    while (this.#waiters.length > 0) this.#commit();
    this.#writeFinished();
    clearTimeout(this.#finishTimer);
    clearTimeout(this.#recoverTimer);
    this.#database.close();
  }

  #commit(): void {
    const waiters = this.#nextWaiters();
    if (waiters.length === 0) return;
    if (this.#waiters.length > 0) setImmediate(() => this.#commit());
    try {
      if (this.#failure !== undefined && !this.#mayRecover()) throw new SpoolError(this.#failure);
      const results = this.#writeWithFinished(() => this.#store(waiters));
      waiters.forEach(({ resolve }, index) => {
        const result = results[index];
        if (result !== undefined) resolve(result);
      });
    } catch (cause) {
      for (const { reject } of waiters) reject(cause);
    }
  }

  /** The messages that wait for the next commit, by number and length. */
  #nextWaiters(): readonly Waiter[] {
    let bytes = 0;
    const end = this.#waiters.findIndex(({ entry }) => {
      bytes += entry.bytes.length;
      return bytes > COMMIT_BYTES;
    });
    return this.#waiters.splice(0, end === -1 ? this.#waiters.length : Math.max(end, 1));
  }

  #store(waiters: readonly Waiter[]): readonly Put[] {
    const now = this.#options.clock().getTime();
    this.#refuseOld(now);
    this.#purge(now);
    if (this.#bytes() >= this.#options.maxBytes) throw new SpoolError('spool-full');
    return waiters.map(({ entry }) => this.#insert(entry, now));
  }

  /**
   * Runs one transaction.
   * @throws SpoolError if the disk did not write
   */
  #write<T>(statements: () => T): T {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = statements();
      this.#database.exec('COMMIT');
      return result;
    } catch (cause) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const failure = toSpoolError(cause);
      if (failure instanceof SpoolError && failure !== cause) this.#fail(failure.code);
      throw failure;
    }
  }

  /** A transaction that also writes the answers of the cloud that are not written yet. */
  #writeWithFinished<T>(statements: () => T): T {
    const { length } = this.#finished;
    const result = this.#write(() => {
      for (const { state, reason, finishedAt, seq } of this.#finished)
        this.#statements.finish.run(state, reason, finishedAt, seq);
      return statements();
    });
    this.#finished.splice(0, length);
    return result;
  }

  /** Writes what must not wait for room. If the disk is full, it is written in the room of the reserve. */
  #writeInReserve(statements: () => unknown): void {
    try {
      this.#writeWithFinished(statements);
    } catch (cause) {
      if (!(cause instanceof SpoolError)) throw cause;
      this.#reserve.giveUp();
      this.#writeWithFinished(statements);
    }
  }

  /** Tries the disk again from time to time. */
  #fail(code: string): void {
    this.#failure = code;
    this.#recoverAt = this.#elapsed() + RECOVER_AFTER_MS;
    this.#recoverTimer ??= setTimeout(() => {
      this.#recoverTimer = undefined;
      if (this.#failure !== undefined && !this.#recover()) this.#fail(this.#failure);
    }, RECOVER_EVERY_MS).unref();
  }

  #mayRecover(): boolean {
    return this.#elapsed() >= this.#recoverAt && this.#recover();
  }

  /**
   * Deletes what the cloud has in the room of the reserve, gives its room back to the disk, and keeps a reserve
   * again. True if the disk writes and has room; only then are messages taken.
   */
  #recover(): boolean {
    this.#recoverAt = this.#elapsed() + RECOVER_AFTER_MS;
    try {
      // overwriting needs room; the messages are encrypted
      this.#database.exec('PRAGMA secure_delete = OFF');
      if (this.#finished.length > 0 || this.#statements.anyDone.get() !== undefined) this.#deleteFinished();
      while (!this.#reserve.keep()) if (!this.#shrink()) return false;
      this.#write(() => this.#statements.touch.run());
      this.#failure = undefined;
      return true;
    } catch (cause) {
      if (!(toSpoolError(cause) instanceof SpoolError)) throw cause;
      return false;
    } finally {
      this.#database.exec('PRAGMA secure_delete = ON');
    }
  }

  /** A few at a time, so that each step fits into the room of the reserve. */
  #deleteFinished(): void {
    this.#reserve.giveUp();
    for (;;) {
      const some = this.#finished.filter(({ state }) => state === 'done').slice(0, PURGE_ROWS);
      if (some.length === 0) break;
      const numbers = JSON.stringify(some.map(({ seq }) => seq));
      this.#write(() => this.#statements.deleteDone.run(numbers));
      const over = new Set(some);
      this.#finished = this.#finished.filter((one) => !over.has(one));
    }
    this.#writeWithFinished(() => undefined);
    while (this.#write(() => this.#statements.purge.run(Number.MAX_SAFE_INTEGER, PURGE_ROWS).changes) > 0)
      this.#checkpoint();
    this.#checkpoint();
  }

  /** False if no page is free. */
  #shrink(): boolean {
    const free = Number(this.#statements.freePages.get()?.['freelist_count'] ?? 0);
    if (free === 0) return false;
    this.#reserve.giveUp();
    this.#database.exec(`PRAGMA incremental_vacuum(${SHRINK_PAGES})`);
    this.#checkpoint();
    return Number(this.#statements.freePages.get()?.['freelist_count'] ?? 0) < free;
  }

  #checkpoint(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #insert(entry: NewEntry, now: number): Put {
    const digest = createHash('sha256')
      .update(`${entry.sender.channel ?? ''}\n`)
      .update(entry.bytes)
      .digest();
    const known = this.#statements.ackOf.get(digest);
    // a refused message is judged again: the site may have changed
    if (known?.['state'] === 'refused') this.#statements.remove.get(Number(known['seq']));
    else if (known !== undefined) return { kind: 'duplicate', ack: Buffer.from(known['ack'] as Uint8Array) };
    const { seal } = this.#options;
    const { lastInsertRowid } = this.#statements.insert.run(
      digest,
      entry.sender.channel ?? '',
      entry.keys.join(' '),
      now,
      entry.bytes.length,
      entry.type ?? null,
      entry.controlId ?? null,
      seal.close(pack(entry), digest),
      // not encrypted: it repeats only the header
      entry.ack,
    );
    return { kind: 'stored', seq: Number(lastInsertRowid) };
  }

  #finish(state: SpoolState, reason: string | undefined, seq: number): void {
    this.#finished.push({ state, reason: reason ?? null, finishedAt: this.#options.clock().getTime(), seq });
    this.#finishTimer ??= setTimeout(() => this.#writeFinished(), FINISH_WITHIN_MS);
  }

  /** Writes all answers in one transaction. If the disk is full, that is done in the room of the reserve. */
  #writeFinished(): void {
    clearTimeout(this.#finishTimer);
    this.#finishTimer = undefined;
    if (this.#finished.length === 0) return;
    if (this.#failure !== undefined) {
      this.#mayRecover();
      return;
    }
    try {
      this.#writeWithFinished(() => undefined);
    } catch (cause) {
      if (!(cause instanceof SpoolError)) throw cause;
      this.#recover();
    }
  }

  #oldest(): Oldest | undefined {
    const row = this.#statements.oldest.get();
    return row === undefined ? undefined : { seq: Number(row['seq']), receivedAt: Number(row['received']) };
  }

  /**
   * Refuses new messages while an old one waits too long. Nothing is lost: the senders keep their messages.
   */
  #refuseOld(now: number): void {
    if (this.#age.of(this.#oldest(), now) > this.#options.maxAgeMs) throw new SpoolError('spool-too-old');
  }

  /** Deletes messages that the cloud has, after `keepMs` or earlier if space is needed. */
  #purge(now: number): void {
    const isFull = this.#bytes() > this.#options.maxBytes * 0.7;
    if (this.#elapsed() < this.#purgeAt && !isFull) return;
    this.#purgeAt = this.#elapsed() + PURGE_EVERY_MS;
    // a few rows at a time, so that nobody waits for long
    const { changes } = this.#statements.purge.run(isFull ? now : now - this.#options.keepMs, PURGE_ROWS);
    // the cloud has the messages that it refused, too
    this.#statements.purgeRefused.run(isFull ? now : now - KEEP_REFUSED_MS, PURGE_ROWS);
    if (Number(changes) === PURGE_ROWS) this.#purgeAt = 0;
  }

  /** Bytes of the pages in use. */
  #bytes(): number {
    const pages = Number(this.#statements.pages.get()?.['page_count'] ?? 0);
    const free = Number(this.#statements.freePages.get()?.['freelist_count'] ?? 0);
    return (pages - free) * PAGE_BYTES;
  }

  #checkKey(): void {
    const { seal } = this.#options;
    const about = Buffer.from('labwire-spool');
    const row = this.#database.prepare('SELECT sealed FROM probe').get();
    if (row === undefined) {
      this.#database.prepare('INSERT INTO probe VALUES (1, ?)').run(seal.close(about, about));
      return;
    }
    try {
      seal.open(row['sealed'] as Uint8Array, about);
    } catch (cause) {
      this.#database.close();
      throw new SpoolError('wrong-key', cause);
    }
  }
}

interface Finished {
  readonly state: SpoolState;
  readonly reason: string | null;
  readonly finishedAt: number;
  readonly seq: number;
}
