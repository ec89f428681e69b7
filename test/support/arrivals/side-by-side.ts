import { type ArrivalSet, at, line, type Result, said } from './messages.ts';

const valued = (value: string, fields: Readonly<Record<number, string>>, status = 'F'): Result => ({
  ...{ code: 'K', value, status, fields },
});
const number = (value: string, status?: string): Result => valued(value, {}, status);
const words = (value: string, status?: string): Result => valued(value, { 2: 'ST', 6: '' }, status);
const answer = (value: string, status?: string): Result => valued(value, { 2: 'CWE', 6: '' }, status);
const structured = (value: string, status?: string): Result => valued(value, { 2: 'SN', 6: '' }, status);
const named = (subId: string, value: string, status?: string): Result =>
  valued(value, { 2: 'CWE', 4: subId, 6: '' }, status);

const saidAt = (tag: string, time: string, status: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(time), order: { 25: status }, results });

const NR = answer('NR^Nonreactive^L');
const REACTIVE = 'R^Reactive^L';
const REMARK = words('Slightly hemolyzed');

/** What one message says of one test in two rows, and one result in two spellings. */
export const sideBySide: readonly ArrivalSet[] = [
  {
    name: 'a number that is corrected leaves the interpretation beside it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('0.4'), NR),
      saidAt(tag, '1000', 'C', number('0.6', 'C')),
    ],
    shows: [/\| K \| 0.6 mmol\/L \| corrected/, /\| K \| NR \| final/],
    holds: [],
  },
  {
    name: 'an interpretation that is corrected leaves the number beside it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('0.4'), NR),
      saidAt(tag, '1000', 'C', answer(REACTIVE, 'C')),
    ],
    shows: [/\| K \| 0.4 mmol\/L \| final/, /\| K \| R \| corrected/],
    holds: [],
  },
  {
    name: 'a number that is sent again alone leaves the interpretation beside it',
    messages: (tag) => [saidAt(tag, '0900', 'F', number('0.4'), NR), saidAt(tag, '1000', 'F', number('0.4'))],
    shows: [/\| K \| 0.4 mmol\/L \| final/, /\| K \| NR \| final/],
    holds: [],
  },
  {
    name: 'a number that is corrected does not wait because of a remark beside it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('6.9'), REMARK),
      saidAt(tag, '1000', 'C', number('4.1', 'C')),
    ],
    shows: [/\| K \| 4.1 mmol\/L \| corrected/, /\| K \| Slightly hemolyzed/],
    holds: [],
  },
  {
    name: 'words may correct the number or the remark beside it, so they wait',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('6.9'), REMARK),
      saidAt(tag, '1000', 'C', words('HEMOLYZED', 'C')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a final number takes the place of a preliminary one and of the remark beside it',
    messages: (tag) => [
      saidAt(tag, '0900', 'P', number('6.9', 'P'), words('Check hemolysis', 'P')),
      saidAt(tag, '1000', 'F', number('4.1')),
    ],
    shows: [/\| K \| 4.1 mmol\/L \| final/],
    holds: [],
  },
  {
    name: 'a message that repeats the only known value beside its correction corrects it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('4.1')),
      saidAt(tag, '1000', 'C', number('4.1'), number('5.1', 'C')),
    ],
    shows: [/\| K \| 5.1 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'messages that repeat the original beside each correction correct it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('4.1')),
      saidAt(tag, '1000', 'C', number('5.1', 'C'), number('4.1')),
      saidAt(tag, '1100', 'C', number('4.1'), number('6.1', 'C')),
    ],
    shows: [/\| K \| 6.1 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'an old final value and its correction wait where another value is known',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('4.9')),
      saidAt(tag, '1000', 'C', number('4.1'), number('5.1', 'C')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'an old final value and its correction wait where nothing is known',
    messages: (tag) => [saidAt(tag, '1000', 'C', number('4.1'), number('5.1', 'C'))],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a correction that stands alone settles an old value and its correction in one message',
    messages: (tag) => [
      saidAt(tag, '1000', 'C', number('4.1'), number('5.1', 'C')),
      saidAt(tag, '1100', 'C', number('5.1', 'C')),
    ],
    shows: [/\| K \| 5.1 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'a message that repeats the only organism of an OBX-4 beside its correction corrects it',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', named('1', '1^Escherichia coli^L')),
      saidAt(tag, '1000', 'C', named('1', '1^Escherichia coli^L'), named('1', '2^Klebsiella^L', 'C')),
    ],
    shows: [/\| 2 \| corrected/],
    holds: [],
  },
  {
    name: 'one of two values that is corrected beside the other is clear',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', number('4.1'), number('4.3')),
      saidAt(tag, '1000', 'C', number('4.1'), number('5.1', 'C')),
    ],
    shows: [/\| K \| 4.1 mmol\/L/, /\| K \| 5.1 mmol\/L \| corrected/],
    holds: [],
  },
  ...(
    [
      ['a titer', words('1:80'), structured('^1^:^80'), /\| K \| .* final/],
      ['a range', words('5-10'), structured('^5^-^10'), /\| K \| .* final/],
    ] as const
  ).map(
    ([what, one, other, shown]): ArrivalSet => ({
      name: `${what} that is sent again with another OBX-2 is no correction`,
      messages: (tag) => [saidAt(tag, '0900', 'F', one), saidAt(tag, '1000', 'F', other)],
      shows: [shown],
      holds: [],
    }),
  ),
  {
    name: 'a text that is sent again with its lines in one value is no correction',
    messages: (tag) => [
      saidAt(tag, '0900', 'F', line('ADENOMA'), line('GRADE 1')),
      saidAt(tag, '1000', 'F', { ...line('ADENOMA\\.br\\GRADE 1'), fields: { 2: 'FT', 6: '' } }),
    ],
    shows: [/\| CYTO \| ADENOMA\s+GRADE 1 \| final/],
    holds: [],
  },
];
