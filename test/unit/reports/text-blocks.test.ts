import { expect, test } from '@jest/globals';
import { withWholeTexts } from '../../../lib/reports/text-blocks.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';
import { anHour, chartOf, reportOfMessages } from '../../support/report-of-messages.ts';

type Row = Readonly<Record<number, string>>;

const textsOf = (...rows: readonly Row[]): string[] =>
  withWholeTexts(onlyPart(anOru({ results: rows.map((row) => ({ 6: '', ...row })) })).observations).map(
    ({ values }) => values.map(({ text }) => text).join('/'),
  );

test('the lines of one text are one value, with its empty lines', () => {
  expect(textsOf({ 2: 'TX', 5: 'a' }, { 2: 'TX', 5: '' }, { 2: 'FT', 5: 'b' })).toEqual(['a//b']);
  expect(textsOf({ 2: 'TX', 4: '1', 5: 'a' }, { 2: 'TX', 4: '2', 5: 'b' })).toEqual(['a/b']);
});

test.each<[string, Row]>([
  ['a unit', { 6: 'mmol/L' }],
  ['a flag', { 8: 'A' }],
  ['a range', { 7: 'neg' }],
  ['an instrument', { 18: 'XN1' }],
  ['a time of measurement', { 19: '20260302080000' }],
  ['a run', { 21: 'R1' }],
])('rows of ST with %s are results of their own', (_, more) => {
  expect(textsOf({ 2: 'ST', 5: 'a' }, { 2: 'ST', 5: 'b' })).toEqual(['a/b']);
  expect(textsOf({ 2: 'ST', 5: 'a' }, { 2: 'ST', 5: 'b', ...more })).toEqual(['a', 'b']);
});

test('parts of a report that an OBX-4 groups are texts of their own, and numbers of lines are not', () => {
  const line = (code: string, subId: string, text: string): Row => ({ 2: 'TX', 3: code, 4: subId, 5: text });
  expect(
    textsOf(line('DX', 'A', 'a1'), line('DX', 'B', 'b1'), line('GROSS', 'A', 'a2'), line('GROSS', 'B', 'b2')),
  ).toEqual(['a1', 'b1', 'a2', 'b2']);
  expect(
    textsOf(
      line('DX', '1', 'a'),
      line('DX', '2', 'b'),
      line('GROSS', '1', 'c'),
      line('GROSS', '2', 'd'),
      line('GROSS', '3', 'e'),
    ),
  ).toEqual(['a/b', 'c/d/e']);
});

test('a code that several tests share keeps their words apart', () => {
  expect(textsOf({ 2: 'ST', 3: '0^NAME', 5: 'a' }, { 2: 'ST', 3: '0^PHONE', 5: 'b' })).toEqual(['a', 'b']);
});

test('a shorter text replaces a longer one whole', () => {
  const text = (hour: number, status: string, ...lines: readonly string[]) =>
    anHour(hour, [{ order: { 25: status }, results: lines.map((line) => ({ 2: 'TX', 5: line })) }]);
  const report = reportOfMessages([text(8, 'F', 'a', 'MALIGNANT', 'c'), text(9, 'C', 'a', 'BENIGN')]);
  expect(chartOf(report)).toEqual(['GLU a/BENIGN C']);
});
