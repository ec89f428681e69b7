import { describe, expect, test } from '@jest/globals';
import { anHour, chartOf, type OrderFields, reportOfMessages } from '../../../support/report-of-messages.ts';
import { aSite } from '../../../support/site.ts';

const isolate = (subId: string, organism: string, rest: Readonly<Record<number, string>> = {}) => ({
  2: 'CWE',
  3: '600-7^Bacteria identified^LN',
  4: subId,
  5: `${organism}^${organism}^SCT`,
  ...rest,
});
const drug = (subId: string, value: string) => ({ 2: 'ST', 3: 'AMP^Ampicillin^L', 4: subId, 5: value });
const potassium = (value: string, rest: Readonly<Record<number, string>> = {}) => ({
  3: 'K^Potassium^L',
  5: value,
  6: 'mmol/L',
  ...rest,
});
const order = (status: string, ...results: readonly Readonly<Record<number, string>>[]): OrderFields => ({
  order: { 25: status },
  results,
});

const both = anHour(8, [
  order('F', isolate('1', 'COLI'), drug('1', 'S'), isolate('2', 'KLEB'), drug('2', 'R')),
]);

describe('the results of one test that repeats', () => {
  test('a corrected culture counts whole: an isolate that it leaves out goes with what it was susceptible to', () => {
    const report = reportOfMessages([both, anHour(9, [order('C', isolate('1', 'KLEB'), drug('1', 'R'))])]);
    expect(chartOf(report)).toEqual(['600-7 KLEB C', 'AMP R C']);
    expect(report.observations.filter(({ status }) => status === 'W')).toHaveLength(2);
    expect(report.holds).toEqual([]);
  });

  test('a second isolate that comes alone takes nothing away', () => {
    const first = anHour(8, [order('F', isolate('1', 'COLI'))]);
    expect(chartOf(reportOfMessages([first, anHour(9, [order('F', isolate('2', 'KLEB'))])]))).toEqual([
      '600-7 COLI F',
      '600-7 KLEB F',
    ]);
  });

  test('preliminary rows that nothing grew end with the isolate that grew, each sent in a message of its own', () => {
    const days = ['1', '2'].map((subId) =>
      anHour(7 + Number(subId), [order('P', isolate(subId, 'No growth'))]),
    );
    const grown = anHour(10, [order('F', isolate('3', 'COLI'))]);
    expect(chartOf(reportOfMessages([...days, grown]))).toEqual(['600-7 COLI F']);
    const stated = anHour(8, [order('P', isolate('1', 'No growth'), isolate('2', 'No growth'))]);
    expect(chartOf(reportOfMessages([stated, anHour(10, [order('F', isolate('2', 'COLI'))])]))).toContain(
      '600-7 No growth P',
    );
  });

  test('the final of a preliminary isolate replaces it, and what the final leaves out goes', () => {
    const preliminary = anHour(8, [order('P', isolate('1', 'RODS'), isolate('2', 'COCCI'))]);
    const final = anHour(9, [order('F', isolate('1', 'COLI'))]);
    expect(chartOf(reportOfMessages([preliminary, final]))).toEqual(['600-7 COLI F']);
    // but not what is newer than it
    const newer = anHour(10, [order('P', isolate('2', 'YEAST'))]);
    expect(chartOf(reportOfMessages([preliminary, final, newer]))).toContain('600-7 YEAST P');
  });

  test('a final that changes one isolate unmarked, and leaves out the other, is held until somebody says', () => {
    const changed = anHour(9, [order('F', isolate('1', 'PROT'))]);
    expect(reportOfMessages([both, changed]).holds).toEqual(['set-unclear']);
    // a whole that comes later settles it
    const whole = anHour(10, [order('C', isolate('1', 'PROT'), isolate('2', 'KLEB'))]);
    const settled = reportOfMessages([both, changed, whole]);
    expect(settled.holds).toEqual([]);
    expect(chartOf(settled).filter((line) => line.startsWith('600-7'))).toHaveLength(2);
  });

  test('a correction that gives one isolate another name changes that isolate only', () => {
    const renamed = anHour(9, [order('C', isolate('2', 'PROT'))]);
    const report = reportOfMessages([both, renamed]);
    // a susceptibility of the old name is not one of the new name
    expect(chartOf(report)).toEqual(['600-7 COLI F', 'AMP S F', '600-7 PROT C']);
    expect(report.holds).toEqual([]);
    // unless it is stated with the new name
    const tested = anHour(9, [order('C', isolate('2', 'PROT'), drug('2', 'R'))]);
    expect(chartOf(reportOfMessages([both, tested]))).toHaveLength(4);
  });

  test.each([
    ['taken back', 'W'],
    ['cancelled', 'X'],
  ])('an isolate that is %s goes with its susceptibilities', (_, status) => {
    const ended = anHour(9, [order('C', isolate('2', 'KLEB', { 11: status }))]);
    expect(chartOf(reportOfMessages([both, ended]))).toEqual(['600-7 COLI F', 'AMP S F']);
  });

  test('the final name of a preliminary isolate keeps its susceptibilities', () => {
    const rods = anHour(8, [order('P', isolate('1', 'RODS'), drug('1', 'S'))]);
    const report = reportOfMessages([rods, anHour(9, [order('F', isolate('1', 'COLI'))])]);
    expect(chartOf(report)).toEqual(['600-7 COLI F', 'AMP S P']);
  });

  test('a correction of one number changes that number only, even to the number of another OBX-4', () => {
    const lesions = anHour(8, [order('F', potassium('12', { 4: '1' }), potassium('7', { 4: '2' }))]);
    for (const value of ['17', '12']) {
      const report = reportOfMessages([lesions, anHour(9, [order('C', potassium(value, { 4: '2' }))])]);
      expect(chartOf(report)).toEqual(['K 12 F', `K ${value} C`]);
      expect(report.holds).toEqual([]);
    }
  });

  const diagnosis = (code: string) => ({ 2: 'CWE', 3: 'DX^Diagnosis^L', 5: `${code}^${code}^L` });
  const scan = (data: string) => ({ 2: 'ED', 3: 'PDF^Report^L', 5: `^application^pdf^Base64^${data}` });
  const timed = (value: string) => potassium(value, { 14: '20260302010000' });
  const twoNumbers = [potassium('9.9'), potassium('5.0')];
  test.each([
    ['a number', twoNumbers, potassium('4.4')],
    [
      'a number of two with one OBX-4',
      twoNumbers.map((row) => ({ ...row, 4: '1' })),
      potassium('4.4', { 4: '1' }),
    ],
    ['a number of two with one OBX-14', [timed('9.9'), timed('5.0')], timed('4.4')],
    ['a diagnosis', [diagnosis('1'), diagnosis('2')], diagnosis('3')],
    ['a document', [scan('JVBERi0x'), scan('JVBERi0y')], scan('JVBERi0z')],
    ['a final beside a preliminary', [potassium('9.9', { 11: 'P' }), potassium('5.0')], potassium('4.4')],
    ['a cancelled number', twoNumbers, potassium('', { 11: 'X' })],
  ])('a correction of %s that may mean any of several is held', (_, rows, corrected) => {
    const report = reportOfMessages([
      anHour(8, [order('F', ...rows)]),
      anHour(9, [order('C', { 11: 'C', ...corrected })]),
    ]);
    expect(report.holds).toEqual(['set-unclear']);
  });

  test('a correction without OBX-4 counts whole if it states one of several again, or all of them', () => {
    const twice = anHour(8, [order('F', potassium('9.9'), potassium('5.0'))]);
    const one = reportOfMessages([twice, anHour(9, [order('C', potassium('5.0'))])]);
    expect([chartOf(one), one.holds]).toEqual([['K 5.0 C'], []]);
    const all = reportOfMessages([twice, anHour(9, [order('C', potassium('4.4'), potassium('4.6'))])]);
    expect([chartOf(all), all.holds]).toEqual([['K 4.4 C', 'K 4.6 C'], []]);
  });

  test('a correction of preliminary results takes the place of all of them', () => {
    const twice = anHour(8, [order('P', potassium('9.9', { 11: 'P' }), potassium('5.0', { 11: 'P' }))]);
    const report = reportOfMessages([twice, anHour(9, [order('C', potassium('4.4', { 11: 'C' }))])]);
    expect([chartOf(report), report.holds]).toEqual([['K 4.4 C'], []]);
  });

  test('a correction without OBX-4 means the only result without OBX-4', () => {
    const mixed = anHour(8, [order('F', potassium('9.9'), potassium('5.0', { 4: '2' }))]);
    const report = reportOfMessages([mixed, anHour(9, [order('C', potassium('4.4'))])]);
    expect([chartOf(report), report.holds]).toEqual([['K 4.4 C', 'K 5.0 F'], []]);
  });

  test('the final of one preliminary isolate leaves a final isolate alone', () => {
    const mixed = anHour(8, [
      order('P', isolate('1', 'COLI', { 11: 'F' }), isolate('2', 'RODS', { 11: 'P' })),
    ]);
    const report = reportOfMessages([mixed, anHour(9, [order('F', isolate('2', 'PROT'))])]);
    expect(chartOf(report)).toEqual(['600-7 COLI F', '600-7 PROT F']);
  });

  test.each([
    ['with OBX-4', ['0', '60', '120']],
    ['without OBX-4', ['', '', '']],
  ])('a correction of one value of a series changes the value of its OBX-14: %s', (_, subIds) => {
    const timed = (index: number, value: string) =>
      potassium(value, { 4: subIds[index] ?? '', 14: `202603020${index + 1}0000` });
    const series = anHour(8, [order('F', timed(0, '4.1'), timed(1, '6.9'), timed(2, '5.2'))]);
    const report = reportOfMessages([series, anHour(9, [order('C', timed(1, '4.1'))])]);
    expect(chartOf(report)).toEqual(['K 4.1 F', 'K 4.1 C', 'K 5.2 F']);
    expect(report.holds).toEqual([]);
  });

  test('a test that stood twice and is final once stands once', () => {
    const twice = anHour(8, [order('P', potassium('9.9'), potassium('5.0'))]);
    expect(chartOf(reportOfMessages([twice, anHour(9, [order('F', potassium('5.0'))])]))).toEqual([
      'K 5.0 F',
    ]);
  });

  test('the correction of a rerun replaces the run before, whatever its OBX-21', () => {
    const first = anHour(8, [order('F', potassium('6.9', { 21: 'RUN1' }))]);
    const second = anHour(9, [order('C', potassium('4.1', { 21: 'RUN2' }))]);
    expect(chartOf(reportOfMessages([first, second]))).toEqual(['K 4.1 C']);
  });

  test('a source may say that its repeats add up', () => {
    const site = aSite({
      sources: [{ id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, repeats: 'add' }],
    });
    const twice = anHour(8, [order('F', potassium('9.9'), potassium('5.0'))]);
    expect(chartOf(reportOfMessages([twice, anHour(9, [order('F', potassium('5.0'))])], site))).toHaveLength(
      2,
    );
  });

  test('two orders of one message that nothing tells apart, with two values of one test, are held', () => {
    const twins = anHour(8, [order('F', potassium('5')), order('F', potassium('6'))]);
    expect(reportOfMessages([twins]).holds).toEqual(['set-unclear']);
    const alike = anHour(8, [order('F', potassium('5')), order('F', potassium('5'))]);
    expect(chartOf(reportOfMessages([alike]))).toEqual(['K 5 F']);
    expect(reportOfMessages([alike]).holds).toEqual([]);
  });
});

describe('the runs of an analyzer', () => {
  const from = { 3: 'ANALYZER' };
  const run = (hour: number, status: string, value: string, name: string) =>
    anHour(hour, [order(status, potassium(value, { 21: name }))], from);

  test('add up, and a correction replaces its own or the only one', () => {
    const two = [run(8, 'F', '6.9', 'A'), run(9, 'F', '4.1', 'B')];
    expect(chartOf(reportOfMessages(two))).toEqual(['K 6.9 F', 'K 4.1 F']);
    expect(chartOf(reportOfMessages([...two, run(10, 'C', '5', 'A')]))).toEqual(['K 5 C', 'K 4.1 F']);
    expect(chartOf(reportOfMessages([run(8, 'F', '6.9', 'A'), run(10, 'C', '5', 'X')]))).toEqual(['K 5 C']);
    expect(reportOfMessages([...two, run(10, 'C', '5', 'X')]).holds).toEqual(['set-unclear']);
  });
});
