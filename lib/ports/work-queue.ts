/** A message for an instrument that the gateway reaches. */
export interface WorkEntry {
  /** The source that the instrument is. */
  readonly source: string;
  readonly message: Uint8Array;
  /** What must arrive in order: the work on one specimen. A digest. */
  readonly group: string;
  /** The same work, told again, is told once. */
  readonly id: string;
}

export interface WorkQueue {
  send(entry: WorkEntry): Promise<void>;
}
