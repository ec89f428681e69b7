/** A message that waits to be normalized; it carries ids and digests, and nothing of a patient. */
export interface InboundEntry {
  readonly messageId: string;
  /** Keeps the messages of one patient or order in sequence. */
  readonly group: string;
  /** Orders and patients that it will ask for. */
  readonly lookups?:
    | { readonly aliases: readonly string[]; readonly patients: readonly string[] }
    | undefined;
  /** It waits in another sequence as well, and is read there once more: a merge, behind what the retired patient had. */
  readonly isAgain?: boolean | undefined;
}

export interface InboundQueue {
  send(entry: InboundEntry): Promise<void>;
}
