import { expect, test } from '@jest/globals';
import { msh, obr, obx, pid, segment } from '../../../../test/support/messages.ts';
import { excessIn } from '../../src/check/excess.ts';
import { parseText } from '../../src/message/message.ts';

const excessOf = (...segments: readonly string[]): string | undefined => {
  const parsed = parseText(`${segments.join('\r')}\r`);
  if (!parsed.ok) throw new Error('the message cannot be read');
  const issue = excessIn(parsed.value);
  return issue?.at;
};

const times = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

test.each([
  ['a unit', [obx({ 6: 'm'.repeat(20_001) })], 'OBX[1]-6'],
  ['a telephone number of the patient', [pid({ 13: '@'.repeat(20_001) })], 'PID[1]-13'],
  ['the sender', [obx()], 'MSH-3', { 3: 'A'.repeat(20_001) }],
  ['orders', times(2001, (index) => obr({ 3: `F-${index}` })), 'OBR[2001]'],
  ['orders with the same numbers', times(101, () => obr()), 'OBR[101]'],
  ['order controls without a number', times(101, () => 'ORC'), 'ORC[101]'],
  ['results of one order', [obr(), ...times(5001, () => 'OBX')], 'OBX[5001]'],
  ['values of one result', [obr(), obx({ 5: '~1'.repeat(5001) })], 'OBX[1]'],
  ['retired patients', [pid(), ...times(101, (index) => segment('MRG', { 1: String(index) }))], 'MRG[101]-1'],
  ['numbers of a retired patient', [segment('MRG', { 1: '1~'.repeat(101) })], 'MRG[1]-1'],
  ['numbers of a patient', [pid({ 3: '1~'.repeat(501) })], 'PID[1]-3'],
  ['flags of one result', [obr(), obx({ 8: 'a~'.repeat(200) })], 'OBX[1]-8'],
  ['names of a patient', [pid({ 5: 'A^B~'.repeat(200) })], 'PID[1]-5'],
  ['parents of a specimen', [segment('SPM', { 1: '1', 3: 'a~'.repeat(200) })], 'SPM[1]-3'],
  ['specimens', times(2001, () => 'SPM|1'), 'SPM[2001]'],
  ['segments', times(60_001, () => 'NTE|1'), 'NTE[60000]'],
  [
    'orders that repeat a long patient',
    [pid({ 11: 'a'.repeat(19_000) }), ...times(500, (index) => obr({ 3: `F-${index}` }))],
    'OBR[418]',
  ],
])(
  'too much is refused with its place: %s',
  (_, segments, place, header: Readonly<Record<number, string>> = {}) => {
    expect(excessOf(msh(header), ...segments)).toBe(place);
  },
);

test.each([
  ['a long text', [obr(), obx({ 2: 'FT', 5: 'a'.repeat(1_000_000) })]],
  ['a text of many lines', [obr(), obx({ 2: 'TX', 5: '~line'.repeat(10_000) })]],
  ['a long note', [obr(), segment('NTE', { 3: 'a'.repeat(1_000_000) })]],
  ['two hundred flags', [obr(), obx({ 8: 'a~'.repeat(199) })]],
  ['a note of many lines', [obr(), segment('NTE', { 3: 'line~'.repeat(10_000) })]],
  ['a segment of the site', [obr(), segment('ZDS', { 1: 'a'.repeat(1_000_000) })]],
  ['a hundred orders of a number and of other tests', times(2000, (index) => obr({ 4: `T${index}` }))],
  ['one test of many specimens', times(500, (index) => `SPM|1|S-${index}\r${obr()}`)],
  [
    'five thousand results in each of four orders',
    times(4, () => [obr(), ...times(5000, () => 'OBX')].join('\r')),
  ],
  [
    'a document behind a specimen',
    times(4, (index) => `${obr({ 3: `F-${index}` })}\rSPM|1\rOBX||ED|||${'a'.repeat(3_000_000)}`),
  ],
])('%s is not too much', (_, segments) => {
  expect(excessOf(msh(), pid(), ...segments)).toBeUndefined();
});
