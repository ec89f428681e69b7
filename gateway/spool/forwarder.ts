import type { OnEvent } from '../events.ts';
import type { Relay, RelayResult } from '../relay.ts';
import { after, backoffMs, type Time } from '../time.ts';
import type { SpooledMessage, WaitingEntry } from './entries.ts';
import type { Spool } from './spool.ts';
import { SpoolError, toSpoolError } from './spool-error.ts';
import { REJECTED } from './statements.ts';
import { Turns } from './turns.ts';

export interface ForwarderOptions {
  readonly spool: Spool;
  readonly relay: Relay;
  readonly time: Time;
  readonly onEvent: OnEvent;
  /** Messages sent at the same time; never two of one sequence group. */
  readonly maxInFlight?: number;
}

type Answered = Extract<RelayResult, { kind: 'answered' }>;

/** Waiting messages held in memory; the others are only on disk. */
const WINDOW = 2000;

const MAX_LISTENERS = 10_000;

/** A flight without an answer for so long no longer counts as the only one. */
const LATE_MS = 5000;

/** The longest wait before an unanswered message is retried, once the cloud is back. */
const LONGEST_AWAY_MS = 60_000;

/**
 * Sends the spooled messages to the cloud, many at a time. A message waits for every earlier one that shares
 * its patient, order or specimen, and results wait for the controls of their source before them. While the cloud does not answer, one message at a time tests whether it is
 * back, each time another one: a message that is never answered, or not for a long time, delays only those
 * behind it.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #turns = new Turns();
  /** Messages that wait for no earlier one. */
  readonly #ready: WaitingEntry[] = [];
  readonly #attempts = new Map<number, number>();
  readonly #listeners = new Map<number, (answer: Answered | undefined) => void>();
  readonly #stopping = new AbortController();
  readonly #flying = new Set<Promise<void>>();
  /** Those of them that are late. */
  readonly #late = new Set<Promise<void>>();
  #lastSeq = 0;
  #known = 0;
  /** Consecutive tries without an answer from the cloud. */
  #failures = 0;
  #pausedUntil = 0;
  #isPaused = false;
  #isScheduled = false;
  #isReadToEnd = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** Tells the forwarder that the spool has new messages. */
  notify(): void {
    this.#isReadToEnd = false;
    this.#schedule();
  }

  /** The cloud's answer to one message; undefined if it is not known any more. */
  answerTo(seq: number): Promise<Answered | undefined> {
    // the senders of so many messages have stopped waiting
    if (this.#listeners.size >= MAX_LISTENERS) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#listeners.set(seq, resolve));
  }

  /** Stops sending and waits for the answers in progress. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#flying);
    for (const resolve of this.#listeners.values()) resolve(undefined);
    this.#listeners.clear();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#stopping.signal.aborted) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#launch();
    });
  }

  #launch(): void {
    if (this.#stopping.signal.aborted) return;
    this.#load();
    const wait = this.#pausedUntil - this.#options.time.elapsed();
    if (wait > 0) {
      if (!this.#isPaused)
        this.#after(wait, () => {
          this.#isPaused = false;
        });
      this.#isPaused = true;
      return;
    }
    while (this.#mayLaunch()) {
      const entry = this.#ready.shift();
      if (entry === undefined) return;
      const flight: Promise<void> = this.#fly(entry).finally(() => {
        this.#flying.delete(flight);
        this.#late.delete(flight);
        callOff();
        this.#schedule();
      });
      this.#flying.add(flight);
      const callOff = after(this.#options.time, LATE_MS, () => {
        this.#late.add(flight);
        this.#schedule();
      });
    }
  }

  /** After a failure one flight tests the cloud, and another one if that is late. */
  #mayLaunch(): boolean {
    const { maxInFlight = 32 } = this.#options;
    if (this.#flying.size >= maxInFlight) return false;
    return this.#failures === 0 || this.#flying.size === this.#late.size;
  }

  /** Acts after a delay, then looks for messages to send. The caller does not wait. */
  #after(ms: number, act: () => void): void {
    void this.#options.time.sleep(ms, this.#stopping.signal).then(() => {
      act();
      this.#schedule();
    });
  }

  #load(): void {
    while (!this.#isReadToEnd && this.#known < WINDOW / 2) {
      const entries = this.#waiting();
      if (entries.length === 0) {
        this.#isReadToEnd = true;
        return;
      }
      for (const entry of entries) this.#add(entry);
      this.#lastSeq = entries.at(-1)?.seq ?? this.#lastSeq;
    }
  }

  /** None where the disk does not read; it is read again later. */
  #waiting(): readonly WaitingEntry[] {
    const { spool, onEvent } = this.#options;
    try {
      return spool.waiting(this.#lastSeq, WINDOW - this.#known);
    } catch (cause) {
      if (!(toSpoolError(cause) instanceof SpoolError)) throw cause;
      onEvent({ kind: 'spool-failed', code: 'spool-not-read' });
      this.#after(LATE_MS, () => {
        this.#isReadToEnd = false;
      });
      return [];
    }
  }

  #add(entry: WaitingEntry): void {
    this.#known++;
    if (this.#turns.add(entry)) this.#ready.push(entry);
  }

  async #fly(entry: WaitingEntry): Promise<void> {
    const message = this.#read(entry.seq);
    if (message === 'later') return this.#hold(entry, { kind: 'unanswered', reason: 'spool-not-read' });
    const result = message === undefined ? undefined : await this.#relay(message);
    if (message === undefined || result === undefined || this.#settle(message, result)) this.#remove(entry);
    else this.#hold(entry, result);
  }

  /**
   * Undefined if the message is missing or unreadable. It is then refused, so that the others do not wait for
   * it. `later` if the disk does not read.
   */
  #read(seq: number): SpooledMessage | 'later' | undefined {
    const { spool, onEvent } = this.#options;
    try {
      return spool.get(seq);
    } catch (cause) {
      if (toSpoolError(cause) instanceof SpoolError) return 'later';
      spool.refuse(seq, 'unreadable');
      onEvent({ kind: 'spool-failed', code: 'unreadable' });
      return undefined;
    }
  }

  /** Removes a message; the next one of each key may now be first. */
  #remove(entry: WaitingEntry): void {
    this.#known--;
    this.#attempts.delete(entry.seq);
    this.#ready.push(...this.#turns.remove(entry));
  }

  #relay({ bytes, sender }: SpooledMessage): Promise<RelayResult> {
    return this.#options.relay({ bytes, sender, wantsApplication: true });
  }

  /** Records the cloud's answer. False if the message must be sent again. */
  #settle({ seq, sender, receivedAt }: SpooledMessage, result: RelayResult): boolean {
    const { spool, time, onEvent } = this.#options;
    if (result.kind === 'unanswered' && result.isPermanent !== true) return false;
    if (result.kind === 'answered' && result.outcome === 'not-stored') return false;
    this.#failures = 0;
    const isRefused = result.kind === 'unanswered' || result.outcome === 'rejected';
    if (isRefused) spool.refuse(seq, result.kind === 'unanswered' ? result.reason : REJECTED);
    else spool.done(seq);
    this.#listeners.get(seq)?.(result.kind === 'answered' ? result : undefined);
    this.#listeners.delete(seq);
    onEvent({
      kind: 'forwarded',
      channel: sender.channel ?? '',
      outcome: result.kind === 'answered' ? result.outcome : 'rejected',
      messageId: result.kind === 'answered' ? result.messageId : undefined,
      waitedMs: time.now() - receivedAt.getTime(),
    });
    return true;
  }

  /** Delays the message. If the cloud did not answer, all messages pause briefly. */
  #hold(entry: WaitingEntry, result: RelayResult): void {
    const { time, onEvent } = this.#options;
    const attempts = (this.#attempts.get(entry.seq) ?? 0) + 1;
    this.#attempts.set(entry.seq, attempts);
    let retryInMs = backoffMs(attempts, time.random());
    if (result.kind === 'unanswered') {
      const now = time.elapsed();
      if (now >= this.#pausedUntil) {
        // counted once for all messages that fail together
        this.#failures++;
        const pause = backoffMs(this.#failures, time.random());
        this.#pausedUntil = now + Math.max(pause, result.retryAfterMs ?? 0);
      }
      retryInMs = Math.max(this.#pausedUntil - now, Math.min(retryInMs, LONGEST_AWAY_MS));
    }
    const reason = result.kind === 'unanswered' ? result.reason : 'not-stored';
    onEvent({ kind: 'forward-failed', reason, retryInMs });
    this.#after(retryInMs, () => this.#ready.push(entry));
  }
}
