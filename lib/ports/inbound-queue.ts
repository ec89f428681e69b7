/** Messages that wait to be normalized; it carries ids and nothing of a patient. */
export interface InboundQueue {
  /** `group` keeps the messages of one patient or order in sequence. */
  send(entry: { readonly messageId: string; readonly group: string }): Promise<void>;
}
