import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { type FieldContent, writeSegment } from '@labwire/hl7/message/write';
import {
  coded,
  entity,
  entityPair,
  joinedRest,
  moment,
  none,
  numbered,
  organization,
  personIdentifier,
  personName,
  repeated,
} from '../../../../lib/render/hl7/fields.ts';

/** A field as it is written, without the name of its segment. */
const written = (field: FieldContent): string =>
  writeSegment({ name: 'ZZZ', fields: [field] }, defaultDelimiters).replace(/^ZZZ\|?/, '');

const id = {
  value: '7',
  assigner: { namespace: 'HOSP', universalId: '1.2.3', universalIdType: 'ISO' },
  scope: '1.2.3',
};

test('fields stand at their numbers, those between are empty', () => {
  expect(numbered({ 1: 'a', 4: 'd' })).toEqual(['a', undefined, undefined, 'd']);
  expect(numbered({})).toEqual([]);
  expect(none(2)).toEqual([undefined, undefined]);
});

test('several values of one field are repetitions', () => {
  expect(written(repeated(['a', ['b', 'c']]))).toBe('a~b^c');
  expect(written(repeated([]))).toBe('');
});

describe('identifiers', () => {
  test('EI', () => {
    expect(written(entity(id))).toBe('7^HOSP^1.2.3^ISO'); // HL7 v2.5.1 §2.A.28
    expect(entity(undefined)).toBeUndefined();
  });

  test('a pair of EI has each as sub-components', () => {
    expect(written(entityPair(id, { value: '8', assigner: {} }))).toBe('7&HOSP&1.2.3&ISO^8');
    expect(written(entityPair(undefined, id))).toBe('^7&HOSP&1.2.3&ISO');
  });

  test('CX', () => {
    expect(written(personIdentifier({ ...id, type: 'MR' }))).toBe('7^^^HOSP&1.2.3&ISO^MR'); // §2.A.14
    expect(written(personIdentifier({ value: '7', assigner: {}, scope: 's' }))).toBe('7');
  });
});

describe('people and organizations', () => {
  test('XCN', () => {
    const person = { id, family: 'Okafor', given: ['Amara', 'N', 'O'], suffix: 'Jr', prefix: 'Dr' };
    expect(written(personName(person))).toBe('7^Okafor^Amara^N O^Jr^Dr^^^HOSP&1.2.3&ISO'); // §2.A.86
    expect(written(personName({ family: 'Okafor', given: [] }))).toBe('^Okafor');
    expect(personName(undefined)).toBeUndefined();
  });

  test.each<[string[], string | undefined]>([
    [[], undefined],
    [['A'], undefined],
    [['A', 'B', 'C'], 'B C'],
  ])('the further names of %j are one component', (given, rest) => {
    expect(joinedRest(given)).toBe(rest); // XPN-3
  });

  test('XON', () => {
    expect(written(organization({ name: 'Lab', id }))).toBe('Lab^^^^^HOSP&1.2.3&ISO^^^^7'); // §2.A.87
    expect(written(organization({ name: 'Lab' }))).toBe('Lab');
    expect(organization(undefined)).toBeUndefined();
  });
});

describe('CWE and CE', () => {
  const two = {
    codings: [
      { code: 'GLU', display: 'Glucose', system: 'L' },
      { code: 'X', system: 'Y' },
      { code: '2345-7', display: 'Glucose SerPl', system: 'LN' },
    ],
    text: 'as written',
  };

  test('the first coding, the last one, and the words', () => {
    expect(written(coded(two))).toBe('GLU^Glucose^L^2345-7^Glucose SerPl^LN^^^as written'); // CWE-9
  });

  test('CE has no place for the words', () => {
    expect(written(coded(two, 'CE'))).toBe('GLU^Glucose^L^2345-7^Glucose SerPl^LN');
  });

  test('words that the code says already are not said again', () => {
    expect(written(coded({ codings: [{ code: 'GLU', display: 'Glucose' }], text: 'Glucose' }))).toBe(
      'GLU^Glucose',
    );
  });

  test('words alone stand where words are read', () => {
    expect(written(coded({ codings: [], text: 'Glucose' }))).toBe('^Glucose'); // CWE-2
  });

  test('a code without words gets them: in CE as its own, in CWE as the original', () => {
    const concept = { codings: [{ code: 'GLU' }], text: 'Glucose' };
    expect(written(coded(concept, 'CE'))).toBe('GLU^Glucose');
    expect(written(coded(concept))).toBe('GLU^^^^^^^^Glucose');
  });

  test('nothing is nothing', () => {
    expect(coded(undefined)).toBeUndefined();
    expect(written(coded({ codings: [] }))).toBe('');
  });

  test('delimiters in a value are escaped', () => {
    expect(written(coded({ codings: [{ code: 'A^B|C', display: 'D&E~F\\' }] }))).toBe(
      'A\\S\\B\\F\\C^D\\T\\E\\R\\F\\E\\',
    );
  });
});

test.each([
  ['2026', '2026'],
  ['2026-03', '202603'],
  ['2026-03-02', '20260302'],
  ['2026-03-02T07:05:00-05:00', '20260302070500-0500'],
  ['2026-03-02T07:05:00.120+01:00', '20260302070500.120+0100'],
  ['2026-03-02T07:05:00Z', '20260302070500+0000'],
])('%s is written %s: with its precision and its zone', (iso, expected) => {
  expect(moment({ text: '', iso, zone: 'sent' })).toBe(expected); // §2.A.77
});

test('an hour alone is no time of FHIR, and is written as it came', () => {
  expect(moment({ text: '2026030207', iso: '2026-03-02', zone: 'sent' })).toBe('2026030207');
  expect(moment({ text: '2026030207+0100', iso: '2026-03-02', zone: 'sent' })).toBe('2026030207+0100');
  expect(moment(undefined)).toBeUndefined();
});
