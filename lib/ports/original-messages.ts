/** The messages that made a report, as they came. */
export interface OriginalMessages {
  /**
   * The bytes of messages by id. A message is left out if its retention is over. At most 100 ids, which cost one request,
   * and one more for each message that is too long for the table.
   */
  bytesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}
