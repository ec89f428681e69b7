import { error, errorCode, type Issue, warning } from '../issue.ts';
import { AstmDecoder, type AstmEvent, type AstmFraming, control } from './frame.ts';

/** The bytes begin with a frame, after nothing but control characters. */
export const isFramed = (bytes: Uint8Array): boolean =>
  /^[\x00-\x20]*\x02/.test(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1'));

const HEAD_BYTES = 64;

/**
 * Takes the text out of the frames of a captured transmission, in either framing. Everything readable is kept;
 * faults of frames are issues. Bytes without frames are the text. Each byte becomes one character.
 */
export function unframe(bytes: Uint8Array): { readonly text: string; readonly issues: Issue[] } {
  const issues: Issue[] = [];
  if (!bytes.includes(control.stx)) return { text: Buffer.from(bytes).toString('latin1'), issues };
  const framing = framingOf(bytes);
  const decoder = new AstmDecoder(framing === 'simplified' ? { framing, maxBytes: bytes.length } : {});
  const pieces: string[] = [];
  let count = 0;
  let expected: number | undefined;
  let last: { number: number | undefined; piece: string; isWrong: boolean } | undefined;
  const take = (event: AstmEvent): void => {
    if (event.kind === 'broken-frame')
      issues.push(error(errorCode.dataType, `frame ${count + 1}`, 'The frame has no end'));
    if (event.kind === 'enq' || event.kind === 'eot') [expected, last] = [undefined, undefined];
    if (event.kind !== 'frame') return;
    count++;
    const at = `frame ${count}`;
    if (event.checksum === 'wrong')
      issues.push(error(errorCode.dataType, at, 'The checksum of this frame is wrong'));
    if (event.checksum === 'missing' && event.number !== undefined)
      issues.push(warning(errorCode.requiredFieldMissing, at, 'This frame has no checksum'));
    const content = Buffer.from(event.text).toString('latin1');
    const piece = event.isLast && !/[\r\n]$/.test(content) ? `${content}\r` : content;
    // a repeated frame replaces the frame that was refused, or whose ACK the sender missed
    const isNumberAgain = event.number !== undefined && event.number === last?.number;
    const isAgain = isNumberAgain && (last?.isWrong === true || last?.piece === piece);
    if (expected !== undefined && event.number !== expected && !isAgain)
      issues.push(warning(errorCode.segmentSequence, at, 'The frame number is out of sequence'));
    if (isAgain) pieces.pop();
    last = { number: event.number, piece, isWrong: event.checksum === 'wrong' };
    expected = event.number === undefined ? undefined : (event.number + 1) % 8;
    pieces.push(piece);
  };
  for (const event of [...decoder.push(bytes), ...decoder.end()]) take(event);
  return { text: pieces.join(''), issues };
}

/** Frames that begin with no digit have no number. */
function framingOf(bytes: Uint8Array): AstmFraming {
  const first = bytes[bytes.indexOf(control.stx) + 1] ?? 0;
  return first >= 0x30 && first <= 0x39 ? 'standard' : 'simplified';
}
