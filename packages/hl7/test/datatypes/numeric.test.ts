import { describe, expect, test } from '@jest/globals';
import { fc } from '../../../../test/support/property.ts';
import { readCq, readNa, readNumber, readSn } from '../../src/datatypes/numeric.ts';
import { fieldsOf } from '../support/segment.ts';

const field = (text: string) => fieldsOf('OBX', { 5: text });

describe('a comparator', () => {
  test.each([
    ['<20', '<', '20'],
    ['< 20', '<', '20'],
    ['<=0.5', '<=', '0.5'],
    ['>200', '>', '200'],
    ['>=1,5', '>=', '1.5'],
    ['20', undefined, '20'],
  ])('%s is read apart from its number', (text, comparator, number) => {
    expect(readNumber(text)).toEqual({ text, comparator, number });
  });

  test.each(['<', '<>5', '=5', '~5', '5<', '< 2 0', '<<5'])('%s is no number', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe('a separator', () => {
  test('a sender with points groups by commas, and never the other way', () => {
    expect(readNumber('1,234,567.5', '.')?.number).toBe('1234567.5');
    expect(readNumber('1.234.567,5', '.')).toBeUndefined();
    expect(readNumber('7,4', '.')).toBeUndefined();
  });

  test('a sender with commas groups by points', () => {
    expect(readNumber('1.234.567,5', ',')?.number).toBe('1234567.5');
    expect(readNumber('7,4', ',')?.number).toBe('7.4');
    expect(readNumber('7.4', ',')?.number).toBe('7.4');
  });

  test('one separator before three digits may be either, unless the first digit is a zero', () => {
    for (const text of ['1.234', '12.345', '-123.456']) expect(readNumber(text, ',')).toBeUndefined();
    for (const text of ['1,234', '12,345', '-123,456']) expect(readNumber(text)).toBeUndefined();
    expect(readNumber('0,123')?.number).toBe('0.123');
    expect(readNumber('0.123', ',')?.number).toBe('0.123');
  });

  test('groups that are not of three digits are no groups', () => {
    for (const text of ['12,34,567', '1,2345.6', '1234,567.8']) expect(readNumber(text)).toBeUndefined();
  });
});

describe('digits', () => {
  test('fifteen are kept as they were written, more stay text', () => {
    expect(readNumber('123456789012345')?.number).toBe('123456789012345');
    expect(readNumber('0.12345678901234')?.number).toBe('0.12345678901234');
    expect(readNumber('1234567890123456')).toBeUndefined();
    expect(readNumber('0.000000123456789012345')?.number).toBe('0.000000123456789012345');
  });

  test('zeros at the end are kept: they tell the precision', () => {
    expect(readNumber('7.00')?.number).toBe('7.00');
    expect(readNumber('7.')?.number).toBe('7.');
  });

  test('an exponent is no digit, and a number beyond all bounds stays text', () => {
    expect(readNumber('1.5E-7')?.number).toBe('1.5E-7');
    expect(readNumber('1e400')).toBeUndefined();
    expect(readNumber('e5')).toBeUndefined();
  });

  test('a number that a computer writes is read as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), (value) => {
        const text = value.toPrecision(12);
        expect(Number(readNumber(text)?.number)).toBe(Number(text));
      }),
    );
  });
});

describe('SN', () => {
  test.each([
    ['^100', { kind: 'quantity', number: '100', comparator: undefined }],
    ['=^100', { kind: 'quantity', number: '100', comparator: undefined }],
    ['<=^0,5', { kind: 'quantity', number: '0.5', comparator: '<=' }],
    ['^1^-^5', { kind: 'range', low: '1', high: '5' }],
    ['^1^:^128', { kind: 'ratio', numerator: '1', denominator: '128' }],
    ['^1^/^128', { kind: 'ratio', numerator: '1', denominator: '128' }],
    ['^4^+', { kind: 'text', text: '4+' }],
    ['<^1^:^8', { kind: 'text', text: '<1:8' }],
    ['~^5', undefined],
    ['about^5', { kind: 'text', text: 'about5' }],
    ['^1^-', { kind: 'text', text: '1-' }],
    ['^1^x^5', { kind: 'text', text: '1x5' }],
    ['>', { kind: 'text', text: '>' }],
  ])('%s', (text, expected) => {
    const sn = readSn(field(text), 5);
    if (expected === undefined) expect(sn).toBeUndefined();
    else expect(sn).toMatchObject(expected);
  });

  test('its numbers follow the separator of the sender', () => {
    expect(readSn(field('^1,234'), 5, 1, ',')).toMatchObject({ kind: 'quantity', number: '1.234' });
    expect(readSn(field('^1,234'), 5)).toMatchObject({ kind: 'text', text: '1,234' });
    expect(readSn(field('^1,5^-^2,5'), 5)).toMatchObject({ kind: 'range', low: '1.5', high: '2.5' });
  });

  test('each repetition is read by itself', () => {
    expect(readSn(field('^1~<^2'), 5, 2)).toMatchObject({ number: '2', comparator: '<' });
  });
});

describe('CQ', () => {
  test('a quantity may have no unit', () => {
    expect(readCq(field('2.5'), 5)).toEqual({
      text: '2.5',
      number: '2.5',
      comparator: undefined,
      unit: undefined,
    });
  });

  test('the parts of the unit are subcomponents', () => {
    expect(readCq(field('2.5^mL&millilitre&UCUM'), 5)?.unit).toEqual({
      code: 'mL',
      text: 'millilitre',
      system: 'UCUM',
    });
  });

  test('a third component is the power of a unit whose caret was not escaped', () => {
    expect(readCq(field('1^10^3/uL'), 5)?.unit).toEqual({ code: '10', text: '3/uL', system: undefined });
  });

  test('what is no number is no quantity', () => {
    expect(readCq(field('much^mL'), 5)).toBeUndefined();
  });
});

describe('NA', () => {
  test('is a list of numbers', () => {
    expect(readNa(field('1^ 2 ^3.5'), 5)).toEqual(['1', '2', '3.5']);
  });

  test('is nothing where one of them is no number', () => {
    expect(readNa(field('1^two^3'), 5)).toBeUndefined();
    expect(readNa(field('1^^3'), 5)).toBeUndefined();
    expect(readNa(fieldsOf('OBX', {}), 5)).toBeUndefined();
  });
});
