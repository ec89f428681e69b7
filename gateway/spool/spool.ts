import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Sender, senderSchema } from '../../lib/model/sender.ts';
import type { Clock } from '../../lib/shared/clock.ts';
import { secureFolder } from './folder.ts';
import type { Seal } from './seal.ts';
import { SpoolError } from './spool-error.ts';
import { prepare, schema } from './statements.ts';

/** `waiting` for the cloud; `done`; or `refused`: the cloud will never take it, and a person must look. */
export type SpoolState = 'waiting' | 'done' | 'refused';

/** A message to keep until the cloud has it. */
export interface NewEntry {
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  /** Digests of its patient, orders and specimens. Messages that share a key are sent in order. */
  readonly keys: readonly string[];
  /** The answer to this message and to every copy of it. */
  readonly ack: Uint8Array;
  readonly controlId?: string | undefined;
  readonly type?: string | undefined;
}

/** One line of a list of messages, without patient data. */
export interface SpoolEntry {
  readonly seq: number;
  readonly channel: string;
  readonly state: SpoolState;
  readonly receivedAt: Date;
  readonly bytes: number;
  readonly type?: string | undefined;
  readonly controlId?: string | undefined;
  /** Reason of the refusal. */
  readonly reason?: string | undefined;
}

/** A message that a destination has finally refused. */
export interface Parked {
  readonly seq: number;
  readonly destination: string;
  readonly reason: string;
  readonly parkedAt: Date;
  readonly bytes: number;
}

/** The record that somebody looked at a message, which is patient data. */
export interface SpoolAccess {
  readonly seq: number;
  readonly readAt: Date;
  readonly actor: string;
  readonly reason: string;
}

export interface WaitingEntry {
  readonly seq: number;
  readonly keys: readonly string[];
}

export interface SpooledMessage {
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  readonly receivedAt: Date;
}

export type Put =
  | { readonly kind: 'stored'; readonly seq: number }
  | { readonly kind: 'duplicate'; readonly ack: Uint8Array };

export interface SpoolStatus {
  readonly waiting: number;
  readonly refused: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly oldestWaiting: Date | undefined;
}

export interface SpoolOptions {
  readonly directory: string;
  readonly seal: Seal;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly keepMs: number;
  readonly clock: Clock;
}

const FILE = 'spool.sqlite';

const PAGE_BYTES = 4096;

const PURGE_ROWS = 500;

const KEEP_REFUSED_MS = 30 * 86_400_000;

/** How long to wait while `labwire spool` is writing. */
const BUSY_MS = 5000;

/** A full spool keeps 1 MB in reserve, so that finished messages can still be marked. */
const RESERVED_PAGES = 256;

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

  /** @throws SpoolError if the spool was made with another key */
  constructor(options: SpoolOptions) {
    this.#options = options;
    secureFolder(options.directory, FILE);
    this.#database = new DatabaseSync(join(options.directory, FILE), { timeout: BUSY_MS });
    this.#database.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA max_page_count = ${Math.ceil(options.maxBytes / PAGE_BYTES) + RESERVED_PAGES};
    `);
    this.#database.exec(schema);
    this.#checkKey();
    this.#statements = prepare(this.#database);
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
    this.#statements.park.run(
      parked.destination,
      parked.reason,
      clock().getTime(),
      parked.message.length,
      about,
      seal.close(parked.message, about),
      seal.close(parked.answer, about),
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
    this.#statements.removeParked.run(seq);
  }

  /** Parks a message that its destination has refused again. */
  parkAgain(seq: number): void {
    this.#statements.parkAgain.run(seq);
  }

  list(states: readonly SpoolState[]): readonly SpoolEntry[] {
    this.#writeFinished();
    const rows = this.#statements.list.all(JSON.stringify(states));
    return rows.map((row) => toEntry(row));
  }

  status(): SpoolStatus {
    this.#writeFinished();
    const counts = new Map(this.#statements.counts.all().map((row) => [row['state'], Number(row['count'])]));
    const oldest = this.#statements.oldest.get()?.['received'];
    return {
      waiting: counts.get('waiting') ?? 0,
      refused: counts.get('refused') ?? 0,
      bytes: this.#bytes(),
      maxBytes: this.#options.maxBytes,
      oldestWaiting: typeof oldest === 'number' ? new Date(oldest) : undefined,
    };
  }

  close(): void {
    this.#commit();
    this.#writeFinished();
    clearTimeout(this.#finishTimer);
    this.#database.close();
  }

  #commit(): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    const results: Put[] = [];
    try {
      const now = this.#options.clock().getTime();
      this.#database.exec('BEGIN IMMEDIATE');
      const finished = this.#updateFinished();
      this.#refuseOld(now);
      this.#purge(now);
      if (this.#bytes() >= this.#options.maxBytes) throw new SpoolError('spool-full');
      for (const { entry } of waiters) results.push(this.#insert(entry, now));
      this.#database.exec('COMMIT');
      this.#finished.splice(0, finished);
    } catch (cause) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      const code = codeOf(cause);
      const failure = code === undefined ? cause : new SpoolError(code, cause);
      for (const { reject } of waiters) reject(failure);
      return;
    }
    waiters.forEach(({ resolve }, index) => {
      const result = results[index];
      if (result !== undefined) resolve(result);
    });
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

  /** Writes all answers in one transaction. If the disk is full, they wait for the next one. */
  #writeFinished(): void {
    clearTimeout(this.#finishTimer);
    this.#finishTimer = undefined;
    if (this.#finished.length === 0) return;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const finished = this.#updateFinished();
      this.#database.exec('COMMIT');
      this.#finished.splice(0, finished);
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      if (codeOf(cause) === undefined) throw cause;
    }
  }

  #updateFinished(): number {
    for (const { state, reason, finishedAt, seq } of this.#finished)
      this.#statements.finish.run(state, reason, finishedAt, seq);
    return this.#finished.length;
  }

  /**
   * Refuses new messages while an old one waits too long. Nothing is lost: the senders keep their messages.
   */
  #refuseOld(now: number): void {
    const oldest = Number(this.#statements.oldest.get()?.['received'] ?? now);
    if (now - oldest > this.#options.maxAgeMs) throw new SpoolError('spool-too-old');
  }

  /** Deletes messages that the cloud has, after `keepMs` or earlier if space is needed. */
  #purge(now: number): void {
    const isFull = this.#bytes() > this.#options.maxBytes * 0.7;
    if (now < this.#purgeAt && !isFull) return;
    this.#purgeAt = now + 60_000;
    // a few rows at a time, so that nobody waits for long
    const { changes } = this.#statements.purge.run(isFull ? now : now - this.#options.keepMs, PURGE_ROWS);
    // the cloud has the messages that it refused, too
    this.#statements.purgeRefused.run(isFull ? now : now - KEEP_REFUSED_MS, PURGE_ROWS);
    if (Number(changes) === PURGE_ROWS) this.#purgeAt = now;
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

type Row = Readonly<Record<string, unknown>>;

const toEntry = (row: Row): SpoolEntry => ({
  seq: Number(row['seq']),
  channel: String(row['channel']),
  state: row['state'] as SpoolState,
  receivedAt: new Date(Number(row['received'])),
  bytes: Number(row['bytes']),
  type: row['type'] === null ? undefined : String(row['type']),
  controlId: row['control'] === null ? undefined : String(row['control']),
  reason: row['reason'] === null ? undefined : String(row['reason']),
});

/** The sender as JSON, a line feed, then the message. */
const pack = ({ sender, bytes }: NewEntry): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(sender)}\n`), bytes]);

function unpack(packed: Uint8Array): { readonly sender: Sender; readonly message: Uint8Array } {
  const bytes = Buffer.from(packed);
  const end = bytes.indexOf(0x0a);
  return {
    sender: senderSchema.parse(JSON.parse(bytes.subarray(0, end).toString())),
    message: new Uint8Array(bytes.subarray(end + 1)),
  };
}

/** Our code for an SQLite error about the disk; undefined for any other error. */
function codeOf(cause: unknown): string | undefined {
  if (cause instanceof SpoolError) return cause.code;
  if (typeof cause !== 'object' || cause === null || !('errcode' in cause)) return undefined;
  const primary = Number(cause.errcode) & 0xff;
  return primary === 13 ? 'spool-full' : primary === 10 ? 'disk-error' : `sqlite-${primary}`;
}
