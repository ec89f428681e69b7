import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Message, parseMessage } from '../../../lib/hl7/message.ts';

const parse = (text: string, charset?: string): Message => {
  const parsed = parseMessage(Buffer.from(text, 'latin1'), charset);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
};

const refusal = (text: string) => {
  const parsed = parseMessage(Buffer.from(text, 'latin1'));
  return parsed.ok ? undefined : parsed.issues[0];
};

describe('parsing a message', () => {
  test('fields are numbered as the standard numbers them, also in MSH', () => {
    const { header } = parse('MSH|^~\\&|APP|FAC\r');
    expect(header.field(1)).toBe('|');
    expect(header.field(2)).toBe('^~\\&');
    expect(header.value(3)).toBe('APP'); // MSH-3
  });

  test.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['blank lines between', '\r\n\r\n'],
  ])('segments may end with %s', (_, end) => {
    const message = parse(['MSH|^~\\&|A', 'PID|1', 'OBX|1', ''].join(end));
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'PID', 'OBX']);
    expect(message.issues).toEqual([]);
  });

  test('the delimiters are those of the message', () => {
    const message = parse('MSH$@#!%$APP\rPID$1$$ID@@@AUTH%1.2%ISO@MR#OTHER\r');
    const pid = message.segments[1];
    expect(pid?.value(3, { component: 4, subcomponent: 2 })).toBe('1.2'); // PID-3.4.2
    expect(pid?.value(3, { repetition: 2 })).toBe('OTHER');
  });

  test('an escape character that the sender doubled in MSH-2 is one escape character', () => {
    expect(parse('MSH|^~\\\\&|APP\rPID|1\r').delimiters.subcomponent).toBe('&');
  });

  test.each([
    ['MSH|^^^^|APP\r', 'MSH-2'],
    ['MSHA^~\\&|APP\r', 'MSH-1'],
    ['PID|1\r', 'MSH'],
    ['', 'MSH'],
    ['hello', 'MSH'],
    ['FHS|^~\\&\rMSH|^~\\&|A\r', 'FHS'],
    ['MSH|^~\\&|A\rPID|1\rMSH|^~\\&|B\r', 'MSH[2]'],
  ])('%j is refused with its place', (text, at) => {
    expect(refusal(text)?.at).toBe(at);
  });

  test('HL7 null is not the same as empty', () => {
    const [, obr] = parse('MSH|^~\\&|A\rOBR|1|""||X\r').segments;
    expect(obr?.isNull(2)).toBe(true);
    expect(obr?.isNull(3)).toBe(false);
    expect(obr?.value(2)).toBeUndefined();
  });

  test('a line break inside a value stays in the value and is reported', () => {
    const message = parse('MSH|^~\\&|A\rOBX|1|TX|C||first line\nand a second\rOBX|2\r');
    expect(message.segments.map(({ name }) => name)).toEqual(['MSH', 'OBX', 'OBX']);
    expect(message.segments[1]?.text(5)).toBe('first line\nand a second');
    expect(message.issues).toMatchObject([{ severity: 'warning', code: '100' }]);
  });

  test('block characters and a byte order mark around the message are ignored', () => {
    expect(parse('\v\xef\xbb\xbfMSH|^~\\&|A\rPID|1\r\x1c\r').segments).toHaveLength(2);
  });

  test('segments of one name are counted', () => {
    const message = parse('MSH|^~\\&|A\rOBX|1\rNTE|1\rOBX|2\r');
    expect(message.segments[3]?.at(5, 1)).toBe('OBX[2]-5.1');
  });

  test('blanks and block ends without end cost no more than their length', () => {
    // a pattern that tries every blank within takes minutes for this; the test's own time-out sees it
    const blanks = `a${' '.repeat(300_000)}b`;
    const message = parse(`MSH|^~\\&|A\rOBX|1|TX|C||${blanks}|\rNTE|1||${'\x1c'.repeat(300_000)}c\r`);
    expect(message.segments[1]?.text(5)).toHaveLength(300_002);
    expect(message.segments[1]?.value(5)).toHaveLength(300_002);
  });

  test('the text is kept exactly', () => {
    const text = 'MSH|^~\\&|A||\r\n\r\nOBX|1|ST|||a\\F\\b  |||\n';
    expect(parse(text).text).toBe(text);
  });

  test('any bytes give a message or an issue, and never a throw', () => {
    const piece = fc.oneof(
      fc.constantFrom('MSH', '|', '^~\\&', '\r', '\n', 'OBX', '\\X0', '\\', '""', '\v', '\x1c', '\xff\xfe'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const parsed = parseMessage(Buffer.from(pieces.join(''), 'latin1'));
        if (parsed.ok)
          for (const segment of parsed.value.segments) for (let n = 1; n < 8; n++) segment.value(n);
        else expect(parsed.issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('character sets', () => {
  const named = (charset: string, name: Uint8Array) =>
    parseMessage(
      Buffer.concat([
        Buffer.from(`MSH|^~\\&|A|||||||||||||||${charset}\rPID|1||1||`, 'latin1'),
        Buffer.from(name),
        Buffer.from('\r'),
      ]),
    );

  test.each([
    ['UNICODE UTF-8', [0x4d, 0xc3, 0xbc], 'Mü'],
    ['8859/1', [0x4d, 0xfc], 'Mü'],
    ['8859/2', [0xb9], 'š'],
    ['8859/5', [0xb8], 'И'],
    ['8859/15', [0xa4], '€'],
    ['GB 18030-2000', [0xc0, 0xee], '李'],
    ['BIG-5', [0xa7, 0xf5], '李'],
    ['KS X 1001', [0xb1, 0xe8], '김'],
    ['ISO_8859-1', [0xfc], 'ü'],
  ])('MSH-18 %s is read as it says', (charset, name, expected) => {
    const parsed = named(charset, Uint8Array.from(name));
    expect(parsed.ok && parsed.value.segments[1]?.value(5)).toBe(expected); // PID-5
    expect(parsed.ok && parsed.value.issues).toEqual([]);
  });

  test('bytes that do not fit are read all the same, and reported with their offset', () => {
    const parsed = named('UNICODE UTF-8', Uint8Array.from([0x4d, 0xfc, 0x6c]));
    const before = 'MSH|^~\\&|A|||||||||||||||UNICODE UTF-8\rPID|1||1||M'.length;
    expect(parsed.ok && parsed.value.segments[1]?.value(5)).toBe('Mül');
    expect(parsed.ok && parsed.value.issues).toMatchObject([{ code: '102', at: `byte ${before}` }]);
  });

  test('a name outside table 0211 is reported, and UTF-8 tried', () => {
    const parsed = named('KLINGON', Buffer.from('ü'));
    expect(parsed.ok && parsed.value.segments[1]?.value(5)).toBe('ü');
    expect(parsed.ok && parsed.value.issues).toMatchObject([{ code: '103', at: 'MSH-18' }]);
  });

  test("the source's own set counts where MSH-18 is empty", () => {
    expect(parse('MSH|^~\\&|A\rPID|1||1||\xb9\r', '8859/2').segments[1]?.value(5)).toBe('š');
  });

  test.each(['utf16le', 'utf-16be'])('UTF-16 is recognized: %s', (encoding) => {
    const bytes = Buffer.from('\ufeffMSH|^~\\&|A\rPID|1||1||Mü\r', 'utf16le');
    const parsed = parseMessage(encoding === 'utf16le' ? bytes : bytes.swap16());
    expect(parsed.ok && parsed.value.segments[1]?.value(5)).toBe('Mü');
  });
});
