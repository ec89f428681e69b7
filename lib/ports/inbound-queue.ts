/** A message that waits to be normalized. The entry has ids and digests only, no patient data. */
export interface InboundEntry {
  readonly messageId: string;
  /** The sequence group of the message. */
  readonly group: string;
  /** Orders, patients and numbers of reports that reading the message will need. */
  readonly lookups?:
    | {
        readonly aliases: readonly string[];
        readonly patients: readonly string[];
        readonly numbers?: readonly string[] | undefined;
      }
    | undefined;
  /** A merge waits in the sequence of the retired patient as well, and is read there once more: `again`. What a held message waited for has come: `awaited`. */
  readonly occasion?: 'again' | 'awaited' | undefined;
  /** What it is queued once more for: of two entries with one cause the second may be dropped. */
  readonly cause?: string | undefined;
}

export interface InboundQueue {
  send(entry: InboundEntry): Promise<void>;
}
