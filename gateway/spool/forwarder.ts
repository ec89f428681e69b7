import type { OnEvent } from '../events.ts';
import { backoffMs, type Pace } from '../pace.ts';
import type { Relay, RelayResult } from '../relay.ts';
import type { Spool, SpooledMessage, WaitingEntry } from './spool.ts';

export interface ForwarderOptions {
  readonly spool: Spool;
  readonly relay: Relay;
  readonly pace: Pace;
  readonly onEvent: OnEvent;
  /** Messages under way to the cloud at once; never two of one group. */
  readonly maxInFlight?: number;
}

type Answered = Extract<RelayResult, { kind: 'answered' }>;

/** What a group has to send, in order. */
interface Chain {
  readonly entries: WaitingEntry[];
  attempts: number;
}

/** How many waiting messages are known at once; the rest are on the disk alone. */
const WINDOW = 2000;

const MAX_LISTENERS = 10_000;

/**
 * Sends what the spool holds to the cloud: many at once, those of one group one after the other. While
 * the cloud is away a single message asks whether it is back.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #chains = new Map<string, Chain>();
  /** Groups whose first entry may go now. */
  readonly #ready: string[] = [];
  readonly #listeners = new Map<number, (answer: Answered | undefined) => void>();
  readonly #stopping = new AbortController();
  readonly #flying = new Set<Promise<void>>();
  #lastSeq = 0;
  #known = 0;
  /** Nobody but one goes before: the cloud did not answer. */
  #failures = 0;
  #pausedUntil = 0;
  #isScheduled = false;
  #isReadToEnd = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#schedule();
  }

  /** There is more in the spool. */
  notify(): void {
    this.#isReadToEnd = false;
    this.#schedule();
  }

  /** What the cloud will say to one message; undefined where that is not known any more. */
  answerTo(seq: number): Promise<Answered | undefined> {
    // senders that wait for so many have given them up
    if (this.#listeners.size >= MAX_LISTENERS) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#listeners.set(seq, resolve));
  }

  get isReachable(): boolean {
    return this.#failures === 0;
  }

  /** Lets what is under way be answered. */
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
    const limit = this.#failures > 0 ? 1 : (this.#options.maxInFlight ?? 32);
    const wait = this.#pausedUntil - this.#options.pace.now();
    if (wait > 0) {
      // whoever is under way comes back here; where nobody is, the time does
      if (this.#flying.size === 0)
        void this.#options.pace.sleep(wait, this.#stopping.signal).then(() => this.#schedule());
      return;
    }
    while (this.#flying.size < limit) {
      const group = this.#ready.shift();
      if (group === undefined) return;
      const flight: Promise<void> = this.#fly(group).finally(() => {
        this.#flying.delete(flight);
        this.#schedule();
      });
      this.#flying.add(flight);
    }
  }

  #load(): void {
    while (!this.#isReadToEnd && this.#known < WINDOW / 2) {
      const entries = this.#options.spool.waiting(this.#lastSeq, WINDOW - this.#known);
      if (entries.length === 0) {
        this.#isReadToEnd = true;
        return;
      }
      for (const entry of entries) this.#add(entry);
      this.#lastSeq = entries.at(-1)?.seq ?? this.#lastSeq;
    }
  }

  #add(entry: WaitingEntry): void {
    this.#known++;
    const chain = this.#chains.get(entry.group);
    if (chain !== undefined) {
      chain.entries.push(entry);
      return;
    }
    this.#chains.set(entry.group, { entries: [entry], attempts: 0 });
    this.#ready.push(entry.group);
  }

  /** Sends the first of a group, and makes the next ready. */
  async #fly(group: string): Promise<void> {
    const chain = this.#chains.get(group);
    const [entry] = chain?.entries ?? [];
    if (chain === undefined || entry === undefined) return;
    const message = this.#options.spool.get(entry.seq);
    const result = message === undefined ? undefined : await this.#relay(message);
    if (message !== undefined && result !== undefined && !this.#settle(message, result)) {
      chain.attempts++;
      await this.#hold(group, chain, result);
      return;
    }
    chain.attempts = 0;
    chain.entries.shift();
    this.#known--;
    if (chain.entries.length === 0) this.#chains.delete(group);
    else this.#ready.push(group);
  }

  #relay({ bytes, sender }: SpooledMessage): Promise<RelayResult> {
    return this.#options.relay({ bytes, sender, wantsApplication: true });
  }

  /** Writes down what the cloud said; false where the message has to be sent again. */
  #settle({ seq, sender, receivedAt }: SpooledMessage, result: RelayResult): boolean {
    const { spool, pace, onEvent } = this.#options;
    if (result.kind === 'unanswered' && result.isPermanent !== true) return false;
    if (result.kind === 'answered' && result.outcome === 'not-stored') return false;
    this.#failures = 0;
    const isRefused = result.kind === 'unanswered' || result.outcome === 'rejected';
    if (isRefused) spool.refuse(seq, result.kind === 'unanswered' ? result.reason : 'rejected');
    else spool.done(seq);
    this.#listeners.get(seq)?.(result.kind === 'answered' ? result : undefined);
    this.#listeners.delete(seq);
    onEvent({
      kind: 'forwarded',
      channel: sender.channel ?? '',
      outcome: result.kind === 'answered' ? result.outcome : 'rejected',
      messageId: result.kind === 'answered' ? result.messageId : undefined,
      waitedMs: pace.now() - receivedAt.getTime(),
    });
    return true;
  }

  /** Waits before the group is tried again; where the cloud itself is away, everybody waits. */
  async #hold(group: string, chain: Chain, result: RelayResult): Promise<void> {
    const { pace, onEvent } = this.#options;
    const reason = result.kind === 'unanswered' ? result.reason : 'not-stored';
    const asked = result.kind === 'unanswered' ? (result.retryAfterMs ?? 0) : 0;
    const now = pace.now();
    let retryInMs = this.#pausedUntil - now;
    if (result.kind === 'answered') retryInMs = backoffMs(chain.attempts, pace.random());
    else if (retryInMs <= 0) {
      // once for all that fail together
      this.#failures++;
      retryInMs = Math.max(backoffMs(this.#failures, pace.random()), asked);
      this.#pausedUntil = now + retryInMs;
    }
    onEvent({ kind: 'forward-failed', reason, retryInMs });
    await pace.sleep(retryInMs, this.#stopping.signal);
    // it keeps its place before the others, so that it is the one to ask again
    this.#ready.unshift(group);
  }
}
