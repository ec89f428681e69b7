import { describe, expect, test } from '@jest/globals';
import { writeResult } from '../../src/astm/observation.ts';
import { AstmRecord, defaultAstmDelimiters } from '../../src/astm/record.ts';
import type { Dialect } from '../../src/dialect/dialect.ts';
import { defaultDelimiters } from '../../src/message/delimiters.ts';
import { writeSegment } from '../../src/message/write.ts';

const written = (line: string, dialect?: Dialect) =>
  writeResult(new AstmRecord(line, 1, defaultAstmDelimiters), () => '1', dialect);

/** The fields of each OBX that a result record becomes, by their numbers. */
const allOf = (line: string, dialect?: Dialect): readonly (readonly string[])[] =>
  written(line, dialect).observations.map((one) => writeSegment(one, defaultDelimiters).split('|'));

/** The fields of the OBX of its result. */
const obxOf = (line: string, dialect?: Dialect): readonly string[] => allOf(line, dialect)[0] ?? [];

describe('a result record becomes an OBX', () => {
  test('with its test, value, unit, range, flag, status, times and instrument', () => {
    const obx = obxOf('R|1|^^^GLU|5.8|mmol/L|3.9^5.6|H||F||op1|20260302080000|20260302081500|CHEM1');
    expect(obx.slice(0, 9)).toEqual(['OBX', '1', 'NM', 'GLU', '', '5.8', 'mmol/L', '3.9-5.6', 'H']);
    expect(obx[11]).toBe('F'); // OBX-11
    expect(obx[16]).toBe('op1'); // OBX-16
    expect(obx[18]).toBe('CHEM1'); // OBX-18
    expect(obx[19]).toBe('20260302081500'); // OBX-19
  });

  test.each([
    ['5.8', 'NM', '5.8'],
    ['-1,5', 'NM', '-1,5'],
    ['1.2e3', 'NM', '1.2e3'],
    ['<0.5', 'SN', '<^0.5'],
    ['173.', 'NM', '173.'],
    ['.4', 'NM', '.4'],
    ['<.4', 'SN', '<^.4'],
    ['>600.', 'SN', '>^600.'],
    ['5,', 'ST', '5,'],
    ['.', 'ST', '.'],
    ['POSITIVE', 'ST', 'POSITIVE'],
    ['5-10', 'ST', '5-10'],
    ['1:16', 'ST', '1:16'],
  ])('%s is of type %s', (value, type, written) => {
    const obx = obxOf(`R|1|^^^X|${value}`);
    expect([obx[2], obx[5]]).toEqual([type, written]);
  });

  test.each([
    ['C', 'C'],
    ['P', 'P'],
    ['f', 'F'],
    ['X', 'X'],
    ['R', 'F'],
    ['V', 'F'],
    ['W', 'R'],
  ])('R-9 %s is OBX-11 %s', (sent, status) => {
    expect(obxOf(`R|1|^^^X|1|||||${sent}`)[11]).toBe(status);
  });

  test('a status that the standard does not name is none', () => {
    for (const word of ['', 'Q9', 'constructor', '__proto__'])
      expect(obxOf(`R|1|^^^X|1|||||${word}|||||I`)[11]).toBe('');
  });

  test('a range of two numbers is written as one, anything else as it came', () => {
    expect(obxOf('R|1|^^^X|1||20^10000000')[7]).toBe('20-10000000');
    expect(obxOf('R|1|^^^X|1||negative')[7]).toBe('negative');
  });
});

describe('a value', () => {
  test('with its comparator in a component of its own is one number', () => {
    expect(obxOf('R|1|^^^X|<^0.30').slice(2, 6)).toEqual(['SN', 'X', '', '<^0.30']);
    expect(obxOf('R|1|^^^X|A^B')[5]).toBe('A\\S\\B');
  });

  test.each(['.....', '****', '---', '--.--', '. . .'])('%s is none, and its place says so', (text) => {
    const obx = obxOf(`R|1|^^^X|${text}|mg/dL|||F|F`);
    expect([obx[2], obx[5], obx[11]]).toEqual(['', '', 'X']);
    expect(written(`R|1|^^^X|${text}`).notes).toEqual([`The instrument gave no result (${text})`]);
  });

  test.each(['-', '+++', '+', '--', '.5', '*', 'NEG'])('%s is a result', (text) => {
    expect([obxOf(`R|1|^^^X|${text}`)[5], written(`R|1|^^^X|${text}`).notes]).toEqual([text, []]);
  });

  const dialect: Dialect = {
    values: {
      parts: [
        {
          when: [
            { at: { name: 'R', field: 4, component: 1 }, equals: ['-1', '0', '1'] },
            { at: { name: 'R', field: 4, component: 2 }, filled: true },
          ],
          value: 1,
          further: [{ component: 2, sub: 'COI' }],
        },
        { value: 1, note: 2 },
      ],
      words: [{ value: '-1', text: 'Negative' }],
      none: [{ equals: ['ERROR', 'NO RESULT'], reason: 'The run failed' }],
      messages: [{ code: '31', text: 'Sample short' }],
      aside: { sub: 'LOG', shown: true },
    },
  };

  test('keeps its message code as a note', () => {
    expect(obxOf('R|1|^^^10|12.30^31|U/L', dialect).slice(2, 7)).toEqual(['NM', '10', '', '12.30', 'U/L']);
    expect(written('R|1|^^^10|12.30^31', dialect).notes).toEqual(['Message 31: Sample short']);
    expect(written('R|1|^^^10|12.30^7', dialect).notes).toEqual(['Message 7']);
  });

  test('in words has the index beside it as a reading of its own, without unit', () => {
    const [result = [], index = [], ...others] = allOf('R|1|^^^10|-1^0.381|COI|||F|F', dialect);
    expect(others).toEqual([]);
    expect([result[2], result[3], result[5], result[29]]).toEqual(['ST', '10', 'Negative', undefined]);
    expect([2, 3, 4, 5, 6, 29].map((field) => index[field])).toEqual([
      ...['NM', '10', 'COI', '0.381', '', 'READING'],
    ]);
  });

  test('has the number in parentheses beside it', () => {
    const [result = [], log = []] = allOf('R|1|^^^V|2.52E+3 (3.40)|cp/mL', dialect);
    expect([result[2], result[5], result[6]]).toEqual(['NM', '2.52E+3', 'cp/mL']);
    expect([log[4], log[5], log[29]]).toEqual(['LOG', '3.40', undefined]);
    expect(obxOf('R|1|^^^V|2.52E+3 (3.40)|cp/mL')[5]).toBe('2.52E+3 (3.40)');
  });

  test('that says why there is none is none, with the reason', () => {
    expect(obxOf('R|1|^^^V|ERROR^|||||F', dialect)[11]).toBe('X');
    expect(written('R|1|^^^V|ERROR^', dialect).notes).toEqual(['The run failed (ERROR)']);
    expect(obxOf('R|1|^^^V|ERROR^|||||F')[5]).toBe('ERROR');
  });
});

test.each([
  ['161,152', '161152'],
  ['< 1,161,152', '< 1161152'],
  ['1,161.5', '1161.5'],
  ['16,15', '16,15'],
  ['1161,152', '1161,152'],
  ['Detected, low', 'Detected, low'],
  ['152', '152'],
])('with commas between thousands, %s is %s', (sent, expected) => {
  const { observations } = written(`R|1|^^^V|${sent}`, { values: { thousands: ',' } });
  const [obx] = observations.map((one) => writeSegment(one, defaultDelimiters).split('|'));
  expect(obx?.[5]?.replace('^', ' ')).toBe(expected);
});

test('a text that is no unit is left out of the place of the unit', () => {
  const dialect = { units: { none: ['1'] } };
  expect(obxOf('R|1|^^^HGB|14.0|1', dialect)[6] ?? '').toBe('');
  expect(obxOf('R|1|^^^HGB|14.0|g/dL', dialect)[6]).toBe('g/dL');
  expect(obxOf('R|1|^^^HGB|14.0|1')[6]).toBe('1');
});

describe('a range', () => {
  const rangeOf = (range: string): string => obxOf(`R|1|^^^X|1||${range}`)[7] ?? '';

  test.each([
    ['20.0\\30.0', '20.0-30.0'],
    ['73.5-83.5^REFERENCE_RANGE', '73.5-83.5'],
    ['3.5 to 5.1^normal', '3.5 to 5.1'],
    ['2.8 to 6.2^critical\\3.5 to 5.1^normal', '3.5 to 5.1~2.8 to 6.2^critical'],
    ['3.5 to 5.1\\2.8 to 6.2^Panic', '3.5 to 5.1~2.8 to 6.2^critical'],
    ['2.8 to 6.2^critical', '~2.8 to 6.2^critical'],
    ['1 to 2^therapeutic', '1 to 2 (therapeutic)'],
    ['^5.6', '5.6'],
    ['.5\\1.5', '.5-1.5'],
    ['.5^1.5', '.5-1.5'],
    ['', ''],
  ])('%s is %s', (sent, expected) => {
    expect(rangeOf(sent)).toBe(expected);
  });

  test('of another kind is a note', () => {
    const { notes } = written('R|1|^^^X|1||3 to 5^normal\\1 to 9^measuring');
    expect(notes).toEqual(['Range: 1 to 9 (measuring)']);
  });

  test.each(['4.5\\.4^12.5\\24', '23\\10^35\\70'])(
    'of limits in no known order (%s) is a note as sent',
    (sent) => {
      expect(rangeOf(sent)).toBe('');
      expect(written(`R|1|^^^X|1||${sent}`).notes).toEqual([`Range: ${sent}`]);
    },
  );

  test('has the names that the dialect gives it', () => {
    const dialect = { ranges: { normal: ['N'], critical: ['C'] } };
    expect(obxOf('R|1|^^^X|1||1 to 9^C\\3 to 5^N', dialect)[7]).toBe('3 to 5~1 to 9^critical');
  });
});

describe('a flag', () => {
  const flags = [
    { flag: '50', as: 'L', text: 'Below measuring range' },
    { flag: 'R!', text: 'Smear needed', review: true as const },
  ];

  test('of the instrument becomes one of HL7, with its words as a note', () => {
    expect(obxOf('R|1|^^^X|1|||50\\H||F', { flags })[8]).toBe('L~H');
    expect(written('R|1|^^^X|1|||50', { flags }).notes).toEqual(['50: Below measuring range']);
  });

  test('that asks for a review makes the result not final', () => {
    expect(obxOf('R|1|^^^X|1|||r!||F', { flags })[11]).toBe('R');
    expect(obxOf('R|1|^^^X|1|||r!||C', { flags })[11]).toBe('C');
  });
});

describe('rows that are no results', () => {
  const results: Dialect['results'] = {
    chart: [{ at: { name: 'R', field: 3, component: 11 }, equals: ['F', 'I'] }],
    readings: [{ at: { name: 'R', field: 5 }, equals: ['RLU'] }],
    shown: [{ at: { name: 'R', field: 3, component: 11 }, equals: ['G'] }],
  };
  const isReading = (line: string): boolean => obxOf(line, { results })[29] === 'READING';

  test.each([
    ['R|1|^^^1^T^U^P^L^S^^F|1|mIU/mL', false],
    ['R|1|^^^1^T^U^P^L^S^^P|1897|RLU', true],
    ['R|1|^^^1^T^U^P^L^S^^F|1897|RLU', true],
    ['R|1|^^^1^T^U^P^L^S^^G|1|', false],
  ])('%s is a reading: %s', (line, expected) => {
    expect(isReading(line)).toBe(expected);
  });
});

test('a LOINC code beside the code is left out where the instrument sends those of other tests', () => {
  const place = { name: 'R', field: 3, component: 4 };
  const codeOf = (loinc?: false) => obxOf('R|1|^^^WBC^804-5^1|8.5', { codes: [{ code: place, loinc }] })[3];
  expect(codeOf()).toBe('WBC^^^804-5^^LN');
  expect(codeOf(false)).toBe('WBC');
});

describe('a code', () => {
  const codes: Dialect['codes'] = [
    { code: { name: 'R', field: 3, component: 4 }, cut: { at: '/', part: 1 } },
    {
      code: { name: 'R', field: 3, component: 2 },
      name: { name: 'R', field: 3, component: 5 },
      sub: [
        { name: 'R', field: 3, component: 7 },
        { name: 'R', field: 3, component: 8 },
      ],
    },
  ];

  test.each([
    ['^^^10//not', '10', ''],
    ['^^^10/10/pre-diluted', '10', ''],
    ['^FLU^^^Xpert Flu^1^2009 H1N1^Ct', 'FLU^Xpert Flu', '2009 H1N1 Ct'],
  ])('%s is %s', (test, code, sub) => {
    expect(obxOf(`R|1|${test}|1`, { codes }).slice(3, 5)).toEqual([code, sub]);
  });
});
