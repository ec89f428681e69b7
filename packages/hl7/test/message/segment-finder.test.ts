import { describe, expect, test } from '@jest/globals';
import { packName, SegmentFinder, skipEdge } from '../../src/message/segment-finder.ts';

const find = (text: string): SegmentFinder => new SegmentFinder(text, '|').find(0);

/** The text of each segment that was found. */
function segments(text: string): string[] {
  const { bounds } = find(text);
  return Array.from({ length: bounds.length / 2 }, (_, index) =>
    text.slice(bounds[2 * index], bounds[2 * index + 1]),
  );
}

const MSH = 'MSH|^~\\&|A';
const OBX = 'OBX|1|ST|GLU||5.4|||N|||F';

describe('segments', () => {
  test.each(['\r', '\n', '\r\n', '\n\r', '\r\r\n'])('end with %j', (lineEnd) => {
    expect(segments([MSH, 'PID|1', OBX].join(lineEnd))).toEqual([MSH, 'PID|1', OBX]);
  });

  test('need no line end behind the last', () => {
    expect(segments(`${MSH}\rPID|1`)).toEqual([MSH, 'PID|1']);
  });

  test('have no block characters, byte order marks and padding around them', () => {
    expect(segments(`\x0b${MSH}\r  PID|1\0\0\r\x1c\r`)).toEqual([MSH, 'PID|1']);
    expect(segments(`\ufeff${MSH}\r\t\rPID|1\r`)).toEqual([MSH, 'PID|1']);
  });

  test('keep the blanks at their end, which may belong to a value', () => {
    expect(segments(`${MSH}\rNTE|1||two  \r`)).toEqual([MSH, 'NTE|1||two  ']);
  });

  test('a name is a capital and two capitals or digits', () => {
    expect(segments(`${MSH}\rZ01|own\rPV1|1\r`)).toEqual([MSH, 'Z01|own', 'PV1|1']);
    for (const line of ['pid|1', '1PI|1', 'PI|1', 'PIDX|1', 'P D|1'])
      expect(segments(`${MSH}\r${line}\r`)).toEqual([`${MSH}\r${line}`]);
  });

  test('a second header is seen', () => {
    expect(find(`${MSH}\r${OBX}\r${MSH}`).hasSecondHeader).toBe(true);
    expect(find(`${MSH}\r${OBX}`).hasSecondHeader).toBe(false);
  });
});

describe('a line that is no segment', () => {
  test('continues the segment before it, and is said once for it', () => {
    const text = `${MSH}\rNTE|1||one\rtwo\rthree\r${OBX}\rmore`;
    expect(segments(text)).toEqual([MSH, 'NTE|1||one\rtwo\rthree', `${OBX}\rmore`]);
    expect(find(text).continued).toEqual(['NTE', 'OBX']);
  });

  test.each(['NEG', 'POS', 'HIV'])('%s behind an OBX is text of it', (word) => {
    expect(segments(`${MSH}\rOBX|1|TX|A||see\r${word}\r${OBX}`)).toEqual([
      MSH,
      `OBX|1|TX|A||see\r${word}`,
      OBX,
    ]);
  });

  test('three capitals and a separator are text while OBX-5 to OBX-7 are open, and a segment after them', () => {
    expect(segments(`${MSH}\rOBX|1|TX|A||see\rPOS||||||F`)).toEqual([MSH, 'OBX|1|TX|A||see\rPOS||||||F']);
    expect(segments(`${MSH}\r${OBX}\rPOS|1`)).toEqual([MSH, OBX, 'POS|1']);
  });

  test('a segment of the standard, and one of a site (Z), begins anywhere', () => {
    for (const line of ['SPM|1', 'ZLB|1', 'OBR|2', 'OBX|2', 'NTE|1'])
      expect(segments(`${MSH}\rOBX|1|TX|A||see\r${line}`)).toEqual([MSH, 'OBX|1|TX|A||see', line]);
  });

  test('a bare name of a segment of results is one: it is empty', () => {
    expect(segments(`${MSH}\rNTE|1||see\rPV1`)).toEqual([MSH, 'NTE|1||see', 'PV1']);
  });

  test('a bare name of another segment behind a note is a word', () => {
    expect(segments(`${MSH}\rNTE|1||see\rACC`)).toEqual([MSH, 'NTE|1||see\rACC']);
  });
});

test('a name is packed from three characters, wherever they stand', () => {
  expect(packName('PID')).toBe(packName('..PID', 2));
  expect(packName('PID')).not.toBe(packName('PV1'));
});

test('what may stand before a message is skipped, and no more', () => {
  expect(skipEdge('\ufeff\r\n\x0b MSH|', 0, 9)).toBe(5);
  expect(skipEdge('MSH|', 0, 4)).toBe(0);
  expect(skipEdge('    ', 1, 3)).toBe(3);
});
