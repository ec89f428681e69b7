import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters } from '../../src/message/delimiters.ts';
import { parsePath } from '../../src/message/path.ts';
import { encodingCharacters, replaceValue, withoutEmptyEnd, writeSegment } from '../../src/message/write.ts';
import { segmentOf } from '../support/segment.ts';

const replaced = (line: string, path: string, value: string) => {
  const place = parsePath(path);
  if (place === undefined) throw new Error('not a path');
  return replaceValue(segmentOf(line), place, value);
};

describe('a value is replaced, and nothing else', () => {
  test.each([
    ['PID|1||7^^^LAB', 'PID-3.1', '8', 'PID|1||8^^^LAB'],
    ['PID|1||7^^^LAB~9', 'PID-3[2].1', '8', 'PID|1||7^^^LAB~8'],
    ['PID|1', 'PID-3.4.2', 'X', 'PID|1||^^^&X'],
    ['PID|1||7', 'PID-5.1', 'Van&Dyk', 'PID|1||7||Van\\T\\Dyk'],
    ['OBX|1|ST|||a^b', 'OBX-5', 'c', 'OBX|1|ST|||c'],
  ])('%s with %s = %j', (line, path, value, expected) => {
    expect(replaced(line, path, value)).toBe(expected);
  });

  test('a segment has no value of its own', () => {
    expect(replaced('PID|1', 'PID', 'x')).toBeUndefined();
  });
});

describe('a segment is written', () => {
  test('with every level, escaped, and nothing behind the last value', () => {
    expect(
      writeSegment(
        {
          name: 'PID',
          fields: [
            '1',
            undefined,
            [['7', 'x'], undefined, 'A^B'],
            { repetitions: ['one', ['two', 'three']] },
            '',
          ],
        },
        defaultDelimiters,
      ),
    ).toBe('PID|1||7&x^^A\\S\\B|one~two^three');
  });

  test('a header declares its delimiters', () => {
    expect(writeSegment({ name: 'MSH', fields: ['LIS'] }, defaultDelimiters)).toBe('MSH|^~\\&|LIS');
    expect(encodingCharacters({ ...defaultDelimiters, truncation: '#' })).toBe('^~\\&#');
  });

  test('an empty one is its name', () => {
    expect(writeSegment({ name: 'NTE', fields: ['', undefined] }, defaultDelimiters)).toBe('NTE');
    expect(withoutEmptyEnd(['', 'a', '', ''])).toEqual(['', 'a']);
    expect(withoutEmptyEnd([''])).toEqual([]);
  });
});
