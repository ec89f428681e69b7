import { expect, test } from '@jest/globals';
import { messageOf, senderOf } from '../../../simulators/play-message.ts';

const settings = { now: '20300613080000', id: 'A1' };
const filled = (text: string, more: object = {}): string =>
  Buffer.from(messageOf(text, { ...settings, ...more })).toString();

test('blanks are filled, and each line ends with a carriage return', () => {
  expect(filled('H|\\^&|{id}|||||||||P|1|{now}\nL|1|N\n')).toBe(
    'H|\\^&|A1|||||||||P|1|20300613080000\rL|1|N\r',
  );
});

test.each([
  ['MSH|^~\\&|M|F|||{now}||ORU^R01|{id}|P|2.3.1', 'MSH|^~\\&|M|F|||20300613080000||ORU^R01|A1|T|2.3.1\r'],
  ['H|\\^&|||M|||||||P|1394-97', 'H|\\^&|||M|||||||T|1394-97\r'],
  // the header declares its own delimiter
  ['H!\\^&!!!M!!!!!!!P', 'H!\\^&!!!M!!!!!!!T\r'],
  ['H|\\^&|||M', 'H|\\^&|||M|||||||T\r'],
  // a value that marks a control stays
  ['MSH|^~\\&|M|F|||||ORU^R01|1|Q|2.3.1', 'MSH|^~\\&|M|F|||||ORU^R01|1|Q|2.3.1\r'],
])('%s as training', (text, expected) => {
  expect(filled(text, { processingId: 'T' })).toBe(expected);
});

test('the facility is set in HL7, and ASTM has none', () => {
  expect(filled('MSH|^~\\&|M|F|||||ORU^R01|1|P|2.5', { facility: 'EAST' })).toContain('|M|EAST|');
  expect(filled('H|\\^&|||M', { facility: 'EAST' })).toBe('H|\\^&|||M\r');
});

test('the sender of a message is named by MSH-3 and MSH-4, or H-5', () => {
  expect(senderOf(messageOf('MSH|^~\\&|M|F|||||ORU^R01|1|P|2.5', settings))).toEqual({
    application: 'M',
    facility: 'F',
  });
  expect(senderOf(messageOf('H|\\^&|||M^1', settings))).toMatchObject({ application: 'M' });
});
