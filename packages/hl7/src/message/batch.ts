import { byteOrderMark } from '../charset/charset.ts';
import { error, errorCode, type Issue, warning } from '../issue.ts';

export type BatchPiece =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** Bytes outside any message, in a file that has messages. */
  | { readonly kind: 'noise'; readonly bytes: Uint8Array }
  /** A message longer than `maxBytes`; only its first bytes were kept. */
  | { readonly kind: 'oversized'; readonly head: Uint8Array };

const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
const HEAD_BYTES = 4096;

/**
 * Cuts a stream of bytes into messages: a single message, several in a row, a batch (`FHS BHS … BTS FTS`, HL7
 * v2.5.1 §2.10.3), or MLLP blocks. Envelope segments are left out and their counts checked; every other byte
 * belongs to the message before it. `maxBytes` bounds the memory, however long the stream is. A stream
 * without MSH is one message.
 */
export class BatchReader {
  /** Errors of the envelope; complete after `end`. */
  readonly issues: Issue[] = [];
  readonly #maxBytes: number;
  readonly #envelope = new Envelope(this.issues);
  /** Bytes not yet given out. The buffer doubles, so that many small chunks stay linear. */
  #pending = Buffer.allocUnsafe(4096);
  #length = 0;
  #pieceStart = 0;
  #lineStart = 0;
  #scanned = 0;
  #inMessage = false;
  #hasMessage = false;
  #hasPiece = false;
  /** True while the rest of an oversized message is skipped. */
  #discarding = false;
  /** UTF-16 and UTF-32 text is not split: it is one message. */
  #isWide: boolean | undefined;

  constructor(options: { readonly maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  }

  /** Takes the next chunk and gives every piece that is now complete, in order. */
  push(chunk: Uint8Array): BatchPiece[] {
    this.#append(chunk);
    if (this.#isWide === undefined && this.#length >= 4) this.#isWide = isWide(this.#pending);
    const pieces: BatchPiece[] = [];
    if (this.#isWide === true) this.#scanned = this.#length;
    for (; this.#scanned < this.#length; this.#scanned++)
      if (endsLine(this.#pending[this.#scanned])) this.#takeLine(this.#scanned, pieces);
    this.#bound(pieces);
    this.#compact();
    return pieces;
  }

  /** Ends the stream and gives what is left. */
  end(): BatchPiece[] {
    const pieces: BatchPiece[] = [];
    if (this.#lineStart < this.#length && this.#isWide !== true) this.#takeLine(this.#length, pieces);
    this.#closePiece(this.#length, pieces);
    this.#envelope.close();
    if (!this.#hasPiece && this.issues.length === 0)
      this.issues.push(warning(errorCode.segmentSequence, 'MSH', 'The input has no message'));
    return pieces;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#pending.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#pending.length * 2));
      this.#pending.copy(grown, 0, 0, this.#length);
      this.#pending = grown;
    }
    this.#pending.set(chunk, this.#length);
    this.#length = needed;
  }

  #takeLine(lineEnd: number, pieces: BatchPiece[]): void {
    const start = skipEdge(this.#pending, this.#lineStart, lineEnd);
    const name = nameOf(this.#pending, start, lineEnd);
    if (name !== undefined) {
      this.#closePiece(this.#lineStart, pieces);
      this.#inMessage = name === 'MSH';
      if (name !== 'MSH') this.#envelope.take(name, this.#pending.toString('latin1', start, lineEnd));
      else this.#envelope.countMessage();
      this.#hasMessage ||= this.#inMessage;
      this.#pieceStart = this.#inMessage ? withByteOrderMark(this.#pending, start) : lineEnd;
    }
    this.#lineStart = lineEnd + 1;
  }

  #closePiece(to: number, pieces: BatchPiece[]): void {
    const bytes = withoutBlockEnd(this.#pending.subarray(this.#pieceStart, Math.max(to, this.#pieceStart)));
    this.#pieceStart = to;
    if (this.#discarding) {
      this.#discarding = false;
    } else if (bytes.length > this.#maxBytes) {
      this.#giveHead(bytes, pieces);
    } else if (this.#inMessage || skipEdge(bytes, 0, bytes.length) < bytes.length) {
      // a stream without any header is given as one message, so that it can be rejected with a reason
      const isMessage = this.#inMessage || !this.#hasMessage;
      pieces.push({ kind: isMessage ? 'message' : 'noise', bytes: Buffer.from(bytes) });
      this.#hasPiece = true;
    }
  }

  #giveHead(piece: Buffer, pieces: BatchPiece[]): void {
    pieces.push({ kind: 'oversized', head: Buffer.from(piece.subarray(0, HEAD_BYTES)) });
    this.#hasPiece = true;
  }

  #bound(pieces: BatchPiece[]): void {
    // the unfinished line may be the next header
    const isBeyond =
      this.#lineStart - this.#pieceStart > this.#maxBytes ||
      this.#length - this.#pieceStart > this.#maxBytes + HEAD_BYTES;
    if (!isBeyond) return;
    if (!this.#discarding) this.#giveHead(this.#pending.subarray(this.#pieceStart, this.#length), pieces);
    this.#discarding = true;
    // the rest of the line must still show whether it is a header
    this.#pieceStart = Math.max(this.#lineStart, this.#length - HEAD_BYTES);
    this.#lineStart = this.#pieceStart;
  }

  #compact(): void {
    const from = Math.min(this.#pieceStart, this.#lineStart);
    this.#pending.copyWithin(0, from, this.#length);
    this.#length -= from;
    this.#pieceStart -= from;
    this.#lineStart -= from;
    this.#scanned -= from;
  }
}

/** Splits complete bytes into messages; see `BatchReader`. */
export function splitMessages(bytes: Uint8Array): readonly Uint8Array[] {
  const reader = new BatchReader({ maxBytes: Number.POSITIVE_INFINITY });
  return [...reader.push(bytes), ...reader.end()].flatMap((piece) =>
    piece.kind === 'message' ? [piece.bytes] : [],
  );
}

type EnvelopeName = 'FHS' | 'BHS' | 'BTS' | 'FTS';

/** Counts messages and batches, and compares the counts with BTS-1 and FTS-1. */
class Envelope {
  readonly #issues: Issue[];
  #messages = 0;
  #batches = 0;
  /** The file has messages outside a batch; together they count as one batch. */
  #hasLoose = false;
  #isFileOpen = false;
  #isBatchOpen = false;

  constructor(issues: Issue[]) {
    this.#issues = issues;
  }

  countMessage(): void {
    this.#messages++;
    this.#hasLoose ||= !this.#isBatchOpen;
  }

  take(name: EnvelopeName, line: string): void {
    if (name === 'FHS') {
      this.close();
      this.#isFileOpen = true;
      this.#batches = 0;
      this.#hasLoose = false;
    } else if (name === 'BHS') {
      if (this.#isBatchOpen) this.#missing('BTS', 'A batch ends without its BTS: messages may be missing');
      this.#isBatchOpen = true;
      this.#messages = 0;
    } else if (name === 'BTS') {
      this.#isBatchOpen = false;
      this.#batches++;
      this.#compare('BTS-1', line, this.#messages, 'BTS-1 is not the number of messages in the batch');
    } else {
      this.#isFileOpen = false;
      const batches = this.#batches === 0 && this.#hasLoose ? 1 : this.#batches;
      this.#compare('FTS-1', line, batches, 'FTS-1 is not the number of batches in the file');
    }
  }

  close(): void {
    if (this.#isBatchOpen) this.#missing('BTS', 'A batch ends without its BTS: messages may be missing');
    if (this.#isFileOpen) this.#missing('FTS', 'A file ends without its FTS: messages may be missing');
    this.#isBatchOpen = false;
    this.#isFileOpen = false;
  }

  #missing(at: string, message: string): void {
    this.#issues.push(error(errorCode.segmentSequence, at, message));
  }

  /** An empty count is allowed and not compared. */
  #compare(at: string, line: string, counted: number, message: string): void {
    const claimed = line.slice(4).split(line.charAt(3), 1)[0]?.trim() ?? '';
    if (claimed !== '' && claimed !== '""' && Number(claimed) !== counted)
      this.#issues.push(error(errorCode.dataType, at, message));
  }
}

const endsLine = (byte: number | undefined): boolean => byte === 0x0d || byte === 0x0a || byte === 0x1c;

function isWide(bytes: Uint8Array): boolean {
  const encoding = byteOrderMark(bytes);
  return encoding !== undefined && encoding !== 'utf-8';
}

/**
 * The header or envelope segment that starts here. A line of text that starts with `MSH` is no header: a
 * header has its separator again after MSH-2, or is hardly longer than MSH-2.
 */
function nameOf(bytes: Buffer, start: number, end: number): 'MSH' | EnvelopeName | undefined {
  const name = bytes.toString('latin1', start, Math.min(start + 3, end));
  const separator = bytes[start + 3] ?? 0;
  const isNamed = start + 3 < end && isSeparator(separator);
  if (name === 'BTS' || name === 'FTS') return isNamed || start + 3 === end ? name : undefined;
  if (name !== 'MSH' && name !== 'FHS' && name !== 'BHS') return undefined;
  const again = bytes.subarray(start + 4, Math.min(start + 12, end)).indexOf(separator);
  return isNamed && (again !== -1 || end - start <= SHORT_HEADER) ? name : undefined;
}

/** `MSH|^~\&#` and little more. */
const SHORT_HEADER = 12;

/** Visible ASCII that is no letter or digit. */
const isSeparator = (byte: number): boolean =>
  byte > 0x20 && byte < 0x7f && !/[A-Za-z0-9]/.test(String.fromCharCode(byte));

/** Skips a byte order mark, MLLP block characters, line ends and blanks. */
function skipEdge(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isEdge(bytes[at])) at++;
  return at;
}

const isEdge = (byte: number | undefined): boolean =>
  byte === 0x0b || byte === 0x20 || byte === 0x09 || isByteOrderMark(byte) || endsLine(byte);

/** Includes a byte order mark before the header, because it decides how the message is read. */
const withByteOrderMark = (bytes: Uint8Array, start: number): number =>
  bytes[start - 3] === 0xef && bytes[start - 2] === 0xbb && bytes[start - 1] === 0xbf ? start - 3 : start;

const isByteOrderMark = (byte: number | undefined): boolean =>
  byte === 0xef || byte === 0xbb || byte === 0xbf;

/** Cuts off the end of an MLLP block and everything after it. */
function withoutBlockEnd(piece: Buffer): Buffer {
  let blockEnd = piece.length;
  for (let at = piece.length - 1; at >= 0; at--) {
    const byte = piece[at];
    if (byte === 0x1c) blockEnd = at;
    else if (byte !== 0x0d && byte !== 0x0a && byte !== 0x0b && byte !== 0x20) break;
  }
  return piece.subarray(0, blockEnd);
}
