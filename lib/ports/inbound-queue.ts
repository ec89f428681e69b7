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
  /** A merge waits a second time, in the sequence group of the retired patient. */
  readonly occasion?: 'again' | undefined;
}

export interface InboundQueue {
  send(entry: InboundEntry): Promise<void>;
}
