/** A message that waits to be normalized; it carries ids and digests, and nothing of a patient. */
export interface InboundEntry {
  readonly messageId: string;
  /** Keeps the messages of one patient or order in sequence. */
  readonly group: string;
  /** Orders and patients that it will ask for. */
  readonly lookups?:
    | { readonly aliases: readonly string[]; readonly patients: readonly string[] }
    | undefined;
  /** A merge waits in the sequence of the retired patient as well, and is read there once more. */
  readonly occasion?: 'again' | undefined;
}

export interface InboundQueue {
  send(entry: InboundEntry): Promise<void>;
}
