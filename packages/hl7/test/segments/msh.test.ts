import { expect, test } from '@jest/globals';
import { parseMessage } from '../../src/message/message.ts';
import { readMsh } from '../../src/segments/msh.ts';

test.each([
  ['P', 'P'],
  ['p^T', 'P'],
  ['T^T', 'T'],
  ['', undefined],
  ['""', undefined],
  ['^T', undefined],
  ['P~P', 'P'],
  ['P~T', 'P~T'],
  ['P&T', 'P&T'],
])('MSH-11 %j says %j', (sent, expected) => {
  const parsed = parseMessage(Buffer.from(`MSH|^~\\&|A||||||ORU^R01|1|${sent}|2.5.1\r`));
  if (!parsed.ok) throw new Error('not a message');
  expect(readMsh(parsed.value.header).processingId).toBe(expected);
});

test.each([
  ['P1', 'P1'],
  ['', undefined],
  ['""', undefined],
])('MSH-14 %j continues the message with %j', (sent, expected) => {
  const parsed = parseMessage(Buffer.from(`MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1||${sent}\r`));
  if (!parsed.ok) throw new Error('not a message');
  expect(readMsh(parsed.value.header).continuationPointer).toBe(expected);
});
