/** A message with control results that was received and waits to be read. */
export interface UnreadControl {
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/**
 * Marks of messages with control results that wait to be read, by source. A mark may outlive its wait: `waiting` tells which
 * ones stand.
 */
export interface UnreadControls {
  /** Marks a message. To mark it again has no effect. */
  mark(source: string, control: UnreadControl): Promise<void>;
  /** All marks of a source. One request. */
  of(source: string): Promise<readonly UnreadControl[]>;
  /** The marks whose messages were received and are not read to their end. Removes the other marks. One request for 100. */
  waiting(source: string, marks: readonly UnreadControl[]): Promise<readonly UnreadControl[]>;
  /** The marks of a source that stand, as `waiting` finds them. Removes none. One request, two where there are marks. */
  standing(source: string): Promise<readonly UnreadControl[]>;
  /** Removes the mark of a message. */
  unmark(source: string, messageId: string): Promise<void>;
}
