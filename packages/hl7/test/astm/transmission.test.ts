import { describe, expect, test } from '@jest/globals';
import { encodeFrames } from '../../src/astm/frame.ts';
import { asHl7 } from '../../src/astm/to-hl7.ts';
import { isTransmission, readTransmission } from '../../src/astm/transmission.ts';
import { parseMessage } from '../../src/message/message.ts';

const hl7 = (id: string): string => `MSH|^~\\&|A|B|||||ORU^R01|${id}|P|2.5.1\rOBX|1|NM|K||4.1||||||F\r`;
const inFrames = (text: string): Uint8Array =>
  Buffer.concat([Buffer.of(5), ...encodeFrames(Buffer.from(text)), Buffer.of(4)]);
const textsOf = (bytes: Uint8Array): string[] =>
  readTransmission(bytes).messages.map((message) => Buffer.from(message).toString('latin1').trim());

describe('HL7 in ASTM frames', () => {
  test('is read as HL7, each message by itself', () => {
    const capture = Buffer.concat([inFrames(hl7('1')), inFrames(hl7('2'))]);
    expect(isTransmission(capture)).toBe(true);
    expect(textsOf(capture)).toEqual([hl7('1').trim(), hl7('2').trim()]);
    expect(readTransmission(capture).issues).toEqual([]);
  });

  test('is read without its frames too, as it comes from a line', () => {
    expect(textsOf(Buffer.from(`${hl7('1')}${hl7('2')}`))).toEqual([hl7('1').trim(), hl7('2').trim()]);
  });

  test('in simplified framing has neither numbers nor checksums', () => {
    expect(textsOf(Buffer.from(`\x05\x02${hl7('1')}\x03\x04`))).toEqual([hl7('1').trim()]);
  });

  test('is one message of HL7 for everything that follows', () => {
    const { bytes, issues } = asHl7(inFrames(hl7('1')));
    const parsed = parseMessage(bytes);
    expect(parsed.ok && parsed.value.value('OBX-5')).toBe('4.1');
    expect(issues).toEqual([]);
  });

  test('with several messages in one body is refused with a word', () => {
    const { bytes, issues } = asHl7(inFrames(hl7('1') + hl7('2')));
    expect(parseMessage(bytes).ok).toBe(false);
    expect(issues.map(({ at }) => at)).toEqual(['MSH[2]']);
  });
});

test.each([
  ['HL7', hl7('1'), false],
  ['HL7 in an MLLP block', `\x0b${hl7('1')}\x1c\r`, false],
  ['records', 'H|\\^&\rL|1|N\r', true],
  ['nothing', '', false],
])('%s: from an ASTM line %s', (_, text, expected) => {
  expect(isTransmission(Buffer.from(text))).toBe(expected);
});

test('a transmission without any message has none', () => {
  expect(readTransmission(inFrames('hello')).messages).toEqual([]);
  expect(readTransmission(Buffer.from('\x05\x02')).messages).toEqual([]);
});
