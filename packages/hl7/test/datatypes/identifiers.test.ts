import { describe, expect, test } from '@jest/globals';
import { readCx, readEi, readEip, readHd, readNestedHd } from '../../src/datatypes/identifiers.ts';
import { fieldsOf } from '../support/segment.ts';

const field = (text: string) => fieldsOf('PID', { 3: text });

describe('HD', () => {
  test('is a local name, a universal id with its type, or both', () => {
    expect(readHd(field('LAB'), 3)).toMatchObject({ namespace: 'LAB' });
    expect(readHd(field('^1.2.840.1^ISO'), 3)).toEqual({
      namespace: undefined,
      universalId: '1.2.840.1',
      universalIdType: 'ISO',
    });
  });

  test('inside a component, its parts are subcomponents', () => {
    expect(readNestedHd(field('7^^^LAB&1.2&ISO'), 3, 4)).toEqual({
      namespace: 'LAB',
      universalId: '1.2',
      universalIdType: 'ISO',
    });
    expect(readNestedHd(field('7'), 3, 4)).toEqual({});
  });
});

describe('EI and CX', () => {
  test('an identifier needs no assigner', () => {
    expect(readEi(field('77'), 3)).toEqual({ id: '77', assigner: {} });
    expect(readCx(field('77'), 3)).toEqual({ id: '77', assigner: {}, type: undefined });
  });

  test('an assigner without an identifier is none', () => {
    expect(readEi(field('^LAB'), 3)).toBeUndefined();
    expect(readCx(field('^^^LAB^MR'), 3)).toBeUndefined();
  });

  test('CX.1 is kept as text: zeros at its beginning and blanks inside are part of it', () => {
    expect(readCx(field('007 12'), 3)?.id).toBe('007 12');
  });

  test('the check digit of CX is no part of the identifier', () => {
    expect(readCx(field('7001^4^M11^RIV^MR'), 3)).toMatchObject({
      id: '7001',
      type: 'MR',
      assigner: { namespace: 'RIV' },
    });
  });

  test('a repetition is read by its number', () => {
    const ids = [1, 2, 3].map((repetition) => readCx(field('1^^^A~2^^^B'), 3, repetition)?.id);
    expect(ids).toEqual(['1', '2', undefined]);
  });
});

describe('EIP', () => {
  test('has the numbers of one order, with their assigners', () => {
    expect(readEip(field('P1&EHR&1.2&ISO^F1&LIS'), 3)).toEqual({
      placer: { id: 'P1', assigner: { namespace: 'EHR', universalId: '1.2', universalIdType: 'ISO' } },
      filler: { id: 'F1', assigner: { namespace: 'LIS' } },
    });
  });

  test('one of the two is enough', () => {
    expect(readEip(field('P1'), 3)?.filler).toBeUndefined();
    expect(readEip(field('^F1'), 3)?.placer).toBeUndefined();
    expect(readEip(field('&EHR^&LIS'), 3)).toBeUndefined();
  });
});
