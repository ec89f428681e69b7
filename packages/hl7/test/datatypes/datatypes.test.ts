import { describe, expect, test } from '@jest/globals';
import { readCwe } from '../../src/datatypes/coded.ts';
import { readPl, readXad, readXtn } from '../../src/datatypes/contact.ts';
import { readEd, readRp } from '../../src/datatypes/documents.ts';
import { readCx, readEi, readEip, readHd } from '../../src/datatypes/identifiers.ts';
import { readNdl, readXcn, readXpn } from '../../src/datatypes/names.ts';
import { readCq, readNa, readNumber, readSn } from '../../src/datatypes/numeric.ts';
import { type Reader, readAll, readSt } from '../../src/datatypes/read.ts';
import { readDr, readTs } from '../../src/datatypes/time.ts';
import { parseMessage } from '../../src/message/message.ts';
import type { Segment } from '../../src/message/segment.ts';
import { isMisfit, readObxValues } from '../../src/segments/obx-value.ts';
import { parseDate, parseTime } from '../../src/timestamp.ts';

/** A segment whose field 5 is this text. */
function fieldOf(text: string, valueType = ''): Segment {
  const parsed = parseMessage(Buffer.from(`MSH|^~\\&|A\rOBX||${valueType}|||${text}\r`));
  const obx = parsed.ok ? parsed.value.find('OBX') : undefined;
  if (obx === undefined) throw new Error('not parsed');
  return obx;
}

describe('each data type gives its parts, decoded', () => {
  test.each<[string, Reader<unknown>, string, unknown]>([
    ['HD', readHd, 'LAB^1.2.3^ISO', { namespace: 'LAB', universalId: '1.2.3', universalIdType: 'ISO' }],
    ['EI', readEi, '77^LAB^1.2^ISO', { id: '77', assigner: { namespace: 'LAB', universalId: '1.2' } }],
    ['EIP', readEip, 'P1&EHR^F1&LIS', { placer: { id: 'P1' }, filler: { id: 'F1' } }],
    ['EIP without a placer', readEip, '^F1&LIS&1.2&ISO', { filler: { assigner: { universalId: '1.2' } } }],
    ['CX', readCx, '7^^^RIV&1.2&ISO^MR', { id: '7', type: 'MR', assigner: { namespace: 'RIV' } }],
    ['XPN', readXpn, 'Van\\T\\Dyk&Van^Ada^B^Jr^Dr^^L', { family: 'Van&Dyk', given: 'Ada', use: 'L' }],
    ['XCN', readXcn, '12^Lind^Ines^^^Dr^^^RIV', { id: '12', family: 'Lind', assigner: { namespace: 'RIV' } }],
    [
      'NDL',
      readNdl,
      '12&Lind&Ines&&&Dr&&&RIV^20260302',
      { id: '12', given: 'Ines', assigner: { namespace: 'RIV' } },
    ],
    ['NDL written as XCN', readNdl, '12^Lind^Ines', { id: '12', family: 'Lind', given: 'Ines' }],
    ['NDL that is a name', readNdl, 'Lind, Ines', { id: undefined, family: 'Lind, Ines' }],
    ['NDL that is a login', readNdl, 'lind&&&&&&&&RIV', { id: 'lind', assigner: { namespace: 'RIV' } }],
    ['NDL that is a number', readNdl, 'D12^20260302', { id: 'D12', family: undefined }],
    [
      'XAD',
      readXad,
      '1 Mill&Mill&1^^Riverside^NY^10999^US^H',
      { line: '1 Mill', city: 'Riverside', type: 'H' },
    ],
    ['XTN', readXtn, '555-0100^PRN^PH^a@lab.test', { number: '555-0100', use: 'PRN', email: 'a@lab.test' }],
    ['XTN in parts', readXtn, '^PRN^PH^^1^555^0100', { number: '1 555 0100' }],
    ['PL', readPl, '4W^412^A^RIV^^^B2^4', { pointOfCare: '4W', room: '412', bed: 'A', building: 'B2' }],
    [
      'CWE',
      readCwe,
      'GLU^Glucose^L^2345-7^^LN^^^sugar',
      { code: 'GLU', alternateSystem: 'LN', originalText: 'sugar' },
    ],
    ['ED', readEd, '^AP^PDF^Base64^SGk=', { mediaType: 'application/pdf', encoding: 'Base64', data: 'SGk=' }],
    [
      'RP',
      readRp,
      'https://lab.test/1^^text^html',
      { pointer: 'https://lab.test/1', mediaType: 'text/html' },
    ],
    ['TS', readTs, '20260302081500^D', { precision: 'day', day: 2, hour: 0 }],
    ['DTM', readTs, '202603020815+0100', { precision: 'minute', offsetMinutes: 60 }],
    ['DR', readDr, '20260301^20260302', { start: { day: 1 }, end: { day: 2 } }],
    ['DR in v2.4', readDr, '20260301&D^', { start: { day: 1 } }],
    ['SN', readSn, '>^200', { kind: 'quantity', number: '200', comparator: '>' }],
    ['CQ', readCq, '5,5^mL&millilitre&UCUM', { number: '5.5', unit: { code: 'mL', text: 'millilitre' } }],
    ['NA', readNa, '1^-2,5^3', ['1', '-2.5', '3']],
  ])('%s', (_, read, text, expected) => {
    expect(read(fieldOf(text), 5)).toMatchObject(expected as object);
  });

  test.each<[string, Reader<unknown>]>([
    ['HD', readHd],
    ['EI', readEi],
    ['EIP', readEip],
    ['CX', readCx],
    ['XPN', readXpn],
    ['XCN', readXcn],
    ['NDL', readNdl],
    ['XAD', readXad],
    ['XTN', readXtn],
    ['PL', readPl],
    ['CWE', readCwe],
    ['ED', readEd],
    ['RP', readRp],
    ['TS', readTs],
    ['DR', readDr],
    ['SN', readSn],
    ['CQ', readCq],
    ['NA', readNa],
    ['ST', readSt],
  ])('%s that says nothing is undefined', (_, read) => {
    for (const text of ['', '""', '^^^', ' '])
      expect({ text, value: read(fieldOf(text), 5) }).toEqual({ text, value: undefined });
  });

  test('every repetition is read', () => {
    expect(readAll(fieldOf('7^^^A~~8^^^B'), 5, readCx).map(({ id }) => id)).toEqual(['7', '8']);
  });
});

describe('numeric text', () => {
  test.each([
    ['7.40', '7.40'],
    ['-.5', '-.5'],
    ['1e3', '1e3'],
    ['7,40', '7.40'],
    ['0,123', '0.123'],
    ['1,234.5', '1234.5'],
    ['1.234,5', '1234.5'],
    ['1,234,567', '1234567'],
    ['1.234.567', undefined],
    ['1,234', undefined],
    ['1,2,3', undefined],
    ['12,3456', '12.3456'],
    ['seven', undefined],
    ['1 000', undefined],
    ['12345678901234567', undefined],
    ['Infinity', undefined],
  ])('%s reads as %s', (text, number) => {
    expect(readNumber(text)?.number).toBe(number);
  });

  test.each([
    ['1,234', ',', '1.234'],
    ['1,234', '.', '1234'],
    ['1.234', ',', undefined],
    ['-12.345', ',', undefined],
    ['+123.456', ',', undefined],
    ['0.234', ',', '0.234'],
    ['1234.567', ',', '1234.567'],
    ['1.2345', ',', '1.2345'],
    ['1.234,5', ',', '1234.5'],
    ['1.234.567', ',', '1234567'],
    ['1.234', '.', '1.234'],
    ['1.5', ',', '1.5'],
    ['1,5', '.', undefined],
    ['0,123', '.', undefined],
    ['0.123,456', undefined, undefined],
  ] as const)('%s of a source that writes %s reads as %s', (text, separator, number) => {
    expect(readNumber(text, separator)?.number).toBe(number);
  });

  test('a comparator is kept apart, and the text as it came', () => {
    expect(readNumber(' <= 0,5 ')).toEqual({ text: ' <= 0,5 ', number: '0.5', comparator: '<=' });
  });
});

describe('times', () => {
  test.each([
    ['08', { hour: 8, precision: 'hour' }],
    ['0815', { minute: 15, precision: 'minute' }],
    ['081530.25-0500', { second: 30, fraction: '25', offsetMinutes: -300 }],
  ])('%s', (text, expected) => {
    expect(parseTime(text)).toMatchObject(expected);
  });

  test.each(['24', '0860', '8', '08:15', ''])('%j is no time of day', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  test('a date has no time of day', () => {
    expect(parseDate('202603')).toMatchObject({ precision: 'month' });
    expect(parseDate('2026030208')).toBeUndefined();
  });
});

describe('OBX-5 is read by OBX-2', () => {
  test.each([
    ['NM', '93', 'quantity'],
    ['SN', '^1^:^8', 'ratio'],
    ['CQ', '5^mL', 'quantity'],
    ['NA', '1^2', 'series'],
    ['CE', 'A^B', 'coded'],
    ['TS', '20260302', 'moment'],
    ['DT', '20260302', 'moment'],
    ['TM', '0815', 'time'],
    ['DR', '20260302^20260303', 'period'],
    ['ED', '^^PDF^Base64^SGk=', 'document'],
    ['RP', 'file', 'document'],
    ['XPN', 'Lind^Ines', 'structured'],
    ['EI', '7^LAB', 'structured'],
    ['ST', 'a^b', 'text'],
    ['TX', 'a', 'text'],
    ['FT', 'a\\.br\\b', 'text'],
    ['ZZ', 'a', 'text'],
    ['', 'a', 'text'],
  ])('%s %s', (valueType, text, kind) => {
    const [value] = readObxValues(fieldOf(text, valueType), valueType || undefined);
    expect(value?.kind).toBe(kind);
    if (kind !== 'document') expect(value?.text).not.toBe('');
    expect(value && isMisfit(value, valueType)).toBe(false);
  });

  test.each([
    ['NM', 'high'],
    ['DT', '202603020815'],
    ['TM', '99'],
    ['NA', 'a^b'],
    ['CQ', 'some'],
    ['ED', 'no data'],
  ])('%s %s is kept as text, and said to be a misfit', (valueType, text) => {
    const [value] = readObxValues(fieldOf(text, valueType), valueType);
    expect(value).toEqual({ kind: 'text', text });
    expect(value && isMisfit(value, valueType)).toBe(true);
  });
});
