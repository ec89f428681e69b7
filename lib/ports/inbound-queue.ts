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
        /** The source, if controls decide about its results. */
        readonly gatedSource?: string | undefined;
      }
    | undefined;
  /**
   * `again`: a merge is read once more in the sequence group of the retired patient. `awaited`: the data that
   * a held message waited for have come. `asked`: a person asked for a release, which is stored with the message.
   */
  readonly occasion?: 'again' | 'awaited' | 'asked' | undefined;
  /** Why the message is queued again. Of two entries with one cause, the second may be dropped. */
  readonly cause?: string | undefined;
}

export interface InboundQueue {
  send(entry: InboundEntry): Promise<void>;
}
