import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import { encodeCommit, encodeFrame, type Frame, FrameDecoder } from '../../src/mllp/frame.ts';

const decode = (chunks: readonly Uint8Array[], maxBytes = 1000): Frame[] => {
  const decoder = new FrameDecoder({ maxBytes });
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
};

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const messages = (frames: readonly Frame[]): string[] =>
  frames.flatMap((frame) => (frame.kind === 'message' ? [Buffer.from(frame.bytes).toString('latin1')] : []));
const kinds = (frames: readonly Frame[]): string[] => frames.map(({ kind }) => kind);

describe('frame decoder', () => {
  test('what was framed comes back', () => {
    expect(messages(decode([encodeFrame(bytes('MSH|one'))]))).toEqual(['MSH|one']);
  });

  test('pipelined frames come back apart and in order', () => {
    const stream = bytes('\vMSH|1\x1c\r\vMSH|2\x1c\r\vMSH|3\x1c\r');
    expect(messages(decode([stream]))).toEqual(['MSH|1', 'MSH|2', 'MSH|3']);
  });

  test('the commits of release 2 come between messages, and a longer block is a message', () => {
    const stream = Buffer.concat([
      encodeCommit('ack'),
      encodeFrame(bytes('MSH|1')),
      encodeCommit('nak'),
      encodeFrame(bytes('\x06\x06')),
    ]);
    for (let at = 1; at < stream.length; at++) {
      const frames = decode([stream.subarray(0, at), stream.subarray(at)]);
      expect(frames.map((frame) => (frame.kind === 'commit' ? frame.verdict : frame.kind))).toEqual([
        'ack',
        'message',
        'nak',
        'message',
      ]);
    }
  });

  test('half a million tiny frames at once cost no more than their number', () => {
    const tiny = Buffer.from('\v\x1c\r');
    expect(decode([Buffer.concat(Array.from({ length: 500_000 }, () => tiny))])).toHaveLength(500_000);
  });

  test('line ends between frames are no noise, other bytes are', () => {
    expect(kinds(decode([bytes('\vMSH|1\x1c\r\r\n\vMSH|2\x1c\r')]))).toEqual(['message', 'message']);
    const noisy = decode([bytes('hello\vMSH|1\x1c\rxx\vMSH|2\x1c\r')]);
    expect(noisy).toMatchObject([
      { kind: 'noise', byteCount: 5 },
      { kind: 'message' },
      { kind: 'noise', byteCount: 2 },
      { kind: 'message' },
    ]);
  });

  test('a frame that never ended is reported, and its neighbour is whole', () => {
    const frames = decode([bytes('\vMSH|half\rPID|\vMSH|whole\x1c\r')]);
    expect(kinds(frames)).toEqual(['truncated', 'message']);
    expect(messages(frames)).toEqual(['MSH|whole']);
  });

  test('a frame over the bound is reported once, with its head, and the next one is whole', () => {
    const long = `MSH|long|${'x'.repeat(5000)}`;
    const frames = decode([bytes(`\v${long}\x1c\r\vMSH|next\x1c\r`)], 100);
    expect(kinds(frames)).toEqual(['oversized', 'message']);
    const [oversized] = frames;
    expect(oversized?.kind === 'oversized' && textStart(oversized.head)).toBe('MSH|long|');
  });

  test('memory stays bounded while an endless frame comes in', () => {
    const decoder = new FrameDecoder({ maxBytes: 100 });
    const frames = [...decoder.push(bytes('\vMSH|'))];
    for (let round = 0; round < 1000; round++) frames.push(...decoder.push(bytes('x'.repeat(1000))));
    expect(kinds(frames)).toEqual(['oversized']);
    expect(kinds(decoder.push(bytes('\x1c\r\vMSH|next\x1c\r')))).toEqual(['message']);
  });

  test('a block end inside the text, without its carriage return, does not end the frame', () => {
    expect(messages(decode([bytes('\vMSH|a\x1cb\x1c\r')]))).toEqual(['MSH|a\x1cb']);
  });

  test('a frame whose carriage return is missing ends where the next begins, or with the stream', () => {
    expect(messages(decode([bytes('\vMSH|1\x1c\vMSH|2\x1c')]))).toEqual(['MSH|1', 'MSH|2']);
  });

  test('a block that ends with a line feed ends', () => {
    expect(kinds(decode([bytes('\vMSH|1\x1c\n\vMSH|2\x1c\r\n')]))).toEqual(['message', 'message']);
  });

  test('a block end that nothing follows can be flushed, and its late carriage return is no noise', () => {
    const decoder = new FrameDecoder({ maxBytes: 1000 });
    expect(decoder.push(bytes('\vMSH|1\x1c'))).toEqual([]);
    expect(decoder.endsWithBlockEnd).toBe(true);
    expect(messages(decoder.flush())).toEqual(['MSH|1']);
    expect(decoder.flush()).toEqual([]);
    expect(messages(decoder.push(bytes('\r\vMSH|2\x1c\r')))).toEqual(['MSH|2']);
  });

  test('the frames do not depend on how the stream was cut', () => {
    const piece = fc.constantFrom(
      '\v',
      '\x1c',
      '\r',
      '\x1c\r',
      '\vMSH|',
      'MSH',
      'PID|1',
      'a',
      'xxxxxxxxxxxxxxxx',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(50)), (pieces, cuts) => {
        const stream = bytes(pieces.join(''));
        expect(withoutNoiseCuts(decode(cut(stream, cuts), 20))).toEqual(
          withoutNoiseCuts(decode([stream], 20)),
        );
      }),
      { numRuns: size({ short: 200, long: 2000 }) },
    );
  });

  test('every message that was framed comes back, whatever its bytes but block characters', () => {
    const message = fc
      .uint8Array({ maxLength: 200 })
      .map((raw) => raw.filter((byte) => byte !== 0x0b && byte !== 0x1c))
      // a block of one of these bytes is a commit
      .filter((raw) => raw.length !== 1 || (raw[0] !== 0x06 && raw[0] !== 0x15));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 10 }), fc.array(fc.nat(300)), (contents, cuts) => {
        const stream = Buffer.concat(contents.map((content) => Buffer.from(encodeFrame(content))));
        const frames = decode(cut(stream, cuts));
        expect(frames.map((frame) => frame.kind === 'message' && Buffer.from(frame.bytes))).toEqual(
          contents.map((content) => Buffer.from(content)),
        );
      }),
    );
  });
});

const textStart = (head: Uint8Array): string => Buffer.from(head).toString('latin1').slice(0, 9);

/** The heads of bad frames depend on when the bound was seen; that they are bad does not. */
const withoutNoiseCuts = (frames: readonly Frame[]): unknown[] =>
  frames.map((frame) =>
    frame.kind === 'message'
      ? ['message', Buffer.from(frame.bytes).toString('hex')]
      : frame.kind === 'noise'
        ? ['noise', frame.byteCount]
        : [frame.kind],
  );

function cut(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const length of cuts) {
    chunks.push(stream.subarray(at, at + length));
    at += length;
  }
  return [...chunks, stream.subarray(at)];
}
