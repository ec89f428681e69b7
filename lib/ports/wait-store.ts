/** What a message waits for: a patient (a link or a description of them), or an order by one of its names. */
export type Awaited =
  | { readonly kind: 'patient'; readonly key: string }
  | { readonly kind: 'order'; readonly key: string };

export interface WaitingMessage {
  readonly messageId: string;
  /** The sequence that it is read in. */
  readonly group: string;
}

/** Which held messages wait for what: digests, and nothing of a person. */
export interface WaitStore {
  /** Writes down that a message waits for each of these, once however often it is asked to. */
  put(message: WaitingMessage, awaited: readonly Awaited[]): Promise<void>;
  /** The messages that wait for it: one query. */
  waitingFor(awaited: Awaited): Promise<readonly WaitingMessage[]>;
  /** They are tried again, and write down themselves what they wait for then. */
  remove(awaited: Awaited, messages: readonly WaitingMessage[]): Promise<void>;
}
