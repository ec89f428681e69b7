import { expect, test } from '@jest/globals';
import { isAcknowledgmentWanted } from '../src/acknowledgment-wanted.ts';

const header = (accept: string, application: string): Uint8Array =>
  Buffer.from(`MSH|^~\\&|A|B|||||ORU^R01|1|P|2.5.1|||${accept}|${application}\rPID|1\r`);

test.each([
  // MSH-15, MSH-16, wanted if accepted, wanted if refused
  ['', '', true, true],
  ['NE', 'NE', false, false],
  ['ER', 'ER', false, true],
  ['SU', 'SU', true, false],
  ['ER', 'NE', false, true],
  ['NE', 'AL', true, true],
  ['AL', 'NE', true, true],
  ['AL', 'ER', true, true],
  ['ER', 'SU', true, true],
  // half an answer to the question is none
  ['NE', '', true, true],
  ['', 'NE', true, true],
  ['XX', 'NE', true, true],
])('MSH-15 %j, MSH-16 %j: accepted %s, refused %s', (accept, application, accepted, refused) => {
  const message = header(accept, application);
  expect(isAcknowledgmentWanted(message, 'accept')).toBe(accepted);
  expect(isAcknowledgmentWanted(message, 'reject')).toBe(refused);
  expect(isAcknowledgmentWanted(message, 'error')).toBe(refused);
});

test.each(['', 'hello', '\rMSH|'])('%j, which is no message, is answered', (text) => {
  expect(isAcknowledgmentWanted(Buffer.from(text), 'accept')).toBe(true);
});
