import { describe, expect, test } from '@jest/globals';
import { buildAck } from '../../src/ack.ts';
import { hidesDelimiters, SHIFTED } from '../../src/charset/charset.ts';
import { isReversible } from '../../src/charset/encode-text.ts';
import { type Message, parseMessage } from '../../src/message/message.ts';

const header = (charset: string): string => `MSH|^~\\&|A|||||||||||||||${charset}\rPID|1||1||`;

/** A message of this MSH-18 whose PID-5 is these bytes. */
const bytesOf = (charset: string, name: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(header(charset), 'latin1'), Uint8Array.from(name), Buffer.from('\r')]);

const read = (bytes: Uint8Array, sourceCharset?: string): Message => {
  const parsed = parseMessage(bytes, sourceCharset);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
};

/** 漢 in JIS X 0208, 丂 in JIS X 0212, between their escapes. */
const kanji = [0x1b, 0x24, 0x42, 0x34, 0x41, 0x1b, 0x28, 0x42];
const rareKanji = [0x1b, 0x24, 0x28, 0x44, 0x30, 0x21, 0x1b, 0x28, 0x42];

describe('MSH-18', () => {
  test.each<[string, readonly number[], string]>([
    ['ASCII', [0x4d], 'M'],
    ['UNICODE UTF-8', [0x4d, 0xc3, 0xbc], 'Mü'],
    ['UTF-8', [0x4d, 0xc3, 0xbc], 'Mü'],
    ['8859/1', [0x4d, 0xfc], 'Mü'],
    ['8859/2', [0xb9], 'š'],
    ['8859/3', [0xa1], 'Ħ'],
    ['8859/4', [0xb1], 'ą'],
    ['8859/5', [0xb8], 'И'],
    ['8859/6', [0xc8], 'ب'],
    ['8859/7', [0xe1], 'α'],
    ['8859/8', [0xe0], 'א'],
    ['8859/9', [0xfd], 'ı'],
    ['8859/15', [0xa4], '€'],
    ['ISO IR14', [0xb1], 'ｱ'],
    ['ISO IR87', kanji, '漢'],
    ['~ISO IR87', kanji, '漢'],
    ['ASCII~ISO IR87~ISO IR159', [...kanji, ...rareKanji], '漢丂'],
    ['ISO IR14~ISO IR87', [0xb1, ...kanji], 'ｱ漢'],
    ['ISO IR159', rareKanji, '丂'],
    ['GB 18030-2000', [0xc0, 0xee, 0x82, 0x30, 0x81, 0x30], '李\u3421'.slice(0, 1)],
    ['KS X 1001', [0xb1, 0xe8], '김'],
    ['BIG-5', [0xa7, 0xf5], '李'],
    ['ISO_8859-1', [0xfc], 'ü'],
  ])('%s is read as it says, and gives back its bytes', (charset, name, expected) => {
    const bytes = bytesOf(charset, name);
    const message = read(bytes);
    expect(message.value('PID-5')?.startsWith(expected)).toBe(true);
    expect(message.issues).toEqual([]);
    expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
  });

  test('a name outside table 0211 is reported, and UTF-8 tried', () => {
    const message = read(bytesOf('KLINGON', [...Buffer.from('ü')]));
    expect(message.value('PID-5')).toBe('ü');
    expect(message.issues).toMatchObject([{ code: '103', at: 'MSH-18' }]);
  });

  test("the source's own set counts where it is empty", () => {
    expect(read(bytesOf('', [0xb9]), '8859/2').value('PID-5')).toBe('š');
    expect(read(bytesOf('', [...Buffer.from('š')])).value('PID-5')).toBe('š');
  });
});

test('UTF-8 that calls itself Latin 1 is read as MSH-18 says, and doubted', () => {
  const message = read(bytesOf('8859/1', [0xc3, 0xbc]));
  expect(message.value('PID-5')).toBe('Ã¼');
  expect(message.issues).toMatchObject([{ severity: 'warning', at: 'MSH-18' }]);
});

describe('bytes that do not fit are read all the same, and reported with their offset', () => {
  test.each<[string, readonly number[], string, number]>([
    ['UNICODE UTF-8', [0x4d, 0xfc, 0x6c], 'Mül', 1],
    ['ASCII', [0x4d, 0xfc, 0x6c], 'Mül', 1],
    ['ASCII', [0x4d, 0xc3, 0xbc], 'Mü', 1],
    ['GB 18030-2000', [0x4d, 0xff], 'Mÿ', 1],
    ['8859/3', [0x4d, 0x4d, 0xa5], 'MM¥', 2],
    ['ISO IR87', [0x4d, 0x1b, 0x2e], 'M\u001b.', 1],
  ])('%s %j', (charset, name, expected, offset) => {
    const bytes = bytesOf(charset, name);
    const message = read(bytes);
    expect(message.value('PID-5')).toBe(expected);
    const at = `byte ${header(charset).length + offset}`;
    expect(message.issues).toMatchObject([{ severity: 'warning', code: '102', at }]);
    expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
  });
});

describe('a header with characters that hide a delimiter', () => {
  // ポ in Shift_JIS is 83 7C, a hanzi in GB 18030 is 81 7C: their second byte is the field separator's
  const withFacility = (facility: readonly number[], charset: string): Buffer =>
    Buffer.concat([
      Buffer.from('MSH|^~\\&|APP|'),
      Uint8Array.from(facility),
      Buffer.from(`|||||ORU^R01|CTRL1|P|2.5||||||${charset}\rPID|1||7\r`),
    ]);

  test.each<[string, readonly number[], string]>([
    ['ISO IR14', [0x83, 0x7c], 'ポ'],
    ['GB 18030-2000', [0x81, 0x7c], '亅'],
    ['BIG-5', [0xa4, 0x7c], '四'],
    ['ASCII~ISO IR87', [0x1b, 0x24, 0x42, 0x34, 0x7c, 0x1b, 0x28, 0x42], '岸'],
  ])('%s is read by its own MSH-18, and answered about its message', (charset, facility) => {
    const bytes = withFacility(facility, charset);
    const message = read(bytes);
    expect(message.value('MSH-10')).toBe('CTRL1');
    expect(message.issues).toEqual([]);
    expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
    const ack = read(buildAck({ received: bytes, verdict: 'accept', controlId: 'A', now: new Date(0) }));
    expect(ack.value('MSA-2')).toBe('CTRL1');
    expect(ack.value('MSH-6')).toBe(message.value('MSH-4'));
  });

  test("the source's own set does it where MSH-18 is empty", () => {
    const bytes = withFacility([0x83, 0x7c], '');
    expect(read(bytes, 'ISO IR14').value('MSH-10')).toBe('CTRL1');
    const options = { received: bytes, verdict: 'accept', controlId: 'A', now: new Date(0) } as const;
    expect(read(buildAck({ ...options, sourceCharset: 'ISO IR14' }), 'ISO IR14').value('MSA-2')).toBe(
      'CTRL1',
    );
  });
});

test.each(['UNICODE UTF-16', 'UNICODE UTF-32'])(
  '%s of one byte a character is read as UTF-8, and doubted',
  (charset) => {
    const bytes = bytesOf(charset, [...Buffer.from('Mü')]);
    const message = read(bytes);
    expect(message.value('PID-5')).toBe('Mü');
    expect(message.issues).toMatchObject([{ at: 'MSH-18' }]);
    expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
  },
);

test('a byte order mark does not make bytes unreadable that do not fit', () => {
  const bytes = Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), bytesOf('', [0x4d, 0xfc])]);
  const message = read(bytes);
  expect(message.value('PID-5')).toBe('Mü');
  expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
});

describe('bytes that may hide a delimiter', () => {
  const shiftedBy = (charset: string, name: readonly number[], behind = '|X') => {
    const bytes = Buffer.concat([bytesOf(charset, name).subarray(0, -1), Buffer.from(`${behind}\r`)]);
    return read(bytes).issues.some(({ reason }) => reason === SHIFTED);
  };

  test.each<[string, readonly number[]]>([
    ['', [0x83, 0x7c]],
    ['', [0x83, 0x5c]],
    ['', [0xa4, 0x5e]],
    ['', [0xa4, 0x7e]],
    ['ASCII', [0x52, 0xe9]],
    ['UNICODE UTF-8', [0x52, 0xe9]],
    ['KLINGON', [0x52, 0xe9]],
  ])('MSH-18 %j, %j', (charset, name) => {
    expect(shiftedBy(charset, name)).toBe(true);
  });

  test.each<[string, readonly number[], string]>([
    ['', [...Buffer.from('é')], '|X'],
    ['8859/1', [0x52, 0xe9], '|X'],
    ['ISO IR14', [0x83, 0x7c], '|X'],
    ['', [0xfc, 0x6c], '|X'],
    ['', [0x52, 0xe9], ''],
  ])('not MSH-18 %j, %j, then %j', (charset, name, behind) => {
    expect(shiftedBy(charset, name, behind)).toBe(false);
  });

  test('only a set whose characters hold delimiters is asked for them', () => {
    expect(hidesDelimiters('|^', Uint8Array.of(0x83, 0x7c), 'shift_jis')).toBe(true);
    expect(hidesDelimiters('|^', Uint8Array.of(0x8a, 0xbf, 0x7c), 'shift_jis')).toBe(false);
    expect(hidesDelimiters('|^', Uint8Array.of(0x83, 0x7c), 'windows-1252')).toBe(false);
  });
});

describe('what the first bytes show goes before MSH-18', () => {
  const text = 'MSH|^~\\&|A\rPID|1||1||Mü\r';
  const swap32 = (bytes: Buffer): Buffer => bytes.swap32();
  const utf32 = (value: string): Buffer => {
    const bytes = Buffer.alloc(value.length * 4);
    [...value].forEach((character, index) => {
      bytes.writeUInt32LE(character.codePointAt(0) ?? 0, index * 4);
    });
    return bytes;
  };
  test.each<[string, Buffer]>([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16LE', Buffer.from(text, 'utf16le')],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16()],
    ['UTF-32LE with a mark', utf32(`\ufeff${text}`)],
    ['UTF-32BE with a mark', swap32(utf32(`\ufeff${text}`))],
    ['UTF-32LE', utf32(text)],
    ['UTF-32BE', swap32(utf32(text))],
  ])('%s', (_, bytes) => {
    const message = read(bytes);
    expect(message.value('PID-5')).toBe('Mü');
    expect(message.issues).toEqual([]);
    expect(Buffer.from(message.bytes).equals(bytes)).toBe(true);
  });
});

describe('what is written in a set is read back from it', () => {
  test.each([
    ['8859/5', 'Ирина'],
    ['8859/15', 'Zoë €'],
    ['GB 18030-2000', '李㐡😀𠀀'],
    ['BIG-5', '李'],
    ['KS X 1001', '김민준'],
    ['ISO IR14', 'ｱｲ漢'],
    ['~ISO IR87', 'Yamada 漢丂ｱ'],
    ['UNICODE UTF-8', '李 😀 ü'],
  ])('%s: %s', (charset, name) => {
    const edited = read(bytesOf(charset, [])).with('PID-5', name);
    if (!edited.ok) throw new Error(JSON.stringify(edited.issues));
    const again = read(edited.value.bytes);
    expect(again.value('PID-5')).toBe(name);
    expect(again.issues).toEqual([]);
    expect(again.encoding).toBe(edited.value.encoding);
  });

  test('only sets in which a character has one form are read back from text', () => {
    expect(['utf-8', 'windows-1252', 'iso-8859-2', 'utf-16be'].every(isReversible)).toBe(true);
    expect(['gb18030', 'iso-2022-jp', 'shift_jis', 'big5', 'euc-kr'].some(isReversible)).toBe(false);
  });
});
