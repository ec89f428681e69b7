import { type Sender, senderSchema } from '../../lib/model/sender.ts';

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
  /** How long that message waits; 0 if none does. It does not follow a clock that is set. */
  readonly waitingMs: number;
  /** Why the last message could not be written to the disk; undefined if it could. */
  readonly failure: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

export const toEntry = (row: Row): SpoolEntry => ({
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
export const pack = ({ sender, bytes }: NewEntry): Uint8Array =>
  Buffer.concat([Buffer.from(`${JSON.stringify(sender)}\n`), bytes]);

export function unpack(packed: Uint8Array): { readonly sender: Sender; readonly message: Uint8Array } {
  const bytes = Buffer.from(packed);
  const end = bytes.indexOf(0x0a);
  return {
    sender: senderSchema.parse(JSON.parse(bytes.subarray(0, end).toString())),
    message: new Uint8Array(bytes.subarray(end + 1)),
  };
}
