import { describe, expect, test } from '@jest/globals';
import { checksumOf, encodeFrames } from '../../src/astm/frame.ts';
import { type AstmSession, isAstm, readSession } from '../../src/astm/read-session.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const lines = (...records: readonly string[]): string => records.map((record) => `${record}\r`).join('');
const read = (...records: readonly string[]): AstmSession => readSession(bytes(lines(...records)));

const header = 'H|\\^&|||M1';
const end = 'L|1|N';

/** The types of the records of each message: `['HPL', 'HL']`. */
const typesOf = ({ messages }: AstmSession): string[] =>
  messages.map(({ records }) => records.map(({ type }) => type).join(''));

const placesOf = (session: AstmSession): (string | undefined)[] =>
  [...session.issues, ...session.messages.flatMap(({ issues }) => issues)].map(({ at }) => at);

/** One frame: its number, its text, and what is wrong with it. */
function frame(number: number, text: string, { checksum, isLast = true }: FrameOptions = {}): string {
  const inner = `${number}${text}${isLast ? '\x03' : '\x17'}`;
  return `\x02${inner}${checksum ?? checksumOf(bytes(inner))}\r\n`;
}

interface FrameOptions {
  readonly checksum?: string;
  readonly isLast?: boolean;
}

const ofFrames = (...frames: readonly string[]): AstmSession =>
  readSession(bytes(`\x05${frames.join('')}\x04`));

describe('what is ASTM', () => {
  test.each([
    [lines(header, end), true],
    [`\x05\x021${header}`, true],
    [`\r\n ${header}`, true],
    ['Q|1|ALL', true],
    ['MSH|^~\\&|A', false],
    ['\x0bMSH|^~\\&|A', false],
    ['HEAD|1', false],
    ['H', false],
    ['', false],
    ['{"H":1}', false],
    [`\xef\xbb\xbf${header}`, true],
    [`\x05\x02${header}`, true],
    [Buffer.from(header, 'utf16le').toString('latin1'), false],
    [Buffer.from(header, 'utf16le').swap16().toString('latin1'), false],
  ])('%j: %s', (text, expected) => {
    expect(isAstm(bytes(text))).toBe(expected);
  });
});

describe('a session', () => {
  test('may begin with the byte order mark of UTF-8', () => {
    const session = read(`\xef\xbb\xbf${header}`, end);
    expect(typesOf(session)).toEqual(['HL']);
    expect(placesOf(session)).toEqual([]);
  });

  test('in simplified framing has its records between one STX and one ETX', () => {
    const session = readSession(
      bytes(`\x05\x02${lines(header, 'P|1', end)}\x03\x04\x05\x02${header}\r${end}\x03\x04`),
    );
    expect(typesOf(session)).toEqual(['HPL', 'HL']);
    expect(placesOf(session)).toEqual([]);
  });

  test('has one message for each header', () => {
    const session = read(header, 'P|1', end, header, 'Q|1|^T1', end);
    expect(typesOf(session)).toEqual(['HPL', 'HQL']);
    expect(placesOf(session)).toEqual([]);
  });

  test('gives the records of each message as they were sent', () => {
    const [first, second] = read(header, 'C|1|L|a b', end, header, end).messages;
    expect(Buffer.from(first?.bytes ?? []).toString('latin1')).toBe(lines(header, 'C|1|L|a b', end));
    expect(Buffer.from(second?.bytes ?? []).toString('latin1')).toBe(lines(header, end));
  });

  test('is the same with any line end, and blank lines say nothing', () => {
    const expected = read(header, 'P|1', end);
    for (const lineEnd of ['\n', '\r\n', '\r\r', '\0'])
      expect(readSession(bytes([header, 'P|1', end].join(lineEnd)))).toEqual(expected);
  });

  test('is the same with frames and without', () => {
    const records = [header, 'P|1', 'O|1|T1||^^^GLU', 'R|1|^^^GLU|5.4', end];
    const frames = Buffer.concat(encodeFrames(bytes(lines(...records))));
    expect(readSession(frames)).toEqual(read(...records));
  });

  test('keeps a record of another type unread, and says where', () => {
    const session = read(header, 'Z|1|own', end);
    expect(typesOf(session)).toEqual(['HZL']);
    expect(placesOf(session)).toEqual(['Z[1]']);
  });

  test('says that a line outside any message is lost to it', () => {
    const session = read('no record', header, end);
    expect(session.issues.map(({ severity }) => severity)).toEqual(['error']);
    expect(typesOf(session)).toEqual(['HL']);
  });

  test('a line inside a message that is no record is kept', () => {
    expect(read(header, 'no record', end).messages[0]?.records.length).toBe(3);
  });

  test('says where the header or the terminator is missing', () => {
    expect(placesOf(read('P|1', end))).toEqual(['H']);
    expect(placesOf(read(header, 'P|1'))).toEqual(['L']);
  });

  test.each(['T', 'R', 'E'])('says that the sender gave up (L-3 %s)', (code) => {
    expect(placesOf(read(header, `L|1|${code}`))).toEqual(['L[1]-3']);
  });
});

describe('delimiters', () => {
  test('are those of the header', () => {
    const record = read('H*\\^&***M1', 'R*1*^^^GLU*5.4', 'L*1*N').messages[0]?.records[1];
    expect([record?.value(3, 4), record?.value(4)]).toEqual(['GLU', '5.4']);
  });

  test('each message declares its own', () => {
    const [, second] = read(header, end, 'H|@!#', 'R|1|!!!GLU@!!!K', 'L|1|N').messages;
    expect(second?.records[1]?.repetitions(3).map(([, , , test]) => test)).toEqual(['GLU', 'K']);
  });

  test.each(['H|', 'H|^^&', 'H||\\^&', 'H|\\'])('%s does not declare them: the usual ones hold', (wrong) => {
    const session = read(wrong, 'R|1|^^^GLU|5.4', end);
    expect(placesOf(session)).toEqual(['H[1]-2']);
    expect(session.messages[0]?.records[1]?.value(3, 4)).toBe('GLU');
  });
});

describe('frames', () => {
  test('one that is sent again counts once', () => {
    const again = frame(2, 'P|1\r');
    const session = ofFrames(frame(1, `${header}\r`), again, again, frame(3, `${end}\r`));
    expect(typesOf(session)).toEqual(['HPL']);
    expect(placesOf(session)).toEqual([]);
  });

  test('one that was refused is replaced by the next of its number', () => {
    const session = ofFrames(
      frame(1, `${header}\r`),
      frame(2, 'P|X\r', { checksum: '00' }),
      frame(2, 'P|1\r'),
      frame(3, `${end}\r`),
    );
    expect(session.messages[0]?.records[1]?.value(2)).toBe('1');
    expect(placesOf(session)).toEqual(['frame 2']);
  });

  test('one with the number of the last and another text is another record, and its number is wrong', () => {
    const session = ofFrames(
      frame(1, `${header}\r`),
      frame(2, 'P|1\r'),
      frame(2, 'P|2\r'),
      frame(3, `${end}\r`),
    );
    expect(typesOf(session)).toEqual(['HPPL']);
    expect(placesOf(session)).toEqual(['frame 3']);
  });

  test('a record goes on in the next frame after ETB', () => {
    const session = ofFrames(
      frame(1, `${header}\r`),
      frame(2, 'C|1|L|half a ', { isLast: false }),
      frame(3, 'sentence\r'),
      frame(4, `${end}\r`),
    );
    expect(session.messages[0]?.records[1]?.value(4)).toBe('half a sentence');
  });

  test('a number that is left out is said, and what came is read', () => {
    const session = ofFrames(frame(1, `${header}\r`), frame(3, 'P|1\r'), frame(4, `${end}\r`));
    expect(typesOf(session)).toEqual(['HPL']);
    expect(placesOf(session)).toEqual(['frame 2']);
  });

  test('numbers begin anew with each ENQ', () => {
    const first = `\x05${frame(1, `${header}\r`)}${frame(2, `${end}\r`)}\x04`;
    const session = readSession(bytes(first + first));
    expect(typesOf(session)).toEqual(['HL', 'HL']);
    expect(placesOf(session)).toEqual([]);
  });

  test('without a checksum, and without an end, they are said by their place', () => {
    const session = ofFrames(
      frame(1, `${header}\r`),
      frame(2, 'P|1\r', { checksum: '' }),
      '\x023never ended',
      frame(3, `${end}\r`),
    );
    expect(placesOf(session)).toEqual(['frame 2', 'frame 3']);
    expect(typesOf(session)).toEqual(['HPL']);
  });
});
