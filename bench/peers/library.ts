/** One value that normalization reads: segment name, field, component. */
export interface Wanted {
  readonly segment: string;
  readonly field: number;
  readonly component: number;
}

/** A library to measure. Every method starts from the received bytes. */
export interface Library {
  readonly name: string;
  /** The cheapest way to a message object. Throws if the library refuses the message. */
  parse(bytes: Buffer): unknown;
  /** Parses and reads every wanted value of every segment. Gives the number of characters read. */
  read(bytes: Buffer, wanted: ReadonlyMap<string, readonly Wanted[]>): number;
  /** Parses, sets PID-5.1 and gives the new bytes. */
  edit(bytes: Buffer): Uint8Array;
  /** Parses and writes the bytes again. */
  rebuild(bytes: Buffer): Uint8Array;
}

/** The value that every `edit` writes. */
export const newName = 'Lindqvist';
