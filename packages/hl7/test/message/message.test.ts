import { describe, expect, test } from '@jest/globals';
import { anyDelimiters } from '../../../../test/support/delimiters.ts';
import { fc } from '../../../../test/support/property.ts';
import { size } from '../../../../test/support/size.ts';
import { validateStrictly } from '../../src/check/validate-strictly.ts';
import { buildMessage, type Message, parseMessage } from '../../src/message/message.ts';
import { readObxValues } from '../../src/segments/obx-value.ts';
import { readPid } from '../../src/segments/pid.ts';
import { definitionsOf } from '../../src/standard/dictionary.ts';

const parse = (text: string, charset?: string): Message => {
  const parsed = parseMessage(Buffer.from(text, 'latin1'), charset);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
};

const refusal = (text: string) => {
  const parsed = parseMessage(Buffer.from(text, 'latin1'));
  return parsed.ok ? undefined : parsed.issues[0];
};

/** For what takes half a second at the most, and minutes where it takes more than its length. */
const LINEAR_MS = 30_000;

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

  test.each(['PR1', 'PAC', 'IAM', 'EQU', 'TXA', 'MRG'])(
    '%s behind a short OBX is a segment of its own',
    (name) => {
      const message = parse(`MSH|^~\\&|A\rOBX|1|NM|WT||70|kg\r${name}|1||x\r`);
      expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'OBX', name]);
      expect(message.value('OBX-6')).toBe('kg');
    },
  );

  test('a line that only looks like a segment stays in its value', () => {
    const message = parse('MSH|^~\\&|A\rOBX|1|TX|C||one\rNEG\rPOS|x||||||F\r');
    expect(message.segments).toHaveLength(2);
    expect(message.value('OBX-5')).toBe('one\nNEG\nPOS');
  });

  test('segments of one name are counted', () => {
    const message = parse('MSH|^~\\&|A\rOBX|1\rNTE|1\rOBX|2\r');
    expect(message.segments[3]?.at(5, 1)).toBe('OBX[2]-5.1');
  });

  test(
    'blanks and block ends without end cost no more than their length',
    () => {
      // a pattern that tries every blank within takes minutes for this; the limit sees it
      const blanks = `a${' '.repeat(300_000)}b`;
      const message = parse(`MSH|^~\\&|A\rOBX|1|TX|C||${blanks}|\rNTE|1||${'\x1c'.repeat(300_000)}c\r`);
      expect(message.segments[1]?.text(5)).toHaveLength(300_002);
      expect(message.segments[1]?.value(5)).toHaveLength(300_002);
    },
    LINEAR_MS,
  );

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
      { numRuns: size({ short: 300, long: 3000 }) },
    );
  });
});

describe('a message gives back its exact bytes', () => {
  test('whatever its delimiters, line ends and segments are', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 8 });
    const fields = fc.array(fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 3 }), { maxLength: 6 });
    const segment = fc.record({ name: fc.constantFrom('PID', 'OBX', 'ZAB', 'NTE', 'SPM'), fields });
    fc.assert(
      fc.property(
        anyDelimiters,
        fc.array(segment, { maxLength: 8 }),
        fc.constantFrom('\r', '\n', '\r\n'),
        (delimiters, segments, lineEnd) => {
          const built = buildMessage([{ name: 'MSH', fields: ['APP'] }, ...segments], { delimiters });
          if (!built.ok) throw new Error(JSON.stringify(built.issues));
          const text = built.value.text.replaceAll('\r', lineEnd);
          const parsed = parseMessage(Buffer.from(text));
          if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
          expect(Buffer.from(parsed.value.bytes).toString()).toBe(text);
          expect(parsed.value.delimiters).toEqual(delimiters);
          const [, ...read] = parsed.value.segments;
          expect(read.map(({ name }) => name)).toEqual(segments.map(({ name }) => name));
          segments.forEach((sent, index) => {
            sent.fields.forEach((components, field) => {
              components.forEach((parts, component) => {
                parts.forEach((part, subcomponent) => {
                  const position = { component: component + 1, subcomponent: subcomponent + 1 };
                  const came = read[index]?.value(field + 1, position);
                  expect(came).toBe(asRead(part));
                });
              });
            });
          });
        },
      ),
      { numRuns: size({ short: 100, long: 500 }) },
    );
  });

  const asRead = (sent: string): string | undefined =>
    sent === '""' ? undefined : sent.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').trim() || undefined;

  test('any bytes in, never a throw, and the same bytes out', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, isSegment) => {
        const bytes = Buffer.concat([Buffer.from(`MSH|^~\\&|A\r${isSegment ? 'OBX|1|' : ''}`), noise]);
        const parsed = parseMessage(bytes);
        if (parsed.ok) expect(Buffer.from(parsed.value.bytes).equals(bytes)).toBe(true);
        else expect(parsed.issues).not.toEqual([]);
      }),
      { numRuns: size({ short: 200, long: 2000 }) },
    );
  });

  test.each<[string, string]>([
    ['one segment of many fields', `OBX${'|x'.repeat(250_000)}`],
    ['one field of many repetitions', `PID|1||${'a^b~'.repeat(125_000)}`],
    ['one name of many repetitions', `PID|1||7||${'a^b~'.repeat(125_000)}`],
    ['one result of many repetitions', `OBX|1|CE|C||${'a^b~'.repeat(125_000)}`],
    ['segments that no structure has', 'FOO|\r'.repeat(150_000)],
    ['one field of many components', `PID|1||${'a^'.repeat(250_000)}`],
    ['short segments without a field', 'AAA\r'.repeat(125_000)],
    ['lines that continue a value', `OBX|1|TX|||${'text\r'.repeat(100_000)}`],
    ['lines that look like segments inside a value', `OBX|1|TX|${'NEG\r'.repeat(125_000)}`],
    ['escape characters', `OBX|1|TX|||${'\\'.repeat(500_000)}`],
    ['broken escapes', `OBX|1|TX|||${'\\X0'.repeat(160_000)}`],
    ['character set switches', `OBX|1|TX|||${'\\M2442\\'.repeat(60_000)}`],
  ])(
    'half a megabyte of %s costs no more than its length',
    (_, body) => {
      // what grows faster than the message would take minutes; the limit sees it
      const parsed = parseMessage(Buffer.from(`MSH|^~\\&|A\r${body}\r`));
      if (!parsed.ok) throw new Error('not parsed');
      const pid = parsed.value.find('PID');
      if (pid !== undefined) readPid(pid);
      for (const obx of parsed.value.segments.filter(({ name }) => name === 'OBX').slice(0, 3))
        for (const type of ['CE', 'XPN', 'XAD', 'NM', 'CX']) readObxValues(obx, type);
      validateStrictly(parsed.value, definitionsOf('2.5.1'));
      for (const segment of parsed.value.segments) {
        for (let number = 1; number < 30; number++) segment.value(number, { component: 5 });
        segment.repetitions(3).forEach((_, index) => {
          segment.value(3, { repetition: index + 1, component: 2 });
        });
        segment.text(5);
      }
    },
    LINEAR_MS,
  );
});

describe('editing a message', () => {
  const original = parse('MSH|^~\\&|A\nPID|1||7^^^X~8||Okafor^Amara\r\nZPI|""|x  \n');

  test.each([
    ['PID-5.1', 'Lind', 'PID|1||7^^^X~8||Lind^Amara'],
    ['PID-5', 'Lind^O', 'PID|1||7^^^X~8||Lind\\S\\O'],
    ['PID-3[2].4.2', '1.2', 'PID|1||7^^^X~8^^^&1.2||Okafor^Amara'],
    ['PID-3[4]', '9', 'PID|1||7^^^X~8~~9||Okafor^Amara'],
    ['PID-8', '""', 'PID|1||7^^^X~8||Okafor^Amara|||""'],
    ['PID.1', '', 'PID|||7^^^X~8||Okafor^Amara'],
    ['PID-2', 'a\x1c\rb\v', 'PID|1|a\\X1C\\\\X0D\\b\\X0B\\|7^^^X~8||Okafor^Amara'],
  ])('%s becomes %s, and every other byte stays', (path, value, pid) => {
    const edited = original.with(path, value);
    expect(edited.ok && edited.value.text).toBe(`MSH|^~\\&|A\n${pid}\r\nZPI|""|x  \n`);
    expect(original.text).toContain('Okafor^Amara');
  });

  test('a value is read by its path', () => {
    expect(original.value('PID-3[2]')).toBe('8');
    expect(original.value('PID-5.2')).toBe('Amara');
    expect(original.value('ZPI-1')).toBeUndefined();
    expect(original.value('OBX-5')).toBeUndefined();
    expect(() => original.value('hello')).toThrow(RangeError);
  });

  test.each(['MSH-2', 'OBX-5', 'PID', 'PID-0', 'hello', 'PID[2]-3'])('%s cannot be edited', (path) => {
    expect(original.with(path, 'x')).toMatchObject({ ok: false, issues: [{ at: path }] });
  });

  test('a delimiter in a value needs an escape character', () => {
    expect(parse('MSH|^~|A\rPID|1\r').with('PID-5', 'a^b').ok).toBe(false);
  });

  test("the edited message is in the original's character set, or there is none", () => {
    const polish = parseMessage(Buffer.from('MSH|^~\\&|A|||||||||||||||8859/2\rPID|1\r'));
    if (!polish.ok) throw new Error('not parsed');
    expect(polish.value.with('MSH-18[2]', 'UNICODE UTF-8')).toMatchObject({
      value: { encoding: 'iso-8859-2' },
    });
    expect(polish.value.with('MSH-18', 'UNICODE UTF-8')).toMatchObject({ value: { encoding: 'utf-8' } });
    expect(polish.value.with('MSH-18', '')).toMatchObject({ value: { encoding: 'iso-8859-2' } });
    const edited = polish.value.with('PID-5', 'Łukasz');
    expect(edited.ok && Buffer.from(edited.value.bytes).includes(Buffer.from([0xa3, 0x75]))).toBe(true);
    expect(polish.value.with('PID-5', '漢')).toMatchObject({ ok: false, issues: [{ at: 'PID-5' }] });
  });
});
