import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { AstmDecoder, checksumOf, control, encodeFrames } from '../../src/astm/frame.ts';
import { readSession } from '../../src/astm/read-session.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const decodeAll = (stream: Uint8Array) => {
  const decoder = new AstmDecoder();
  return [...decoder.push(stream), ...decoder.end()];
};

describe('frames', () => {
  test('carry the checksum of the standard', () => {
    // worked by hand: '1' + 'A' + ETX = 0x31 + 0x41 + 0x03
    expect(checksumOf(Uint8Array.of(0x31, 0x41, 0x03))).toBe('75');
    expect(Buffer.from(encodeFrames(bytes('A'))[0] ?? '').toString('latin1')).toBe('\x021A\r\x0382\r\n');
  });

  test('are numbered 1 to 7, then 0', () => {
    const records = Array.from({ length: 10 }, (_, index) => `C|${index}\r`).join('');
    const numbers = encodeFrames(bytes(records)).map((frame) => String.fromCharCode(frame[1] ?? 0));
    expect(numbers.join('')).toBe('1234567012');
  });

  test('cut a long record with ETB, and end it with ETX', () => {
    const frames = encodeFrames(bytes(`R|1|${'x'.repeat(500)}\r`));
    const ends = decodeAll(Buffer.concat(frames)).map((event) => event.kind === 'frame' && event.isLast);
    expect(ends).toEqual([false, false, true]);
  });

  test('give their message back, however the stream is cut', () => {
    const text = fc.stringMatching(/^[ -~]{0,600}$/);
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 99 })),
        (lines, cuts) => {
          const message = bytes(['H|\\^&', ...lines].map((line) => `${line}\r`).join(''));
          const stream = Buffer.concat(encodeFrames(message));
          const decoder = new AstmDecoder();
          const events = [];
          for (let at = 0; at < stream.length; ) {
            const size = cuts.next().value;
            events.push(...decoder.push(stream.subarray(at, at + size)));
            at += size;
          }
          const frames = events.filter((event) => event.kind === 'frame');
          expect(frames.every(({ checksum }) => checksum === 'right')).toBe(true);
          expect(Buffer.concat(frames.map(({ text: part }) => part))).toEqual(Buffer.from(message));
        },
      ),
    );
  });

  test('with a wrong checksum, without one, and without an end are told apart', () => {
    const right = Buffer.concat(encodeFrames(bytes('L|1|N')));
    const wrong = Buffer.from(right.toString('latin1').replace(/..\r\n$/, '00\r\n'), 'latin1');
    const missing = Buffer.from(right.toString('latin1').replace(/..\r\n$/, '\r\n'), 'latin1');
    const checksums = decodeAll(Buffer.concat([right, wrong, missing])).map(
      (event) => event.kind === 'frame' && event.checksum,
    );
    expect(checksums).toEqual(['right', 'wrong', 'missing']);
    const broken = decodeAll(Buffer.concat([right.subarray(0, 4), right]));
    expect(broken.map(({ kind }) => kind)).toEqual(['broken-frame', 'frame']);
  });

  test('stand between control characters and noise', () => {
    const stream = Buffer.concat([
      bytes('zz'),
      Uint8Array.of(control.enq),
      ...encodeFrames(bytes('L|1')),
      Uint8Array.of(control.eot),
    ]);
    expect(decodeAll(stream).map(({ kind }) => kind)).toEqual(['noise', 'enq', 'frame', 'eot']);
  });

  test('never make the decoder fail', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => void readSession(noise)));
  });
});
