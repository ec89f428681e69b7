import { describe, expect, test } from '@jest/globals';
import {
  toCodeableConcept,
  toOptionalConcept,
  toRequiredConcept,
  toTableConcept,
} from '../../../../lib/render/fhir/codeable-concept.ts';

const base = 'https://lab.test';
const absent = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

describe('a CWE as a CodeableConcept', () => {
  test('has every coding of the sender in its order, ours behind them, and the words', () => {
    const concept = {
      codings: [
        { code: 'GLU', display: 'Glucose', system: 'L' },
        { code: '2345-7', display: 'Glucose SerPl', system: 'LN', isMapped: true as const },
      ],
      text: 'glucose, as written',
    };
    expect(toCodeableConcept(concept, base)).toEqual({
      coding: [
        { system: 'https://lab.test/codesystem/L', code: 'GLU', display: 'Glucose' }, // CWE-1, CWE-2, CWE-3
        { system: 'http://loinc.org', code: '2345-7', display: 'Glucose SerPl' }, // CWE-4, CWE-5, CWE-6
      ],
      text: 'glucose, as written', // CWE-9
    });
  });

  test('a code without a system has none', () => {
    expect(toCodeableConcept({ codings: [{ code: 'GLU' }] }, base)).toEqual({ coding: [{ code: 'GLU' }] });
  });

  test.each([' GLU', 'a\nb', 'a  b'])('%j is no FHIR code: it is kept as words', (code) => {
    expect(toCodeableConcept({ codings: [{ code }] }, base)).toEqual({ coding: [{ display: code.trim() }] });
  });

  test('words of its own stand before a code that is none', () => {
    expect(toCodeableConcept({ codings: [{ code: 'a  b', display: 'words' }] }, base)).toEqual({
      coding: [{ display: 'words' }],
    });
  });

  test('a coding that says nothing is not there', () => {
    expect(toCodeableConcept({ codings: [{ code: '' }, { code: 'GLU' }] }, base)).toEqual({
      coding: [{ code: 'GLU' }],
    });
  });

  test('words alone have no coding', () => {
    expect(toCodeableConcept({ codings: [], text: 'a\u0000b' }, base)).toEqual({ text: 'a b' });
  });
});

test('a concept that says nothing is left out where FHIR allows, and unknown where it does not', () => {
  for (const nothing of [undefined, { codings: [] }, { codings: [{ code: ' ' }], text: '\u0000' }]) {
    expect(toOptionalConcept(nothing, base)).toBeUndefined();
    expect(toRequiredConcept(nothing, base)).toEqual(absent); // data-absent-reason
  }
});

test('a concept that says something is the same where it is required and where it is not', () => {
  const concept = { codings: [{ code: 'GLU' }] };
  expect(toOptionalConcept(concept, base)).toEqual({ coding: [{ code: 'GLU' }] });
  expect(toRequiredConcept(concept, base)).toEqual({ coding: [{ code: 'GLU' }] });
});

describe('a code of a table that FHIR publishes', () => {
  test.each(['A', 'SYN-R', '10*', 'ABCDEFGHIJ'])('%s is a code of the table', (code) => {
    expect(toTableConcept('0065', code)).toEqual({
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0065', code }],
    });
  });

  test.each(['a', 'ABCDEFGHIJK', 'A B', 'constructor', '<'])('%s is words', (code) => {
    expect(toTableConcept('0065', code)).toEqual({ text: code });
  });

  test.each([undefined, '', ' ', '\u0001'])('%j is nothing', (code) => {
    expect(toTableConcept('0065', code)).toBeUndefined();
  });
});
