import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import { BatchReader, splitMessages } from '../../src/message/batch.ts';

const split = (text: string): string[] =>
  splitMessages(Buffer.from(text, 'latin1')).map((piece) => Buffer.from(piece).toString('latin1'));

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const one = 'MSH|^~\\&|A\rPID|1\r';
const two = 'MSH|^~\\&|B\rPID|2\r';

describe('a file of messages', () => {
  test('one message is itself', () => {
    expect(split(one)).toEqual([one]);
  });

  test('messages one after the other come apart', () => {
    expect(split(one + two)).toEqual([one, two]);
  });

  test('a batch gives its messages without their envelope', () => {
    expect(split(`FHS|^~\\&\rBHS|^~\\&\r${one}${two}BTS|2\rFTS|1\r`)).toEqual([one, two]);
  });

  test('MLLP blocks are unwrapped', () => {
    expect(split(`\v${one}\x1c\r\v${two}\x1c\r`)).toEqual([one, two]);
    expect(split(`\v${one}\x1c\r\n`)).toEqual([one]);
  });

  test('block ends without end are taken off', () => {
    expect(split(one + '\x1c'.repeat(100_000))).toEqual([one]);
  });

  test('a file without a header is one piece, and an empty one none', () => {
    expect(split('PID|1\r')).toEqual(['PID|1\r']);
    expect(split('')).toEqual([]);
  });

  test.each(['BTS level: see note', 'MSH 2 gene: normal', 'FTS are', 'MSH-2 is fine', 'BHS? none'])(
    'a line of text that starts with %j cuts no message',
    (line) => {
      const message = `MSH|^~\\&|A\rOBX|1|TX|C||one\n${line}||||||F\rOBX|2|NM|K||4.1|||||F\r`;
      expect(split(message)).toEqual([message]);
    },
  );

  test('a byte order mark stays with its message', () => {
    const bytes = `\xef\xbb\xbf${one}`;
    expect(split(bytes)).toEqual([bytes]);
  });

  test('the letters MSH inside a value start nothing', () => {
    expect(split('MSH|^~\\&|A\rNTE|1||see MSH|x\r')).toHaveLength(1);
  });
});

/** Pieces and issues of a text that comes in chunks of these lengths, over and over. */
function read(text: string, lengths: readonly number[] = [text.length || 1], maxBytes?: number) {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new BatchReader(maxBytes === undefined ? {} : { maxBytes });
  const pieces = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(...reader.push(bytes.subarray(at, at + length)));
    at += length;
  }
  pieces.push(...reader.end());
  return {
    pieces: pieces.map((piece) => [
      piece.kind,
      Buffer.from(piece.kind === 'oversized' ? piece.head : piece.bytes).toString('latin1'),
    ]),
    issues: reader.issues,
  };
}

describe('the envelope of a batch', () => {
  const batch = (count: string, batches = '1') =>
    `FHS|^~\\&\rBHS|^~\\&\r${one}${two}BTS|${count}\rFTS|${batches}\r`;

  test.each([
    ['counts that agree', batch('2'), []],
    ['counts that are empty', batch('', ''), []],
    ['a lost message', batch('3'), ['BTS-1']],
    ['a lost batch', batch('2', '2'), ['FTS-1']],
    ['a count that is no number', batch('two'), ['BTS-1']],
    ['messages without a batch', `FHS|^~\\&\r${one}${two}FTS|1\r`, []],
    ['several batches', `BHS|^~\\&\r${one}BTS|1\rBHS|^~\\&\r${two}BTS|1\rFTS|2\r`, []],
    ['a batch cut off', `FHS|^~\\&\rBHS|^~\\&\r${one}`, ['BTS', 'FTS']],
    ['a batch inside another', `BHS|^~\\&\r${one}BHS|^~\\&\r${two}BTS|1\r`, ['BTS']],
    ['an empty batch', 'BHS|^~\\&\rBTS|0\r', ['MSH']],
    ['nothing', '', ['MSH']],
    ['other delimiters', `BHS$%~\\&\r${one}BTS$7$\r`, ['BTS-1']],
  ])('%s', (_, text, places) => {
    expect(read(text).issues.map(({ at }) => at)).toEqual(places);
  });

  test('what belongs to no message is given apart', () => {
    expect(read(`# exported\r${one}BTS|1\rPID|9\r`).pieces).toEqual([
      ['message', '# exported\r'],
      ['message', one],
      ['noise', '\rPID|9\r'],
    ]);
  });
});

describe('a stream', () => {
  test('gives the same pieces however it is cut into chunks', () => {
    const part = fc.constantFrom(
      'MSH|^~\\&|A\r',
      'PID|1\n',
      'FHS|^~\\&\r',
      'BHS|^~\\&\r',
      'BTS|1\r',
      'FTS|1\r',
      '\v',
      '\x1c\r',
      'noise',
      '\r\n',
      ' MSH',
      'FTS',
      '\xef\xbb\xbf',
      'MSHA',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (parts, lengths) => {
          const text = parts.join('');
          expect(read(text, lengths)).toEqual(read(text));
        },
      ),
      { numRuns: size({ short: 200, long: 2000 }) },
    );
  });

  test('a message beyond the bound is given by its head, and its neighbours whole', () => {
    const large = `MSH|^~\\&|L\rOBX|1|TX|||${'x'.repeat(50_000)}\rOBX|2|TX|||${'y'.repeat(50_000)}\r`;
    for (const lengths of [[1000], [7919], [200_000]]) {
      const { pieces } = read(one + large + two, lengths, 20_000);
      expect(pieces.map(([kind]) => kind)).toEqual(['message', 'oversized', 'message']);
      expect(pieces[1]?.[1]).toBe(large.slice(0, 4096));
      expect([pieces[0]?.[1], pieces[2]?.[1]]).toEqual([one, two]);
    }
  });

  test('takes no more memory for being long', async () => {
    const chunk = Buffer.from(`${one}NTE|1||${'x'.repeat(2000)}\r`.repeat(500));
    const reader = new BatchReader();
    /** What is still in use when collecting gives nothing back any more; buffers are given back in the background. */
    const usedBytes = async () => {
      for (let used = Number.POSITIVE_INFINITY; ; ) {
        collectGarbage();
        await setImmediate();
        const now = process.memoryUsage().arrayBuffers;
        if (now >= used) return used;
        used = now;
      }
    };
    const before = await usedBytes();
    let messages = 0;
    const chunks = 100;
    for (let count = 0; count < chunks; count++) messages += reader.push(chunk).length;
    const after = await usedBytes();
    messages += reader.end().length;
    expect(messages).toBe(50_000);
    expect(after - before).toBeLessThan((chunks * chunk.length) / 10);
  });

  test('text of two bytes a character is one message', () => {
    const bytes = Buffer.from(`\ufeff${one}`, 'utf16le');
    expect(splitMessages(bytes)).toEqual([bytes]);
  });
});
