import { describe, expect, test } from '@jest/globals';
import { writeObservation } from '../../src/astm/observation.ts';
import { AstmRecord, defaultAstmDelimiters } from '../../src/astm/record.ts';
import { defaultDelimiters } from '../../src/message/delimiters.ts';
import { writeSegment } from '../../src/message/write.ts';

/** The fields of the OBX that a result record becomes, by their numbers. */
const obxOf = (line: string): readonly string[] =>
  writeSegment(
    writeObservation(new AstmRecord(line, 1, defaultAstmDelimiters), '1'),
    defaultDelimiters,
  ).split('|');

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
