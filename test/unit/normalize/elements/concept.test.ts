import { describe, expect, test } from '@jest/globals';
import {
  toConcept,
  toIdentifier,
  toOrganization,
  toPerson,
} from '../../../../lib/normalize/elements/concept.ts';

describe('a coded element', () => {
  test('has each code with its words and system, and the words of the first', () => {
    expect(
      toConcept({
        code: 'GLU',
        text: 'Glucose',
        system: 'L',
        alternateCode: '2345-7',
        alternateText: 'Glucose [Mass]',
        alternateSystem: 'LN',
      }),
    ).toEqual({
      codings: [
        { code: 'GLU', display: 'Glucose', system: 'L' },
        { code: '2345-7', display: 'Glucose [Mass]', system: 'LN' },
      ],
      text: 'Glucose',
    });
  });

  test('the alternate alone is a code of its own', () => {
    expect(toConcept({ alternateCode: 'WBC', alternateText: 'WHITE BLOOD CELL' })).toEqual({
      codings: [{ code: 'WBC', display: 'WHITE BLOOD CELL', system: undefined }],
      text: 'WHITE BLOOD CELL',
    });
  });

  test('text without a code is text, and what was written originally comes first', () => {
    expect(toConcept({ text: 'Glucose', system: 'L' })).toEqual({ codings: [], text: 'Glucose' });
    expect(toConcept({ code: 'G', text: 'Glucose', originalText: 'sugar' })?.text).toBe('sugar');
  });

  test('nothing is no concept', () => {
    expect(toConcept(undefined)).toBeUndefined();
  });
});

describe('an identifier', () => {
  test('is unique in the universal id of its assigner, else in the namespace, else with its sender', () => {
    const scopeOf = (assigner: { namespace?: string; universalId?: string }) =>
      toIdentifier({ id: '1', assigner }, 'sender')?.scope;
    expect(scopeOf({ namespace: 'A', universalId: '2.16.1' })).toBe('2.16.1');
    expect(scopeOf({ namespace: 'A' })).toBe('A');
    expect(scopeOf({})).toBe('sender');
  });

  test('keeps its type where it has one, and its number as written', () => {
    expect(toIdentifier({ id: '007', assigner: {}, type: 'MR' }, 's')).toMatchObject({
      value: '007',
      type: 'MR',
    });
    expect(toIdentifier({ id: '007', assigner: {} }, 's')?.type).toBeUndefined();
    expect(toIdentifier(undefined, 's')).toBeUndefined();
  });
});

describe('a person', () => {
  test('has their number, names in order and what stands around them', () => {
    expect(
      toPerson(
        {
          id: '77',
          family: 'Lindqvist',
          given: 'Saga',
          middle: 'M',
          prefix: 'Dr',
          suffix: 'III',
          assigner: {},
        },
        'sender',
      ),
    ).toMatchObject({
      id: { value: '77', scope: 'sender' },
      family: 'Lindqvist',
      given: ['Saga', 'M'],
      prefix: 'Dr',
      suffix: 'III',
    });
  });

  test('without a number is a name, and nobody is nobody', () => {
    expect(toPerson({ family: 'Lindqvist', assigner: {} }, 's')).toMatchObject({ id: undefined, given: [] });
    expect(toPerson(undefined, 's')).toBeUndefined();
  });
});

describe('the laboratory that made a result', () => {
  test('is OBX-23 where it is said, whatever OBX-15 says', () => {
    const xon = { name: 'Riverside', id: 'L1', assigner: { namespace: 'CLIA' } };
    const named = toOrganization({ xon, producer: { code: 'X' } }, 's');
    expect(named).toMatchObject({ name: 'Riverside', id: { value: 'L1', scope: 'CLIA' } });
    expect(toOrganization({ xon: { name: 'Riverside', assigner: {} } }, 's')?.id).toBeUndefined();
  });

  test('is else the producer of OBX-15, by code and words', () => {
    expect(toOrganization({ producer: { code: 'LAB', text: 'Lab two' } }, 's')).toMatchObject({
      name: 'Lab two',
      id: { value: 'LAB', scope: 's' },
    });
    expect(toOrganization({ producer: { text: 'Lab two' } }, 's')?.id).toBeUndefined();
    expect(toOrganization({}, 's')).toBeUndefined();
  });

  test('has the address of OBX-24, even if it has no name', () => {
    const xad = { line: '9 Lab Rd', otherLine: 'Hall 4', city: 'Albany', postalCode: '12207' };
    const address = { lines: ['9 Lab Rd', 'Hall 4'], city: 'Albany', postalCode: '12207' };
    expect(toOrganization({ producer: { text: 'Lab two' }, xad }, 's')).toMatchObject({
      name: 'Lab two',
      address,
    });
    expect(toOrganization({ xad }, 's')).toMatchObject({ address });
  });
});
