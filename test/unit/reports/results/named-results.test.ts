import { describe, expect, test } from '@jest/globals';
import { anHour, chartOf, reportOfMessages } from '../../../support/report-of-messages.ts';

const timed = (time: string, value: string) => ({ 5: value, 14: time === '' ? '' : `20260302${time}00` });
const message = (hour: number, status: string, ...results: (readonly [string, string])[]) =>
  anHour(hour, [
    {
      order: { 2: 'P-1', 3: 'F-1', 25: status },
      results: results.map(([time, value]) => timed(time, value)),
    },
  ]);
const series = message(8, 'F', ['0100', '12'], ['0400', '250'], ['0700', '300']);

test('a correction goes to the timed result with its OBX-14, and its note names the value of that one', () => {
  const report = reportOfMessages([series, message(9, 'C', ['0400', '25'])]);
  expect(chartOf(report)).toEqual(['GLU 12 F', 'GLU 25 C', 'GLU 300 F']);
  expect(report.observations[1]?.history.map(({ values }) => values[0]?.text)).toEqual(['250']);
  expect(report.holds).toEqual([]);
});

describe('the same value with another OBX-14', () => {
  const of = (hour: number, tube: string, ...results: (readonly [string, string])[]) =>
    anHour(hour, [
      {
        order: { 2: 'P-1', 3: 'F-1', 25: 'F' },
        results: results.map(([time, value]) => timed(time, value)),
        others: tube === '' ? [] : [`SPM|1|${tube}||SER^Serum^HL70487|||||||P^Patient^HL70369`],
      },
    ]);

  test.each<[string, readonly ReturnType<typeof of>[], number]>([
    ['of one tube is the same result', [of(8, 'T1', ['0730', '5']), of(9, 'T1', ['0830', '5'])], 1],
    ['of another tube is another', [of(8, 'T1', ['0730', '5']), of(9, 'T2', ['0830', '5'])], 2],
    ['without a tube is another', [of(8, '', ['0730', '5']), of(9, '', ['0830', '5'])], 2],
    ['is another if the value differs', [of(8, 'T1', ['0730', '5']), of(9, 'T1', ['0830', '6'])], 2],
    [
      'is another if a message states a series of the tube',
      [of(8, 'T1', ['0630', '4'], ['0730', '5']), of(9, 'T1', ['0830', '5'])],
      3,
    ],
  ])('%s', (_, messages, count) => {
    expect(reportOfMessages([...messages]).observations).toHaveLength(count);
  });
});

test('a correction with another OBX-14 goes to the only result with its value', () => {
  const report = reportOfMessages([series, message(9, 'C', ['0430', '250'])]);
  expect(chartOf(report)).toEqual(['GLU 12 F', 'GLU 250 C', 'GLU 300 F']);
  expect(report.observations[1]?.observed?.text).toBe('20260302043000'); // OBX-14
});

test.each(['0530', ''])('a correction with OBX-14 "%s", which fits none of several, is held', (time) => {
  const report = reportOfMessages([series, message(9, 'C', [time, '25'])]);
  expect(report.holds).toEqual(['set-unclear']);
  expect(chartOf(report)).toContain('GLU 12 F');
});

test('a correction of the whole series with another time changes the one that is left', () => {
  const report = reportOfMessages([series, message(9, 'C', ['0100', '12'], ['0430', '25'], ['0700', '300'])]);
  expect(chartOf(report)).toEqual(['GLU 12 C', 'GLU 25 C', 'GLU 300 C']);
  expect(report.holds).toEqual([]);
});

test('a result without OBX-14, or to the day, follows the only one', () => {
  const first = message(8, 'F', ['0100', '12']);
  expect(chartOf(reportOfMessages([first, message(9, 'F', ['', '13'])]))).toEqual(['GLU 13 C']);
  const day = anHour(9, [{ order: { 2: 'P-1' }, results: [{ 5: '13', 14: '20260301' }] }]);
  expect(chartOf(reportOfMessages([first, day]))).toEqual(['GLU 13 C']);
});

test('two results of one time stay a set of one message', () => {
  const report = reportOfMessages([message(8, 'F', ['0100', '12'], ['0100', '13'], ['0400', '250'])]);
  expect(chartOf(report)).toEqual(['GLU 12 F', 'GLU 13 F', 'GLU 250 F']);
});

describe('results that one message states side by side', () => {
  const rows = (hour: number, status: string, ...results: readonly Readonly<Record<number, string>>[]) =>
    anHour(hour, [{ order: { 2: 'P-1', 3: 'F-1', 25: status }, results }]);
  const devices = rows(8, 'F', { 5: '4.0', 18: 'ONE' }, { 5: '4.4', 18: 'TWO' });

  test('keep device, time and unit of their own when one is corrected', () => {
    const report = reportOfMessages([
      rows(8, 'F', { 5: '4.0', 6: 'mmol/L', 18: 'ONE' }, { 5: '72', 6: 'mg/dL', 18: 'TWO' }),
      rows(9, 'C', { 5: '80', 6: 'mg/dL', 18: 'TWO' }),
    ]);
    expect(
      report.observations.map(({ values, unit, equipment }) => [
        values[0]?.text,
        unit?.codings[0]?.code,
        equipment[0],
      ]),
    ).toEqual([
      ['4.0', 'mmol/L', 'ONE'],
      ['80', 'mg/dL', 'TWO'],
    ]);
  });

  test.each(['F', 'C'])(
    'a result of a third device under OBR-25 %s may mean either, and is held',
    (status) => {
      expect(reportOfMessages([devices, rows(9, status, { 5: '4.9', 18: 'THREE' })]).holds).toEqual([
        'set-unclear',
      ]);
    },
  );

  const percent = { 5: '70', 6: '%' };
  const count = { 5: '5.6', 6: '10*9/L' };
  test.each([
    ['one is corrected', 'C', { ...count, 5: '5.9' }, ['GLU 70 F', 'GLU 5.9 C']],
    [
      'one is corrected in the same unit by another name',
      'C',
      { 5: '5.9', 6: 'K/uL' },
      ['GLU 70 F', 'GLU 5.9 C'],
    ],
    ['one comes again', 'F', count, ['GLU 70 F', 'GLU 5.6 F']],
    ['one is taken back', 'C', { ...percent, 5: '', 11: 'W' }, ['GLU 5.6 F']],
  ])('in two units are two results if %s', (_, status, row, chart) => {
    const report = reportOfMessages([rows(8, 'F', percent, count), rows(9, status, row)]);
    expect([chartOf(report), report.holds]).toEqual([chart, []]);
  });

  test('with two OBX-4 are told apart by OBX-4, although each has a device', () => {
    const [one, two] = [
      { 4: '1', 5: '4.0', 18: 'ONE' },
      { 4: '2', 5: '4.4', 18: 'TWO' },
    ];
    const report = reportOfMessages([rows(8, 'F', one, two), rows(9, 'C', { ...one, 5: '4.9', 18: 'TWO' })]);
    expect([chartOf(report), report.holds]).toEqual([['GLU 4.9 C', 'GLU 4.4 F'], []]);
  });

  test.each(['', 'g/L'])('in two units are held if a correction has the unit "%s"', (unit) => {
    const report = reportOfMessages([rows(8, 'F', percent, count), rows(9, 'C', { 5: '12', 6: unit })]);
    expect(report.holds).toEqual(['set-unclear']);
  });

  test('a result of another device in a message of its own replaces the one before it', () => {
    const report = reportOfMessages([
      rows(8, 'F', { 5: '4.0', 18: 'ONE' }),
      rows(9, 'F', { 5: '4.4', 18: 'TWO' }),
    ]);
    expect(chartOf(report)).toEqual(['GLU 4.4 C']);
  });

  test('a run that is new in each message replaces the one before it', () => {
    const report = reportOfMessages([
      rows(8, 'F', { 5: '4.0', 21: 'R-1' }),
      rows(9, 'F', { 5: '4.4', 21: 'R-2' }),
    ]);
    expect(chartOf(report)).toEqual(['GLU 4.4 C']);
  });

  test('words that a device states are a set, which a later message states whole', () => {
    const word = (name: string, device: string) => ({ 2: 'ST', 5: name, 8: 'A', 18: device });
    const report = reportOfMessages([
      rows(8, 'F', word('E coli', 'ONE'), word('S aureus', 'TWO')),
      rows(9, 'C', word('E coli', 'ONE')),
    ]);
    expect(chartOf(report)).toEqual(['GLU E coli C']);
  });
});
