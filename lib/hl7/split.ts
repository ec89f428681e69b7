/**
 * Cuts a file into its messages, as bytes: a file may hold one message, several one after the
 * other, a batch (`FHS BHS … BTS FTS`), or MLLP blocks. The envelope segments are left out; every
 * other byte belongs to the message that it follows. A file that holds no MSH is one piece as it is.
 */
export function splitMessages(bytes: Uint8Array): readonly Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts: number[] = [];
  const envelopes: number[] = [];
  for (let at = 0; at !== -1; at = nextLine(buffer, at)) {
    const start = skipEdge(buffer, at);
    const name = buffer.toString('latin1', start, start + 3);
    if (name === 'MSH') starts.push(start);
    else if (/^(?:[FB]HS|[FB]TS)$/.test(name)) envelopes.push(start);
  }
  if (starts.length === 0) return bytes.length === 0 ? [] : [bytes];
  return starts.map((start, index) => {
    const next = starts[index + 1] ?? buffer.length;
    const envelope = envelopes.find((at) => at > start) ?? next;
    return withoutEdge(buffer.subarray(start, Math.min(next, envelope)));
  });
}

function nextLine(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length - 1; at++) {
    const byte = buffer[at];
    if (byte === 0x0d || byte === 0x0a || byte === 0x1c) return at + 1;
  }
  return -1;
}

/** Past a byte order mark, MLLP block characters and blanks. */
function skipEdge(buffer: Buffer, from: number): number {
  let at = from;
  while (isEdge(buffer[at])) at++;
  return at;
}

/** Without an MLLP block's end, and what follows it up to the next block. */
function withoutEdge(piece: Buffer): Uint8Array {
  let end = piece.length;
  for (;;) {
    const blockEnd = piece.subarray(0, end).lastIndexOf(0x1c);
    if (blockEnd === -1 || !/^[\r\n\v\x1c ]*$/.test(piece.toString('latin1', blockEnd, end)))
      return piece.subarray(0, end);
    end = blockEnd;
  }
}

const isEdge = (byte: number | undefined): boolean =>
  byte === 0x0b ||
  byte === 0x1c ||
  byte === 0x20 ||
  byte === 0x09 ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf;
