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

/** The held messages by what they wait for. It contains digests only, no personal data. */
export interface WaitStore {
  /** Stores that a message waits for each of these. Storing it again has no effect. */
  put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void>;
  /** The messages that wait for this: one query. */
  waitingFor(awaited: Awaited): Promise<readonly WaitingMessage[]>;
  /** Removes messages that are tried again. A message that still waits stores a new entry itself. */
  remove(awaited: Awaited, messages: readonly WaitingMessage[]): Promise<void>;
}
