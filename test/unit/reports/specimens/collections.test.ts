import { describe, expect, test } from '@jest/globals';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { anHour, chartOf, reportOfMessages } from '../../../support/report-of-messages.ts';

const glucose = (value: string, status = 'F') => ({ 3: 'GLU^Glucose^L', 5: value, 11: status });
const at = (time: string, value: string, status = 'F') => ({
  order: { 7: `20260302${time}00`, 25: status },
  results: [glucose(value, status)],
});
const potassium = (time: string, value: string, status: string) => ({
  ...at(time, value, status),
  results: [{ 3: 'K^Potassium^L', 5: value, 11: status }],
});
const timesIn = (report: ReturnType<typeof reportOfMessages>): string[] =>
  report.observations
    .map(({ values, collection }) => {
      const { observed } = collection ?? report;
      return `${values[0]?.text} ${observed?.iso.slice(11, 16)}`;
    })
    .sort();

describe('orders of one number and service', () => {
  test('each value of a series keeps its time, and a correction finds the one of its time', () => {
    const series = anHour(12, [at('0800', '5'), at('0900', '6'), at('1000', '7')]);
    expect(timesIn(reportOfMessages([series]))).toEqual(['5 08:00', '6 09:00', '7 10:00']);
    const corrected = reportOfMessages([series, anHour(13, [at('0900', '16', 'C')])]);
    expect(timesIn(corrected)).toEqual(['16 09:00', '5 08:00', '7 10:00']);
    expect(chartOf(corrected).filter((line) => line.endsWith(' C'))).toEqual(['GLU 16 C']);
  });

  test.each([['6'], ['5']])('a settled %s of another time than a 5 stands beside it', (value) => {
    const one = reportOfMessages([anHour(8, [at('0800', '5')]), anHour(9, [at('0900', value)])]);
    expect(timesIn(one)).toEqual(['5 08:00', `${value} 09:00`]);
  });

  test.each([
    ['it says that it corrects', 'F', 'C', '6'],
    ['it is the final of a preliminary', 'P', 'F', '6'],
  ])('another time is no other collection where %s', (_, before, after, value) => {
    const report = reportOfMessages([
      anHour(8, [at('0800', '5', before)]),
      anHour(9, [at('0900', value, after)]),
    ]);
    expect(timesIn(report)).toEqual([`${value} 09:00`]);
  });

  const of = (type: string, value: string, number = 'S1', status = 'F') => ({
    ...at('0800', value, status),
    others: [`SPM|1|${number}||${type}|||||||P^Patient^HL70369`],
  });
  const SERUM = 'SER^Serum^HL70487';

  test.each([
    ['serum and urine of one number stand side by side', 'UR^Urine^HL70487', 'S1', ['5', '6']],
    ['serum and plasma of one number stand side by side', 'PLAS^Plasma^HL70487', 'S1', ['5', '6']],
    ['so do serum and urine without numbers', 'UR^Urine^HL70487', '', ['5', '6']],
    ['serum is one in two tables', '119364003^^SCT', 'S1', ['6']],
    ['also without numbers', '119364003^^SCT', '', ['6']],
  ])('specimens: %s', (_, type, number, values) => {
    const report = reportOfMessages([
      anHour(8, [of(SERUM, '5', number)]),
      anHour(9, [of(type, '6', number)]),
    ]);
    expect(timesIn(report)).toEqual(values.map((value) => `${value} 08:00`));
    expect(report.holds).toEqual([]);
  });

  test.each<[string, string, string, string, readonly string[], boolean]>([
    ['of another material is held and leaves the value', 'UR', 'S1', '6', ['GLU 5 F', 'GLU 6 C'], true],
    ['of another material with the same value corrects the type', 'UR', 'S1', '5', ['GLU 5 C'], false],
    ['from serum to plasma replaces the value', 'PLAS', 'S1', '6', ['GLU 6 C'], false],
    ['from serum to the plasma of another number is held', 'PLAS', 'S2', '6', ['GLU 5 F', 'GLU 6 C'], true],
    ['to a type of which nothing is known is held', 'X9', 'S1', '6', ['GLU 5 F', 'GLU 6 C'], true],
  ])('a correction %s', (_, type, number, value, chart, isHeld) => {
    const messages = [anHour(8, [of(SERUM, '5')]), anHour(9, [of(`${type}^^HL70487`, value, number, 'C')])];
    const report = reportOfMessages(messages);
    expect([chartOf(report), report.holds]).toEqual([chart, isHeld ? ['set-unclear'] : []]);
  });

  const knee = (side: string, value: string, status = 'F') => ({
    ...at('0800', value, status),
    others: [`SPM|1|S1||SNV^^HL70487||||^${side} knee|||P^Patient^HL70369`],
  });

  test.each([
    ['stands beside, also with the same value', 'F', 'F', '5', ['GLU 5 F', 'GLU 5 F'], []],
    ['is not the final of a preliminary result', 'P', 'F', '6', ['GLU 5 P', 'GLU 6 F'], []],
    ['is the same where it corrects', 'F', 'C', '6', ['GLU 6 C'], []],
    ['is held where it withdraws', 'F', 'W', '5', ['GLU 5 F'], ['set-unclear']],
  ])('another place in the body %s', (_, before, after, value, chart, holds) => {
    const messages = [anHour(8, [knee('Left', '5', before)]), anHour(9, [knee('Right', value, after)])];
    const report = reportOfMessages(messages);
    expect([chartOf(report), report.holds]).toEqual([chart, holds]);
  });

  test('results of one message name their places in OBX-20, and others stay with the first', () => {
    const rows = [glucose('5'), glucose('6'), { 3: 'K^Potassium^L', 5: '4' }];
    const sided = rows.map((row, index) => ({
      ...row,
      ...[{ 20: '^Left arm' }, { 20: '^Right arm' }][index],
    }));
    const corrected = { ...glucose('7', 'C'), 20: '^Right arm' };
    const report = reportOfMessages([
      anHour(8, [{ ...at('0800', ''), results: sided }]),
      anHour(9, [{ ...at('0800', '', 'C'), results: [corrected] }]),
    ]);
    expect([chartOf(report).sort(), report.holds]).toEqual([['GLU 5 F', 'GLU 7 C', 'K 4 F'], []]);
  });

  test.each([
    ['another value of another minute is another draw', '0804', '6', 'F', ['5 08:00', '6 08:04']],
    ['the same value of another minute is sent again', '0804', '5', 'F', ['5 08:04']],
    ['another value of the same minute replaces it', '0800', '6', 'F', ['6 08:00']],
    ['a final of another minute is that of a preliminary result', '0804', '6', 'P', ['6 08:04']],
    ['a correction of another minute corrects it', '0804', '6', 'C', ['6 08:04']],
  ])('within five minutes: %s', (_, time, value, status, times) => {
    const [before, after] = status === 'P' ? ['P', 'F'] : ['F', status];
    const report = reportOfMessages([
      anHour(8, [at('0800', '5', before)]),
      anHour(9, [at(time, value, after)]),
    ]);
    expect(timesIn(report)).toEqual(times);
  });

  test.each([
    ['ends the answer that nothing grew', 'No growth', '1000', ['E. coli 08:00']],
    ['leaves what is growing', 'Gram-negative rods', '1000', ['E. coli 08:00', 'Gram-negative rods 09:00']],
    ['leaves an answer of later', 'No growth', '1300', ['E. coli 08:00', 'No growth 09:00']],
  ])('the final of a culture under its first time %s of another time', (_, value, hour, times) => {
    const growth = (time: string, answer: string, status: string) => ({
      order: { 7: `20260302${time}00`, 25: status },
      results: [{ 2: 'ST', 3: 'ORG^Organism^L', 5: answer, 11: status }],
    });
    const report = reportOfMessages([
      anHour(9, [growth('0800', 'No growth', 'P')]),
      anHour(Number(hour.slice(0, 2)), [growth('0900', value, 'P')]),
      anHour(12, [growth('0800', 'E. coli', 'F')]),
    ]);
    expect(timesIn(report)).toEqual(times);
  });

  test('numbers that are preliminary at two times have a final each', () => {
    const said = [at('0800', '5', 'P'), at('0900', '6', 'P'), at('1000', '7')];
    const report = reportOfMessages(said.map((one, index) => anHour(11 + index, [one])));
    expect(timesIn(report)).toEqual(['5 08:00', '6 09:00', '7 10:00']);
  });

  test.each([
    ['the side differs', '^Right arm', 'S1', 2],
    ['the number differs', '^Elbow', 'S2', 2],
    ['only the name differs', '^Elbow', 'S1', 1],
  ])('a final of another place is that of the preliminary result if only the name differs: %s', (...row) => {
    const [, place, number, count] = row;
    const taken = (site: string, value: string, status: string, tube: string) => ({
      ...at('0800', value, status),
      others: [`SPM|1|${tube}||${SERUM}||||${site}|||P^Patient^HL70369`],
    });
    const report = reportOfMessages([
      anHour(8, [taken('^Left arm', '5', 'P', 'S1')]),
      anHour(9, [taken(place, '6', 'F', number)]),
    ]);
    expect(report.observations).toHaveLength(count);
  });

  test('a correction of another material stands beside where a person released it, or where its test is new', () => {
    const urine = of('UR^^HL70487', '6', 'S1', 'C');
    const { parts } = reportOfMessages([anHour(8, [of(SERUM, '5')]), anHour(9, [urine])]);
    const released = parts.map((part) =>
      part.messageId === 'm9' ? { ...part, released: ['set-unclear' as const] } : part,
    );
    const report = assembleReport({ key: 'r', processingId: 'P' }, released);
    expect([chartOf(report), report.holds]).toEqual([['GLU 5 F', 'GLU 6 C'], []]);
    const other = { ...urine, results: [{ 3: 'CREA^Creatinine^L', 5: '6', 11: 'C' }] };
    expect(reportOfMessages([anHour(8, [of(SERUM, '5')]), anHour(9, [other])]).holds).toEqual([]);
  });

  test.each([
    ['without a type', ''],
    ['of a general type', 'BLD^^HL70487'],
  ])('a result %s brings no other type to its collection', (_, between) => {
    const said = [of('BLDV^^HL70487', '5'), of(between, '6'), of('BLDA^^HL70487', '7')];
    const report = reportOfMessages(said.map((one, index) => anHour(8 + index, [one])));
    expect([chartOf(report), report.holds]).toEqual([['GLU 6 C', 'GLU 7 F'], []]);
  });

  test('a correction of another material is held beside parts without a type as well', () => {
    const said = [of(SERUM, '5'), of('', '6', 'S1', 'C'), of('UR^^HL70487', '7', 'S1', 'C')];
    const report = reportOfMessages(said.map((one, index) => anHour(8 + index, [one])));
    expect([chartOf(report), report.holds]).toEqual([['GLU 6 C', 'GLU 7 C'], ['set-unclear']]);
  });

  test('a final of another material is not that of a preliminary result', () => {
    const chart = (type: string) =>
      chartOf(
        reportOfMessages([anHour(8, [of(SERUM, '5', 'S1', 'P')]), anHour(9, [of(`${type}^^HL70487`, '6')])]),
      );
    expect(chart('UR')).toEqual(['GLU 5 P', 'GLU 6 F']);
    expect(chart('PLAS')).toEqual(['GLU 6 F']);
  });

  const susceptibility = (subId: string, value: string) => ({
    order: { 26: `600-7&Bacteria&LN^${subId}`, 29: 'P-1^F-1' },
    results: [{ 2: 'ST', 3: 'AMP^Ampicillin^L', 5: value }],
  });

  test('the parent tells susceptibilities apart, in whatever order they come', () => {
    const first = anHour(8, [susceptibility('1', 'S'), susceptibility('2', 'R')]);
    const again = anHour(9, [susceptibility('2', 'R'), susceptibility('1', 'S')]);
    const report = reportOfMessages([first, again]);
    expect(
      report.observations.map(({ values, collection }) => [
        values[0]?.text,
        (collection?.parent ?? report.parent)?.result?.subId,
      ]),
    ).toEqual([
      ['S', '1'],
      ['R', '2'],
    ]);
    expect(chartOf(report)).toEqual(['AMP S F', 'AMP R F']);
  });

  const culture = (...organisms: readonly string[]) => ({
    order: { 3: 'F-9' },
    results: organisms.map((organism, index) => ({
      ...{ 2: 'CWE', 3: '600-7^Bacteria^LN', 4: String(index + 1), 5: `${organism}^${organism}^L` },
    })),
  });
  const tested = (subId: string, value: string) => ({
    ...susceptibility(subId, value),
    order: { 26: `600-7&Bacteria&LN^${subId}`, 29: '^F-9' },
  });
  const susceptibilitiesOf = (messages: readonly ReturnType<typeof anHour>[]) =>
    reportOfMessages(messages, undefined, ({ parent }) => parent !== undefined);

  test.each([
    ['the culture has them in another order', ['SAU', 'ECO'], ['2', 'S'], ['1', 'R']],
    ['another isolate comes before them', ['KPN', 'ECO', 'SAU'], ['2', 'S'], ['3', 'R']],
  ])('a susceptibility stays with its organism where %s', (_, organisms, ecoli, aureus) => {
    const first = anHour(8, [culture('ECO', 'SAU'), tested('1', 'S'), tested('2', 'R')]);
    const [one = '', coli = ''] = ecoli;
    const [other = '', staph = ''] = aureus;
    const again = anHour(9, [culture(...organisms), tested(other, staph), tested(one, coli)]);
    const report = susceptibilitiesOf([first, again]);
    expect(chartOf(report)).toEqual(['AMP S F', 'AMP R F']);
    // a message without the culture means the numbers of the culture before
    const later = anHour(10, [tested(one, 'I')]);
    expect(chartOf(susceptibilitiesOf([first, again, later]))).toEqual(['AMP I C', 'AMP R F']);
  });

  test('an isolate that gets its name later keeps its susceptibilities, also where it is renumbered then', () => {
    const rods = anHour(8, [culture('RODS'), tested('1', 'S')]);
    const named = anHour(9, [culture('ECO'), tested('1', 'R')]);
    expect(chartOf(susceptibilitiesOf([rods, named]))).toEqual(['AMP R C']);
    const renumbered = anHour(10, [culture('SAU', 'ECO'), tested('1', 'S'), tested('2', 'R')]);
    expect(chartOf(susceptibilitiesOf([rods, named, renumbered])).sort()).toEqual(['AMP R C', 'AMP S F']);
  });

  test('two isolates of one name are told apart by their numbers', () => {
    const first = anHour(8, [culture('ECO', 'ECO'), tested('1', 'S'), tested('2', 'R')]);
    const again = anHour(9, [culture('ECO', 'ECO'), tested('2', 'R'), tested('1', 'S')]);
    expect(chartOf(susceptibilitiesOf([first, again]))).toEqual(['AMP S F', 'AMP R F']);
  });

  test('a slot of a parent does not depend on which other parents there are', () => {
    const slotsOf = (...subIds: readonly string[]) =>
      reportOfMessages([
        anHour(
          8,
          subIds.map((subId) => susceptibility(subId, 'S')),
        ),
      ]).observations.map(({ slot }) => slot);
    expect(slotsOf('1', '2')).toEqual([...slotsOf('1'), ...slotsOf('2')]);
  });

  test('a result keeps its own specimen', () => {
    const of = (value: string, spm: string) => ({ results: [glucose(value)], others: [spm] });
    const report = reportOfMessages([
      anHour(8, [of('4', 'SPM|1|S1||SER^Serum'), of('55', 'SPM|1|S2||UR^Urine')]),
    ]);
    expect(
      report.observations.map(({ values, collection }) => [
        values[0]?.text,
        report.specimens[collection?.specimens[0] ?? -1]?.type?.text,
      ]),
    ).toEqual([
      ['4', 'Serum'],
      ['55', 'Urine'],
    ]);
  });

  test.each([
    ['its value', [at('0900', '6', 'C')], ['5 08:00', '6 09:00', '7 10:00']],
    [
      'its place in the series',
      [at('0700', '15', 'C'), at('0830', '16', 'C'), at('1030', '17', 'C')],
      ['15 07:00', '16 08:30', '17 10:30'],
    ],
    [
      'what else its message states, before it or after it',
      [at('0840', '16', 'C'), at('0800', '5', 'C'), at('1000', '7', 'C')],
      ['16 08:40', '5 08:00', '7 10:00'],
    ],
  ])('a correction of the time of one of a series finds it by %s', (_, correction, expected) => {
    const series = anHour(12, [at('0800', '5'), at('0930', '6'), at('1000', '7')]);
    expect(timesIn(reportOfMessages([series, anHour(13, correction)]))).toEqual(expected);
  });

  test('a correction that may be of several collections is held', () => {
    const series = anHour(12, [at('0800', '5'), at('0900', '6')]);
    expect(reportOfMessages([series, anHour(13, [at('1100', '7', 'C')])]).holds).toEqual(['set-unclear']);
  });

  test.each([
    ['another', at('0900', '6'), at('0830', '6', 'C'), ['6 08:30', '6 09:00']],
    ['its own again', at('0830', '5'), at('0830', '6', 'C'), ['6 08:30']],
    [
      'another, with another test',
      at('0900', '5'),
      potassium('0830', '4', 'C'),
      ['4 08:30', '5 08:30', '5 09:00'],
    ],
  ])('a correction of one time, after a result of %s', (_, second, correction, expected) => {
    const report = reportOfMessages([
      anHour(8, [at('0830', '5')]),
      anHour(9, [second]),
      anHour(10, [correction]),
    ]);
    expect(timesIn(report)).toEqual(expected);
    expect(report.holds).toEqual([]);
  });

  test.each([
    ['the value of another, whose own result was lost', '5', '6', ['5 08:30', '6 09:00']],
    ['the value of its former time, and is corrected back', '5', '5', ['5 09:00']],
    ['a value of its own, and is corrected back', '7', '6', ['6 09:00']],
  ])('a correction to a time that had no result has %s', (_, moved, last, expected) => {
    const report = reportOfMessages([
      anHour(9, [at('0900', '5')]),
      anHour(10, [at('0830', moved, 'C')]),
      anHour(11, [at('0900', last, 'C')]),
    ]);
    expect(timesIn(report)).toEqual(expected);
    expect(report.holds).toEqual([]);
  });

  test.each([
    ['another value', potassium('0800', '4', 'F'), ['set-unclear']],
    ['a corrected value', potassium('0800', '4', 'C'), []],
    ['the same value', potassium('0800', '5', 'F'), []],
    ['a test of neither', at('0800', '4'), ['set-unclear']],
  ])(
    'a result without a specimen beside serum and urine is of the one with its test: %s',
    (_, last, holds) => {
      const sodium = { ...at('0800', '30'), results: [{ 3: 'NA^Sodium^L', 5: '30' }] };
      const report = reportOfMessages(
        [
          anHour(9, [{ ...sodium, others: ['SPM|1|S1||UR^Urine^HL70487'] }]),
          anHour(9, [{ ...potassium('0800', '5', 'F'), others: ['SPM|1|S1||SER^Serum^HL70487'] }]),
          anHour(9, [last]),
        ].map((one, index) => ({ ...one, id: `m${3 - index}` })),
      );
      expect(report.holds).toEqual(holds);
      if (holds.length === 0) expect(report.observations).toHaveLength(2);
    },
  );

  test('a final result without a time is of the specimen that it names, beside one without a number', () => {
    const serum = (number: string) => [`SPM|1|${number}||${SERUM}`];
    const report = reportOfMessages([
      anHour(9, [
        { ...at('0800', '5'), others: serum('S1') },
        { ...at('0900', '6'), others: serum('') },
      ]),
      anHour(10, [{ order: { 7: '', 25: 'F' }, results: [glucose('7')], others: serum('S1') }]),
    ]);
    expect(report.holds).toEqual([]);
    expect(chartOf(report)).toEqual(['GLU 7 C', 'GLU 6 F']);
  });
});
