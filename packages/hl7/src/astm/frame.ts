/** Transmission control characters (LIS01-A2 §5, formerly ASTM E1381). */
export const control = {
  stx: 0x02,
  etx: 0x03,
  eot: 0x04,
  enq: 0x05,
  ack: 0x06,
  nak: 0x15,
  etb: 0x17,
  cr: 0x0d,
  lf: 0x0a,
} as const;

/** The longest frame text that every receiver accepts (E1381 §6.3.1.2). */
const FRAME_TEXT_BYTES = 240;

/** A larger buffer is given back after its frame. */
const KEPT_BYTES = 4096;

/** More than any frame of LIS01-A2 has (64,000 bytes). */
const MAX_FRAME_BYTES = 70_000;

/**
 * `standard`: LIS01-A2, each frame with a number and a checksum. `simplified`: all records of a message between
 * one STX and one ETX, without number and checksum.
 */
export type AstmFraming = 'standard' | 'simplified';

export interface AstmFrame {
  readonly kind: 'frame';
  /** 0 to 7; undefined if it is no digit, and in simplified framing. */
  readonly number: number | undefined;
  readonly text: Uint8Array;
  /**
   * The frame ended with ETX: its record is complete. ETB means that the record goes on in the next frame.
   */
  readonly isLast: boolean;
  readonly checksum: 'right' | 'wrong' | 'missing';
}

export type AstmEvent =
  | AstmFrame
  | { readonly kind: 'enq' | 'eot' | 'ack' | 'nak' }
  /** The start of a frame, which the receiver of simplified framing acknowledges. */
  | { readonly kind: 'stx' }
  /** A frame without an end: the next frame began, the line went idle, or the frame became too long. */
  | { readonly kind: 'broken-frame' }
  /** Bytes between frames that have no meaning there. */
  | { readonly kind: 'noise'; readonly byteCount: number };

const { stx, etx, etb, eot, enq, ack, nak, cr, lf } = control;

export interface AstmDecoderOptions {
  readonly framing?: AstmFraming | undefined;
  readonly maxBytes?: number | undefined;
}

/** Cuts the bytes of a line into frames and control characters. The result does not depend on the chunks. */
export class AstmDecoder {
  #state: 'idle' | 'text' | 'trailer' = 'idle';
  #buffer = Buffer.allocUnsafe(FRAME_TEXT_BYTES + 2);
  #length = 0;
  #trailer: number[] = [];
  #noise = 0;
  readonly #isSimplified: boolean;
  readonly #maxBytes: number;

  /** A frame of more than `maxBytes` bytes is broken. Default: 70,000, more than LIS01-A2 allows. */
  constructor({ framing = 'standard', maxBytes = MAX_FRAME_BYTES }: AstmDecoderOptions = {}) {
    this.#isSimplified = framing === 'simplified';
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): AstmEvent[] {
    const events: AstmEvent[] = [];
    for (const byte of chunk) this.#take(byte, events);
    return events;
  }

  /** The memory that the decoder holds. */
  get heldBytes(): number {
    return this.#buffer.length;
  }

  /** No frame has begun. */
  get isBetweenFrames(): boolean {
    return this.#state === 'idle';
  }

  /** Only the checksum or the line end of a frame is missing; some senders never send them. */
  get endsInTrailer(): boolean {
    return this.#state === 'trailer';
  }

  /** Ends the input, at least for now, and gives what is left. */
  end(): AstmEvent[] {
    const events: AstmEvent[] = [];
    if (this.#state === 'trailer') this.#closeFrame(events);
    else if (this.#state === 'text') events.push({ kind: 'broken-frame' });
    this.#reset();
    this.#flushNoise(events);
    return events;
  }

  #take(byte: number, events: AstmEvent[]): void {
    if (this.#state === 'text') this.#takeText(byte, events);
    else if (this.#state === 'trailer') this.#takeTrailer(byte, events);
    else this.#takeIdle(byte, events);
  }

  #takeIdle(byte: number, events: AstmEvent[]): void {
    const kind = signals.get(byte);
    if (byte === stx || kind !== undefined) this.#flushNoise(events);
    if (byte === stx) {
      this.#state = 'text';
      if (this.#isSimplified) events.push({ kind: 'stx' });
    } else if (kind !== undefined) events.push({ kind });
    else if (byte !== cr && byte !== lf && byte !== 0) this.#noise++;
  }

  #takeText(byte: number, events: AstmEvent[]): void {
    const kind = signals.get(byte);
    // a frame with a number is of the other framing
    const isOfOther = this.#isSimplified && this.#length === 0 && byte >= 0x30 && byte <= 0x37;
    if (byte === etx && this.#isSimplified) this.#closeSimplified(events);
    else if (byte === etx || byte === etb) {
      this.#append(byte);
      this.#state = 'trailer';
    } else if (
      isOfOther ||
      byte === stx ||
      kind === 'eot' ||
      kind === 'enq' ||
      this.#length > this.#maxBytes
    ) {
      events.push({ kind: 'broken-frame' });
      this.#reset();
      if (byte === stx || kind !== undefined) this.#takeIdle(byte, events);
    } else this.#append(byte);
  }

  #append(byte: number): void {
    if (this.#length === this.#buffer.length)
      this.#buffer = Buffer.concat([this.#buffer], this.#buffer.length * 2);
    this.#buffer[this.#length++] = byte;
  }

  #takeTrailer(byte: number, events: AstmEvent[]): void {
    const isOver = byte === stx || signals.has(byte) || this.#trailer.length === 4;
    if (isOver) {
      this.#closeFrame(events);
      this.#takeIdle(byte, events);
      return;
    }
    this.#trailer.push(byte);
    if (byte === lf) this.#closeFrame(events);
  }

  #closeFrame(events: AstmEvent[]): void {
    const bytes = new Uint8Array(this.#buffer.subarray(0, this.#length));
    const sent = /^[0-9A-Fa-f]{2}/.exec(Buffer.from(this.#trailer).toString('latin1'))?.[0];
    const first = (bytes[0] ?? 0) - 0x30;
    events.push({
      kind: 'frame',
      number: first >= 0 && first <= 7 ? first : undefined,
      text: bytes.subarray(1, -1),
      isLast: bytes.at(-1) === etx,
      checksum: sent === undefined ? 'missing' : sent.toUpperCase() === checksumOf(bytes) ? 'right' : 'wrong',
    });
    this.#reset();
  }

  #closeSimplified(events: AstmEvent[]): void {
    const text = new Uint8Array(this.#buffer.subarray(0, this.#length));
    events.push({ kind: 'frame', number: undefined, text, isLast: true, checksum: 'missing' });
    this.#reset();
  }

  #reset(): void {
    this.#state = 'idle';
    this.#length = 0;
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafe(FRAME_TEXT_BYTES + 2);
    this.#trailer = [];
  }

  #flushNoise(events: AstmEvent[]): void {
    if (this.#noise > 0) events.push({ kind: 'noise', byteCount: this.#noise });
    this.#noise = 0;
  }
}

const signals: ReadonlyMap<number, 'enq' | 'eot' | 'ack' | 'nak'> = new Map([
  [enq, 'enq'],
  [eot, 'eot'],
  [ack, 'ack'],
  [nak, 'nak'],
]);

/** The sum of the bytes from the frame number to ETX or ETB, modulo 256, in two hexadecimal digits (E1381 §6.3.3). */
export function checksumOf(bytes: Uint8Array): string {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum.toString(16).toUpperCase().padStart(2, '0');
}

/**
 * The frames of a message whose records end with CR: one frame for each record, or several for a long record.
 */
export function encodeFrames(message: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (const record of recordsIn(message))
    for (let at = 0; at < record.length; at += FRAME_TEXT_BYTES) {
      const text = record.subarray(at, at + FRAME_TEXT_BYTES);
      const isLast = at + FRAME_TEXT_BYTES >= record.length;
      frames.push(encodeFrame((frames.length + 1) % 8, text, isLast));
    }
  return frames;
}

function encodeFrame(number: number, text: Uint8Array, isLast: boolean): Uint8Array {
  const body = Buffer.concat([Buffer.from(String(number)), text, Buffer.of(isLast ? etx : etb)]);
  return Buffer.concat([Buffer.of(stx), body, Buffer.from(`${checksumOf(body)}\r\n`)]);
}

function recordsIn(message: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  let start = 0;
  for (let end = message.indexOf(cr); end !== -1; end = message.indexOf(cr, start)) {
    records.push(message.subarray(start, end + 1));
    start = end + 1;
  }
  if (start < message.length) records.push(Buffer.concat([message.subarray(start), Buffer.of(cr)]));
  return records;
}
