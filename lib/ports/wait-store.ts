/**
 * The thing that a message waits for: a patient (a link or a description), an order by one of its names, or a control.
 */
export type Awaited =
  | { readonly kind: 'patient'; readonly key: string }
  | { readonly kind: 'order'; readonly key: string }
  /** A test system, by its id in the site: its next good control; see also `pastOf`. */
  | { readonly kind: 'system'; readonly key: string };

export interface WaitingMessage {
  readonly messageId: string;
  /** The sequence group in which the message is read. */
  readonly group: string;
}

/** One entry of a message that waits. A message that waits anew has another one. */
export interface WaitEntry extends WaitingMessage {
  readonly entry: string;
}

/** The held messages by what they wait for. It contains digests only, no personal data. */
export interface WaitStore {
  /** Stores that a message waits for each of these, in an entry of its own. */
  put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void>;
  /** The entries of all that wait for this: one query. A message may have several. */
  waitingFor(awaited: Awaited): Promise<readonly WaitEntry[]>;
  /**
   * Removes the entries of messages that are tried again. A message that still waits stores a new entry itself, perhaps
   * before the old one is removed.
   */
  remove(awaited: Awaited, entries: readonly WaitEntry[]): Promise<void>;
}
