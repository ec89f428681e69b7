import { describe, expect, test } from '@jest/globals';
import { msh, textOf, toMessage } from '../../../test/support/messages.ts';
import { type AckOptions, buildAck, readAck } from '../src/ack.ts';
import { error } from '../src/issue.ts';
import { parseMessage } from '../src/message/message.ts';

const now = new Date('2026-03-02T13:00:00Z');

const ack = (received: Uint8Array, rest: Partial<AckOptions> = {}): string[] =>
  textOf(buildAck({ received, verdict: 'accept', controlId: 'ACK1', now, ...rest })).split('\r');

const issue = error('101', 'OBX[2]-5.1', 'OBX-5 is empty | really');

describe('acknowledgments', () => {
  test('the receiver answers the sender, in its version, about its message', () => {
    const [header, msa] = ack(toMessage(msh({ 10: 'M-77' })));
    expect(header).toBe(
      'MSH|^~\\&|LABWIRE|HOSP|CORELIS|RIVERSIDE|20260302130000+0000||ACK^R01^ACK|ACK1|P|2.5.1',
    );
    expect(msa).toBe('MSA|AA|M-77');
  });

  test.each([
    ['2.2', 'ACK'],
    ['2.3', 'ACK^R01'],
    ['2.3.1', 'ACK^R01'],
    ['2.4', 'ACK^R01^ACK'],
    ['2.8', 'ACK^R01^ACK'],
  ])('MSH-9 is right for version %s', (version, expected) => {
    expect(ack(toMessage(msh({ 12: version })))[0]?.split('|')[8]).toBe(expected);
  });

  test.each([
    ['accept', 'AA', 'CA'],
    ['error', 'AE', 'CE'],
    ['reject', 'AR', 'CR'],
  ] as const)(
    '%s is %s, and %s where only an accept acknowledgment is wanted',
    (verdict, original, enhanced) => {
      const code = (fields: Record<number, string>) =>
        ack(toMessage(msh(fields)), { verdict })[1]?.split('|')[1];
      expect(code({})).toBe(original);
      expect(code({ 15: 'NE', 16: 'AL' })).toBe(original);
      expect(code({ 15: 'AL', 16: 'NE' })).toBe(enhanced);
      expect(code({ 15: 'ER', 16: 'NE' })).toBe(enhanced);
      expect(code({ 15: 'AL' })).toBe(enhanced);
      expect(code({ 15: 'AL', 16: 'AL' })).toBe(original);
      const forced = (mode: 'commit' | 'application') =>
        ack(toMessage(msh()), { verdict, mode })[1]?.split('|')[1];
      expect([forced('application'), forced('commit')]).toEqual([original, enhanced]);
    },
  );

  test('MSA-4 is what the caller expects, and nothing else', () => {
    expect(ack(toMessage(msh({ 13: '7' })), { expectedSequenceNumber: 8 })[1]).toBe('MSA|AA|CTRL-1||8');
    expect(ack(toMessage(msh({ 13: '7' })))[1]).toBe('MSA|AA|CTRL-1');
  });

  test('ERR-5 has the reason for programs, ERR-7 a place that is no path, ERR-2 every level of one', () => {
    const issues = [
      { ...error('103', 'MSH-3', 'Nobody'), reason: 'unknown-source' },
      error('102', 'byte 17', 'Odd'),
      error('102', 'PID-3[2].4.1', 'Odd'),
      error('100', 'PV1', 'Gone'),
    ];
    expect(ack(toMessage(msh()), { verdict: 'reject', issues }).slice(2, 6)).toEqual([
      'ERR||MSH^1^3|103^Nobody^HL70357|E|unknown-source^^L|||Nobody',
      'ERR|||102^Odd^HL70357|E|||byte 17|Odd',
      'ERR||PID^1^3^2^4^1|102^Odd^HL70357|E||||Odd',
      'ERR||PV1^1|100^Gone^HL70357|E||||Gone',
    ]);
  });

  test('ERR names place, code, severity and text from version 2.5 on', () => {
    const lines = ack(toMessage(msh()), { verdict: 'reject', issues: [issue] });
    expect(lines[1]).toBe('MSA|AR|CTRL-1|OBX-5 is empty \\F\\ really');
    expect(lines[2]).toBe(
      'ERR||OBX^2^5^1^1|101^OBX-5 is empty \\F\\ really^HL70357|E||||OBX-5 is empty \\F\\ really',
    );
  });

  test('ERR is ERR-1 before version 2.5', () => {
    const lines = ack(toMessage(msh({ 12: '2.3' })), { verdict: 'reject', issues: [issue] });
    expect(lines[2]).toBe('ERR|OBX^2^5^101&OBX-5 is empty \\F\\ really&HL70357');
  });

  test("the sender's delimiters are used", () => {
    const received = Buffer.from('MSH$@#!%$APP$FAC$$$$$ORU@R01$X|1$P$2.5\r');
    const [header, msa] = ack(received);
    expect(header?.startsWith('MSH$@#!%$$$APP$FAC$')).toBe(true);
    expect(header?.split('$')[8]).toBe('ACK@R01@ACK');
    expect(msa).toBe('MSA$AA$X|1');
  });

  test('a control id in any character set comes back byte by byte, with MSH-18', () => {
    const received = Buffer.from(msh({ 10: 'M-\xe9', 18: '8859/1' }), 'latin1');
    const [header, msa] = ack(received);
    expect(header?.split('|')[17]).toBe('8859/1');
    expect(msa).toBe('MSA|AA|M-\xe9');
  });

  test.each(['', 'no message', 'MSH', 'PID|1'])('%j is answered too', (text) => {
    const [header, msa] = ack(Buffer.from(text), { verdict: 'reject' });
    expect(header?.startsWith('MSH|^~\\&|')).toBe(true);
    expect(msa).toBe('MSA|AR|');
  });

  test('a header whose encoding characters cannot be used is answered about its message', () => {
    const [header, msa] = ack(Buffer.from(msh().replace('^~\\&', '&&&&')), { verdict: 'reject' });
    expect(header?.startsWith('MSH|^~\\&|LABWIRE|')).toBe(true);
    expect(msa).toBe('MSA|AR|CTRL-1');
  });

  test('UTF-16 is answered in UTF-16', () => {
    const received = Buffer.from(`\ufeff${msh({ 10: 'WIDE' })}\r`, 'utf16le');
    const answer = parseMessage(buildAck({ received, verdict: 'accept', controlId: 'A', now }));
    expect(answer.ok && answer.value.encoding).toBe('utf-16le');
    expect(answer.ok && readAck(answer.value.segments)).toMatchObject({ code: 'AA', controlId: 'WIDE' });
  });

  test('an acknowledgment is read back with its errors in words', () => {
    const bytes = buildAck({
      received: toMessage(msh()),
      verdict: 'reject',
      issues: [issue],
      controlId: 'A',
      now,
    });
    const parsed = parseMessage(bytes);
    const old = parseMessage(
      buildAck({
        received: toMessage(msh({ 12: '2.3.1' })),
        ...{ verdict: 'reject', issues: [issue], controlId: 'A', now },
      }),
    );
    // before v2.5 there is one field for place, code and text
    expect(old.ok && readAck(old.value.segments)?.errors).toEqual(['OBX[2]-5 (101) OBX-5 is empty | really']);
    expect(parsed.ok && readAck(parsed.value.segments)).toEqual({
      code: 'AR',
      controlId: 'CTRL-1',
      text: 'OBX-5 is empty | really',
      errors: ['OBX[2]-5.1 (101) OBX-5 is empty | really'],
    });
  });
});

describe('a field of megabytes', () => {
  test.each([[3], [4], [10], [11], [12], [18]])(
    'in MSH-%i is cut, and the answer stays an acknowledgment',
    (field) => {
      const received = toMessage(msh({ [field]: 'A'.repeat(4_000_000) }));
      const answer = buildAck({ received, verdict: 'reject', controlId: 'ACK1', now, issues: [issue] });
      expect(answer.length).toBeLessThan(5000);
      const parsed = parseMessage(answer);
      expect(parsed.ok && readAck(parsed.value.segments)?.code).toBe('AR');
    },
  );

  test('in MSH-9.2 is cut', () => {
    expect(ack(toMessage(msh({ 9: `ORU^${'R'.repeat(4_000_000)}` }))).join('\r').length).toBeLessThan(5000);
  });

  test('is not cut within an escape sequence', () => {
    const [, msa] = ack(toMessage(msh({ 10: `${'A'.repeat(998)}\\T\\B` })));
    expect(msa).toBe(`MSA|AA|${'A'.repeat(998)}`);
  });

  test('of a thousand characters is repeated whole', () => {
    const [, msa] = ack(toMessage(msh({ 10: 'A'.repeat(1000) })));
    expect(msa).toBe(`MSA|AA|${'A'.repeat(1000)}`);
  });

  test('a thousand issues are a hundred ERR', () => {
    const lines = ack(toMessage(msh()), { issues: Array.from({ length: 1000 }, () => issue) });
    expect(lines.filter((line) => line.startsWith('ERR'))).toHaveLength(100);
  });
});
