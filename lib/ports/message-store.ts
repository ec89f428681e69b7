import type { Issue } from '@labwire/hl7/issue';
import type {
  HeldMessage,
  Ledger,
  MessageRecord,
  MessageState,
  Replay,
  ReportReference,
} from '../model/message.ts';
import type { Occasion } from '../model/occasion.ts';
import type { HoldReason } from '../model/report.ts';
import type { Sender } from '../model/sender.ts';

/** A message as it is first written down. */
export interface NewMessage {
  readonly id: string;
  readonly source: string;
  readonly state: Extract<MessageState, 'received' | 'rejected'>;
  readonly receivedAt: Date;
  readonly bytes: Uint8Array;
  /** The acknowledgment that every copy of this message gets. */
  readonly ack: Uint8Array;
  readonly type?: string | undefined;
  readonly controlId?: string | undefined;
  /** How it is known who sent it. */
  readonly sender?: Sender | undefined;
  readonly issues: readonly Issue[];
}

export type Stored =
  | { readonly kind: 'created' }
  | { readonly kind: 'duplicate'; readonly ack: Uint8Array; readonly state: MessageState };

export interface StoredMessage {
  readonly record: MessageRecord;
  readonly bytes: Uint8Array;
}

/** What became of a message. */
export interface ProcessedMessage {
  /** As it was before. */
  readonly record: MessageRecord;
  readonly state: Extract<MessageState, 'processed' | 'held' | 'set-aside' | 'failed'>;
  readonly ledger: Ledger;
  readonly reports: readonly ReportReference[];
  readonly issues: readonly Issue[];
  readonly siteVersion: string;
  readonly finishedAt: Date;
  /** Any but the first may have come to something else before. */
  readonly occasion: Occasion;
}

/** What a replay sets out to do. */
export interface IntendedReplay {
  readonly id: string;
  readonly replay: Replay;
  /** Every report that it will file something in. */
  readonly touched: readonly string[];
  /** The patients whom it will file something for. */
  readonly patients: readonly string[];
}

export interface MessageStore {
  /**
   * Makes a message durable once. A message that was rejected before may be stored again, because
   * the site may have changed; any other that is known is a duplicate, and is counted.
   */
  put(message: NewMessage): Promise<Stored>;
  get(id: string): Promise<StoredMessage | undefined>;
  /** Writes down who reads a message again and what that will touch, before anything is filed. */
  intend(intended: IntendedReplay): Promise<void>;
  /** What is held is listed from then on, and what no longer is, is not. */
  finish(processed: ProcessedMessage): Promise<void>;
}

/** What people look for. Each is one query, read page by page. */
export interface MessageIndex {
  /** A message without its bytes. */
  record(id: string): Promise<MessageRecord | undefined>;
  /** The ids of the messages of a source that were received in a period, oldest first. */
  receivedBetween(source: string, from: Date, to: Date): AsyncIterable<string>;
  /** When a source was last heard; undefined where it never was. */
  lastReceived(source: string): Promise<string | undefined>;
  /** The messages that wait for a reason, oldest first. */
  held(reason: HoldReason): AsyncIterable<HeldMessage>;
}
