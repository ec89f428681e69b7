import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '@labwire/hl7/message/message';
import {
  acceptingMsa,
  controlIdOf,
  echo,
  type HeaderContent,
  replyContext,
  replyHeader,
  unaskedContext,
  writeMessage,
} from '../../../../lib/render/hl7/reply-context.ts';
import { msh, segment, textOf, toMessage } from '../../../support/messages.ts';

const now = new Date('2026-03-02T14:00:00Z');

function parsed(...segments: readonly string[]) {
  const message = parseMessage(toMessage(msh({ 3: 'CHEM1', 4: 'LAB', 9: 'QBP^Q11^QBP_Q11' }), ...segments));
  if (!message.ok) throw new Error('no message');
  return message.value;
}

const context = replyContext(parsed(), now);
const content: HeaderContent = { type: ['RSP', 'K11', 'RSP_K11'], about: 'a' };
const headerOf = (of: HeaderContent = content, from = context): string[] =>
  textOf(writeMessage([replyHeader(from, of)]))
    .trim()
    .split('|');

describe('the header of an answer', () => {
  test('goes back to who asked, in their version, in UTF-8', () => {
    const header = headerOf({ ...content, acknowledgments: ['NE', 'AL'], profile: 'LAB-27^IHE' });
    // a field is one behind its number: MSH-1 is the delimiter
    expect([2, 4, 5, 8, 10, 11, 14, 15, 17, 20].map((at) => header[at])).toEqual([
      'LABWIRE', // MSH-3
      'CHEM1', // MSH-5
      'LAB', // MSH-6
      'RSP^K11^RSP_K11', // MSH-9
      'P', // MSH-11
      '2.5.1', // MSH-12
      'NE', // MSH-15
      'AL', // MSH-16
      'UNICODE UTF-8', // MSH-18
      'LAB-27^IHE', // MSH-21
    ]);
    expect(header[6]).toMatch(/^20260302\d{6}(?:\.\d+)?[+-]\d{4}$/); // MSH-7
  });

  test('has no acknowledgments and no profile unless they are given', () => {
    expect(headerOf()).toHaveLength(18); // ends with MSH-18
    expect(headerOf().slice(14, 16)).toEqual(['', '']);
  });

  test('is for who never asked as well', () => {
    const header = headerOf(content, unaskedContext({ application: 'CHEM1' }, 'T', now));
    expect([header[4], header[5], header[10], header[11]]).toEqual(['CHEM1', '', 'T', '2.5.1']);
  });
});

describe('MSH-10', () => {
  test('is the same for the same, and another for anything else', () => {
    const id = headerOf()[9];
    expect(headerOf()[9]).toBe(id);
    expect(headerOf({ ...content, about: 'b' })[9]).not.toBe(id);
    expect(headerOf({ ...content, type: ['RSP', 'Z02'] })[9]).not.toBe(id);
    expect(headerOf(content, unaskedContext({ application: 'CHEM1' }, 'P', now))[9]).not.toBe(id);
  });

  test('does not depend on the time, so that a second answer is the first', () => {
    expect(headerOf(content, { ...context, now: new Date(0) })[9]).toBe(headerOf()[9]);
  });

  test.each([[0], [1], [100_000]])('has 20 characters, of a text of %d', (length) => {
    expect(controlIdOf('a'.repeat(length), 'constructor')).toMatch(/^LW[0-9A-F]{18}$/);
  });
});

test('an answer that accepts names the message', () => {
  expect(textOf(writeMessage([acceptingMsa(context)]))).toBe('MSA|AA|CTRL-1\r'); // MSA-1, MSA-2
  expect(textOf(writeMessage([acceptingMsa(context, 'taken')]))).toBe('MSA|AA|CTRL-1|taken\r');
});

describe('a segment of the query in the answer', () => {
  const echoed = (...segments: readonly string[]): string =>
    textOf(writeMessage(echo(replyContext(parsed(...segments), now), 'QPD')));

  test('is as it stood there', () => {
    const qpd = segment('QPD', { 1: 'WOS^Work Order Step^IHE_LABTF', 2: 'TAG', 3: 'T-1~T-2^a' });
    expect(echoed(qpd)).toBe(`${qpd}\r`); // QPD
  });

  test('escapes stay escapes', () => {
    expect(echoed('QPD|A\\S\\B|C\\F\\D')).toBe('QPD|A\\S\\B|C\\F\\D\r');
  });

  test('is none where the query has none, and the first of several', () => {
    expect(echoed()).toBe('');
    expect(echoed('QPD|1', 'QPD|2')).toBe('QPD|1\r');
    expect(echo(unaskedContext({}, 'P', now), 'QPD')).toEqual([]);
  });

  test('without fields is its name', () => {
    expect(echoed('QPD')).toBe('QPD\r');
  });
});
