import { expect, test } from '@jest/globals';
import { anHour, chartOf, reportOfMessages } from '../../../support/report-of-messages.ts';

type Row = Readonly<Record<number, string>>;

const order = { 2: 'P-1', 3: 'F-1' };
const report = (...said: readonly (readonly Row[])[]) =>
  reportOfMessages(said.map((results, index) => anHour(8 + index, [{ order, results }])));
const text = (value: string, status: string): Row => ({ 2: 'TX', 5: value, 11: status });
const number = (value: string, status: string): Row => ({ 5: value, 11: status });

test('appended text stands behind the text of the result, the oldest first', () => {
  const chart = report([text('BENIGN', 'F')], [text('FIRST', 'B')], [text('SECOND', 'B')]);
  expect(chartOf(chart)).toEqual(['GLU BENIGN/FIRST/SECOND B']);
  expect(chart.holds).toEqual([]);
  expect(chart.observations[0]?.history.map(({ values }) => values.map((one) => one.text).join())).toEqual([
    'BENIGN,FIRST',
    'BENIGN',
  ]);
});

test('an appended text that repeats the text of the result stands alone', () => {
  const whole = [text('BENIGN', 'B'), text('FIRST', 'B')];
  expect(chartOf(report([text('BENIGN', 'F')], whole))).toEqual(['GLU BENIGN/FIRST B']);
  const mixed = [text('BENIGN', 'F'), text('FIRST', 'B')];
  expect(chartOf(report([text('BENIGN', 'F')], mixed))).toEqual(['GLU BENIGN/FIRST B']);
});

test('a correction after it states the whole', () => {
  const chart = report([text('BENIGN', 'F')], [text('FIRST', 'B')], [text('MALIGNANT', 'C')]);
  expect(chartOf(chart)).toEqual(['GLU MALIGNANT C']);
});

test.each([
  ['no value', number('', 'B')],
  ['the same value', number('93', 'B')],
  ['words', text('PHONED', 'B')],
])('with %s it leaves the number', (_, appended) => {
  const chart = report([number('93', 'F')], [appended]);
  expect(chartOf(chart)).toEqual(['GLU 93 B']);
  expect(chart.holds).toEqual([]);
});

test('words about a number are a note', () => {
  const chart = report([number('93', 'F')], [text('PHONED', 'B')]);
  expect(chart.observations[0]?.notes.map((note) => note.text)).toEqual(['PHONED']);
});

test.each([
  ['number', number('39', 'B')],
  ['number in words', { 2: 'ST', 5: '39', 11: 'B' }],
])('another %s contradicts its status and is held', (_, appended) => {
  expect(report([number('93', 'F')], [appended]).holds).toEqual(['unmarked-correction']);
});

test('it adds nothing to a result that was taken back', () => {
  const chart = report([text('BENIGN', 'F')], [text('', 'W')], [text('FIRST', 'B')]);
  expect(chartOf(chart)).toEqual(['GLU FIRST B']);
});

test('it withdraws no other result of its set', () => {
  const isolate = (subId: string, name: string, status: string): Row => ({
    ...{ 2: 'ST', 3: 'ORG^Organism^L', 4: subId, 5: name, 11: status },
  });
  const culture = [isolate('1', 'E coli', 'F'), isolate('2', 'S aureus', 'F')];
  expect(chartOf(report(culture, [isolate('1', 'E coli', 'B')]))).toEqual(['ORG E coli B', 'ORG S aureus F']);
});

test('without a result it stands, and says that it has no original', () => {
  expect(report([text('FIRST', 'B')]).observations[0]?.marks).toEqual(['no-original']);
});
