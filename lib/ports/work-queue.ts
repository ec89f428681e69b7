/** A message for an instrument that the gateway reaches. */
export interface WorkEntry {
  /** The source id of the instrument. */
  readonly source: string;
  readonly message: Uint8Array;
  /** The sequence group: a digest of the specimen whose work must arrive in order. */
  readonly group: string;
  /** Work with an id that is already queued is not queued again. */
  readonly id: string;
}

export interface WorkQueue {
  send(entry: WorkEntry): Promise<void>;
}
