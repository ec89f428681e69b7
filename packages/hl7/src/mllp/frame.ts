/** MLLP block characters (HL7 v2 Transport: MLLP release 1, §2). */
const START = 0x0b;
const END = 0x1c;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** The content of a commit block (MLLP release 2, §3). */
const COMMIT = { ack: 0x06, nak: 0x15 } as const;

const STEP_BYTES = 4096;

const FIRST_BUFFER_BYTES = 1024;

/** A larger buffer is given back when it is empty. */
const KEPT_BUFFER_BYTES = 65_536;

/** Bytes kept of an oversized frame, so that its MSH can still be answered. */
const HEAD_BYTES = 4096;

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** MLLP release 2: the receiver has stored the last block, or has not. */
  | { readonly kind: 'commit'; readonly verdict: CommitVerdict }
  /** Longer than `maxBytes`; only its first bytes were kept. */
  | { readonly kind: 'oversized'; readonly head: Uint8Array }
  /** A block without an end before the next block or the end of the connection. */
  | { readonly kind: 'truncated'; readonly head: Uint8Array }
  /** Bytes outside any block. */
  | { readonly kind: 'noise'; readonly byteCount: number };

export type CommitVerdict = keyof typeof COMMIT;

/** The commit acknowledgment of MLLP release 2: a block of one byte. */
export const encodeCommit = (verdict: CommitVerdict): Uint8Array =>
  Uint8Array.of(START, COMMIT[verdict], END, CARRIAGE_RETURN);

/** Wraps one message in a block. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(message.length + 3);
  frame[0] = START;
  frame.set(message, 1);
  frame[message.length + 1] = END;
  frame[message.length + 2] = CARRIAGE_RETURN;
  return frame;
}

/**
 * Cuts a byte stream into MLLP blocks. The result does not depend on the chunks, `maxBytes` bounds the
 * memory, and a bad block does not affect its neighbours.
 */
export class FrameDecoder {
  readonly #maxBytes: number;
  /** Bytes not yet decided. The buffer doubles, so that many small chunks stay linear. */
  #buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  #length = 0;
  /** Offset at which the search for the end of the open block continues. */
  #searched = 0;
  #inBlock = false;
  /** True while the rest of an oversized block is skipped. */
  #discarding = false;
  #noiseBytes = 0;

  constructor(options: { readonly maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /** Takes the next chunk and gives every frame that is now complete, in order. */
  push(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    // each frame moves the rest of its step, so short steps keep many frames linear
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      this.#append(chunk.subarray(at, at + STEP_BYTES));
      while (this.#inBlock ? this.#readBlock(frames) : this.#skipToBlock(frames)) {
        // each step takes one frame, or finds that it needs more bytes
      }
    }
    return frames;
  }

  /** Ends the stream: the rest is noise or a truncated block. */
  end(): Frame[] {
    const frames: Frame[] = [];
    if (this.#inBlock) {
      if (this.#buffer[this.#length - 1] === END) this.#emit(frames, this.#length - 1);
      else this.#giveUp(frames, this.#length);
    }
    this.#flushNoise(frames);
    this.#consume(this.#length);
    this.#inBlock = false;
    this.#discarding = false;
    return frames;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  #consume(byteCount: number): void {
    this.#buffer.copyWithin(0, byteCount, this.#length);
    this.#length -= byteCount;
    this.#searched = 0;
    if (this.#length === 0 && this.#buffer.length > KEPT_BUFFER_BYTES)
      this.#buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  }

  #skipToBlock(frames: Frame[]): boolean {
    const start = this.#buffer.subarray(0, this.#length).indexOf(START);
    const noise = start === -1 ? this.#length : start;
    for (let i = 0; i < noise; i++) {
      const byte = this.#buffer[i];
      // many senders put line ends between blocks; they are not noise
      if (byte !== CARRIAGE_RETURN && byte !== LINE_FEED) this.#noiseBytes++;
    }
    if (start === -1) {
      this.#consume(noise);
      return false;
    }
    this.#flushNoise(frames);
    this.#consume(start + 1);
    this.#inBlock = true;
    return true;
  }

  #flushNoise(frames: Frame[]): void {
    if (this.#noiseBytes > 0) frames.push({ kind: 'noise', byteCount: this.#noiseBytes });
    this.#noiseBytes = 0;
  }

  #readBlock(frames: Frame[]): boolean {
    const bytes = this.#buffer.subarray(0, this.#length);
    let end = bytes.indexOf(END, this.#searched);
    let start = bytes.indexOf(START, this.#searched);
    while (end !== -1 || start !== -1) {
      if (start !== -1 && (end === -1 || start < end)) {
        // a new header before the end of the old block: the old block was cut off
        const lead = bytes.subarray(start + 1, start + 4);
        if (lead.length < 3) return this.#wait(frames, start);
        if (isHeader(lead)) {
          this.#giveUp(frames, start);
          this.#consume(start + 1);
          return true;
        }
        start = bytes.indexOf(START, start + 1);
        continue;
      }
      const follower = bytes[end + 1];
      if (follower === undefined) return this.#wait(frames, end);
      if (follower === CARRIAGE_RETURN || follower === LINE_FEED || follower === START) {
        this.#emit(frames, end);
        this.#consume(follower === START ? end + 1 : end + 2);
        this.#inBlock = false;
        return true;
      }
      end = bytes.indexOf(END, end + 1);
    }
    return this.#wait(frames, bytes.length);
  }

  /** The memory that the decoder holds. */
  get heldBytes(): number {
    return this.#buffer.length;
  }

  /** No block has begun, and no noise either. */
  get isBetweenFrames(): boolean {
    return !this.#inBlock && this.#noiseBytes === 0;
  }

  /**
   * Only the carriage return after the end of a block is missing. Some senders never send it: if nothing
   * follows for a while, `flush` gives the frame.
   */
  get endsWithBlockEnd(): boolean {
    return this.#inBlock && this.#length > 0 && this.#buffer[this.#length - 1] === END;
  }

  /** Gives a frame that is complete except for its carriage return. */
  flush(): Frame[] {
    if (!this.endsWithBlockEnd) return [];
    const frames: Frame[] = [];
    this.#emit(frames, this.#length - 1);
    this.#consume(this.#length);
    this.#inBlock = false;
    return frames;
  }

  /** More bytes are needed; those before `from` have been searched. */
  #wait(frames: Frame[], from: number): false {
    this.#searched = from;
    if (!this.#discarding && from > this.#maxBytes) {
      frames.push({ kind: 'oversized', head: this.#head() });
      this.#discarding = true;
    }
    if (this.#discarding && from > 0) this.#consume(from);
    return false;
  }

  #emit(frames: Frame[], end: number): void {
    if (this.#discarding) this.#discarding = false;
    else if (end > this.#maxBytes) frames.push({ kind: 'oversized', head: this.#head() });
    else frames.push(this.#frame(end));
  }

  #frame(end: number): Frame {
    if (end === 1 && this.#buffer[0] === COMMIT.ack) return { kind: 'commit', verdict: 'ack' };
    if (end === 1 && this.#buffer[0] === COMMIT.nak) return { kind: 'commit', verdict: 'nak' };
    return { kind: 'message', bytes: this.#copy(end) };
  }

  /** Ends the open block as truncated. */
  #giveUp(frames: Frame[], end: number): void {
    const kind = end > this.#maxBytes ? 'oversized' : 'truncated';
    if (!this.#discarding) frames.push({ kind, head: this.#head(end) });
    this.#discarding = false;
  }

  #head(end: number = this.#length): Uint8Array {
    return this.#copy(Math.min(end, HEAD_BYTES));
  }

  #copy(end: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, 0, end);
  }
}

function isHeader(lead: Buffer): boolean {
  const name = lead.toString('latin1');
  return name === 'MSH' || name === 'FHS' || name === 'BHS';
}
