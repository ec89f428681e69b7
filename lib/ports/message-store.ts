import type { Issue } from '@labwire/hl7/issue';
import type { HoldReason } from '../model/hold-reason.ts';
import type {
  AskedRelease,
  HeldMessage,
  Ledger,
  MessageRecord,
  MessageState,
  Replay,
  ReportReference,
  Taken,
} from '../model/message.ts';
import type { Occasion } from '../model/occasion.ts';
import type { Sender } from '../model/sender.ts';

/** A message when it is first stored. */
export interface NewMessage {
  readonly id: string;
  readonly source: string;
  readonly state: Extract<MessageState, 'received' | 'rejected'>;
  readonly receivedAt: Date;
  readonly bytes: Uint8Array;
  /** The acknowledgment for this message and every copy of it. */
  readonly ack: Uint8Array;
  readonly type?: string | undefined;
  readonly controlId?: string | undefined;
  /** The sender, with the evidence for it. */
  readonly sender?: Sender | undefined;
  readonly issues: readonly Issue[];
  /** See `MessageRecord`. */
  readonly hasControls?: true | undefined;
}

export type Stored =
  | { readonly kind: 'created' }
  | { readonly kind: 'duplicate'; readonly ack: Uint8Array; readonly state: MessageState };

export interface StoredMessage {
  readonly record: MessageRecord;
  readonly bytes: Uint8Array;
}

/** The outcome of reading a message. */
export interface ProcessedMessage {
  /** The record before this reading. */
  readonly record: MessageRecord;
  readonly state: Extract<MessageState, 'processed' | 'held' | 'set-aside' | 'failed'>;
  readonly ledger: Ledger;
  readonly reports: readonly ReportReference[];
  readonly issues: readonly Issue[];
  readonly siteVersion: string;
  readonly finishedAt: Date;
  /** After any occasion but `first`, the message may have had another outcome before. */
  readonly occasion: Occasion;
  /**
   * The names by which people find the message while something of it is held: see `searchNamesOf`. Asked only if
   * something is held, or may have been. Default: none.
   */
  readonly searchNames?: (() => readonly string[]) | undefined;
}

/** The plan of a replay. */
export interface IntendedReplay {
  readonly id: string;
  readonly replay: Replay;
  /** The keys of the reports in which the replay will file something. */
  readonly touched: readonly string[];
  /** The keys of the patients for whom the replay will file something. */
  readonly patients: readonly string[];
}

export interface MessageStore {
  /**
   * Stores a message once. A message that was rejected before may be stored again, because the site may have
   * changed. Any other known message is a duplicate and is counted.
   */
  put(message: NewMessage): Promise<Stored>;
  get(id: string): Promise<StoredMessage | undefined>;
  /**
   * Counts a try to read a message in a sequence group that begins (1), or tries that are known to have ended (-1 each).
   * Returns the number of tries in this group that began and whose end nobody saw, because the process died.
   */
  countTry(id: string, group: string, by: number): Promise<number>;
  /**
   * Stores a release that a person asks for. False if another one waits, or if the number of finished replays is not
   * `seenReplays` any more: of two people who act on what they see, one wins.
   */
  ask(id: string, asked: AskedRelease, seenReplays: number): Promise<boolean>;
  /** Removes a release that was carried out, or keeps it with the reason for which it was not possible. */
  settleAsked(id: string, asked: AskedRelease, refusal?: string): Promise<void>;
  /** Stores who looks after a message. False if somebody else does, or if there is no such message. */
  take(id: string, taken: Taken): Promise<boolean>;
  /** Removes who looks after a message, unless it is somebody else by now. */
  giveBack(id: string, taken: Taken): Promise<boolean>;
  /** Records who replays a message, and what the replay will change, before anything is filed. */
  intend(intended: IntendedReplay): Promise<void>;
  /**
   * Stores the outcome, lists the message under its present holds and no others, and under its names if it has holds,
   * and marks a replay as finished.
   */
  finish(processed: ProcessedMessage): Promise<void>;
}

/** A message in a list. */
export type ListedMessage = Pick<MessageRecord, 'id' | 'receivedAt'>;

export interface ListOrder {
  /** Default: oldest first. */
  readonly isNewestFirst?: boolean | undefined;
  /** As many are read with one request. Default: as many as fit into an answer. */
  readonly atOnce?: number | undefined;
}

/** Lists of messages for people. Each is one query, read page by page. */
export interface MessageIndex {
  /** A message without its bytes. */
  record(id: string): Promise<MessageRecord | undefined>;
  /** Messages without their bytes, in the order of their ids; those that are not there are left out. */
  records(ids: readonly string[]): Promise<readonly MessageRecord[]>;
  /** The messages of a source that were received in a period. */
  receivedBetween(source: string, from: Date, to: Date, order?: ListOrder): AsyncIterable<ListedMessage>;
  /** The messages of every source with this MSH-10 that were received in a period. */
  withControlId(controlId: string, from: Date, to: Date, order?: ListOrder): AsyncIterable<ListedMessage>;
  /** Time of the last message from a source; undefined if there was none. */
  lastReceived(source: string): Promise<string | undefined>;
  /** The messages held for a reason, oldest first. */
  held(reason: HoldReason, order?: Pick<ListOrder, 'atOnce'>): AsyncIterable<HeldMessage>;
  /** The newest messages with this name of which something is held, at most `most`: one query. See `searchNamesOf`. */
  heldUnder(name: string, most: number): Promise<readonly string[]>;
}
