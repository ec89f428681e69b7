/** One value that normalization reads: segment name, field, component. */
export interface Wanted {
  readonly segment: string;
  readonly field: number;
  readonly component: number;
}

/** A library under measurement. Every method starts from the bytes that a sender sent. */
export interface Library {
  readonly name: string;
  /** The least that gives a message object. Throws where the library refuses. */
  parse(bytes: Buffer): unknown;
  /** Parses, and reads every wanted value of every segment; gives how many characters it read. */
  read(bytes: Buffer, wanted: ReadonlyMap<string, readonly Wanted[]>): number;
  /** Parses, sets PID-5.1, and gives the new bytes. */
  edit(bytes: Buffer): Uint8Array;
  /** Parses, and gives the bytes back. */
  rebuild(bytes: Buffer): Uint8Array;
}

/** What every `edit` writes. */
export const newName = 'Lindqvist';
