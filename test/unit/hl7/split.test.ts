import { describe, expect, test } from '@jest/globals';
import { splitMessages } from '../../../lib/hl7/split.ts';

const split = (text: string): string[] =>
  splitMessages(Buffer.from(text, 'latin1')).map((piece) => Buffer.from(piece).toString('latin1'));

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

  test('the letters MSH inside a value start nothing', () => {
    expect(split('MSH|^~\\&|A\rNTE|1||see MSH|x\r')).toHaveLength(1);
  });
});
