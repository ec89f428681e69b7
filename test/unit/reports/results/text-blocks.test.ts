import { describe, expect, test } from '@jest/globals';
import { withWholeTexts } from '../../../../lib/reports/results/text-blocks.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { anHour, chartOf, reportOfMessages } from '../../../support/report-of-messages.ts';

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

test('susceptibilities are no lines of a text', () => {
  expect(textsOf({ 2: 'ST', 5: 'S' }, { 2: 'ST', 5: 'R' })).toEqual(['S', 'R']);
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

describe('an amended part of a pathology report', () => {
  const line = (code: string, part: string, text: string): Row => ({
    ...{ 2: 'FT', 3: code, 4: part, 5: text },
  });
  const first = anHour(8, [
    {
      results: [
        ...[line('DX', 'A', 'A carcinoma'), line('GROSS', 'A', 'A 1 cm')],
        ...[line('DX', 'B', 'B benign'), line('DX', 'B', 'no atypia'), line('GROSS', 'B', 'B 2 cm')],
      ],
    },
  ]);

  test.each([
    ['C', [line('DX', 'B', 'B in situ')]],
    ['C', [line('DX', 'B', 'B in situ'), line('GROSS', 'B', 'B 2 cm')]],
    ['F', [line('DX', 'B', 'B in situ')]],
  ])('replaces the text of its part and no other: OBR-25 %s', (status, results) => {
    const report = reportOfMessages([first, anHour(9, [{ order: { 25: status }, results }])]);
    const texts = chartOf(report).map((text) => text.replace(/ [FC]$/, ''));
    expect(texts).toEqual(['DX A carcinoma', 'GROSS A 1 cm', 'DX B in situ', 'GROSS B 2 cm']);
    expect(report.holds).toEqual([]);
  });

  test('keeps its lines apart from those of other parts where its message has one test only', () => {
    const results = [line('DX', 'A', 'A benign'), line('DX', 'B', 'B benign'), line('DX', 'B', 'as A')];
    const report = reportOfMessages([first, anHour(9, [{ order: { 25: 'C' }, results }])]);
    expect(chartOf(report)).toEqual([
      'DX A benign C',
      'GROSS A 1 cm F',
      'DX B benign/as A C',
      'GROSS B 2 cm F',
    ]);
  });

  test('may get the words of another part', () => {
    const results = [line('DX', 'B', 'A carcinoma')];
    const report = reportOfMessages([first, anHour(9, [{ order: { 25: 'C' }, results }])]);
    expect(chartOf(report).filter((text) => text.startsWith('DX'))).toEqual([
      'DX A carcinoma F',
      'DX A carcinoma C',
    ]);
  });
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

describe('OBX-4', () => {
  const line = (subId: string, text: string, status = 'F'): Row => ({
    ...{ 2: 'TX', 3: 'DX', 4: subId, 5: text, 11: status },
  });

  test('with a letter names a part, also in one message for each part', () => {
    expect(textsOf(line('A', 'a'), line('B', 'b'), line('B', 'b2'))).toEqual(['a', 'b/b2']);
    const parts = [
      anHour(8, [{ results: [line('A', 'a')] }]),
      anHour(9, [{ results: [line('B', 'b')] }]),
      anHour(10, [{ order: { 25: 'C' }, results: [line('A', 'c', 'C')] }]),
    ];
    expect(chartOf(reportOfMessages(parts))).toEqual(['DX c C', 'DX b F']);
  });

  test.each<[string, Row[]]>([
    ['begins at a later line', [line('2', 'x', 'C')]],
    ['takes back one line', [line('1', '', 'D')]],
    ['takes back two lines of three', [line('1', '', 'W'), line('2', '', 'W')]],
  ])('shows that a text is not whole: it %s', (_, results) => {
    const whole = anHour(8, [{ results: [line('1', 'a'), line('2', 'b'), line('3', 'c')] }]);
    const some = anHour(9, [{ order: { 25: 'C' }, results }]);
    expect(reportOfMessages([whole, some]).holds).toEqual(['set-unclear']);
  });

  test('says nothing where the whole text is taken back, replaced, or added to', () => {
    const whole = anHour(8, [{ results: [line('1', 'a'), line('2', 'b')] }]);
    for (const rows of [
      [line('1', '', 'W'), line('2', '', 'W')],
      [line('1', 'c', 'C')],
      [line('3', 'c', 'B')],
    ])
      expect(reportOfMessages([whole, anHour(9, [{ results: rows }])]).holds).toEqual([]);
  });
});
