/** Gives messages to the acceptance of the system, as any sender does. */
export interface MessageReceiver {
  /**
   * Hands over a message that a person entered in the console. `refused`: nothing was stored.
   *
   * @throws AdapterError if it is not known whether it was accepted: the same bytes may be sent again
   */
  receive(
    bytes: Uint8Array,
  ): Promise<{ readonly outcome: 'accepted' | 'refused'; readonly messageId: string }>;
}
