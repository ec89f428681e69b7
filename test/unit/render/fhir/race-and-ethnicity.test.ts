import { expect, test } from '@jest/globals';
import type { Extension } from '@medplum/fhirtypes';
import type { Concept } from '../../../../lib/model/concept.ts';
import { toEthnicityExtension, toRaceExtension } from '../../../../lib/render/fhir/race-and-ethnicity.ts';

/** A coded field as `code^text^system~…`. */
const concepts = (field: string): Concept[] =>
  field.split('~').map((one) => {
    const [code = '', text, system] = one.split('^').map((part) => (part === '' ? undefined : part));
    return { codings: [{ code, display: text, system }], text };
  });

/** The parts of the extension in short: `ombCategory 2106-3 White`. */
const parts = ([one]: readonly Extension[]): string[] =>
  (one?.extension ?? []).map(({ url, valueCoding, valueString }) =>
    [url, valueString, valueCoding?.code, valueCoding?.display]
      .filter((part) => part !== undefined)
      .join(' '),
  );

test.each([
  ['2106-3^White^HL70005', ['ombCategory 2106-3 White', 'text White']],
  ['2106-3^Caucasian^CDCREC', ['ombCategory 2106-3 White', 'text Caucasian']],
  ['2106-3', ['ombCategory 2106-3 White', 'text White']],
  ['2028-9^^2.16.840.1.113883.6.238', ['ombCategory 2028-9 Asian', 'text Asian']],
  [
    '2106-3^White^CDCREC~2028-9^Asian^CDCREC~2106-3^White^CDCREC',
    ['ombCategory 2106-3 White', 'ombCategory 2028-9 Asian', 'text White, Asian'],
  ],
  ['2034-7^Chinese^CDCREC', ['detailed 2034-7 Chinese', 'text Chinese']],
  [
    '2028-9^Asian^CDCREC~2034-7^Chinese^CDCREC',
    ['ombCategory 2028-9 Asian', 'detailed 2034-7 Chinese', 'text Asian, Chinese'],
  ],
  // a code of another list, with a wrong check digit, of the other field, or in no value set
  ['2106-3^White^L', ['text White']],
  ['W', ['text W']],
  ['W^White^L', ['text White']],
  ['2034-8^Chinese^CDCREC', ['text Chinese']],
  ['2135-2^Hispanic^CDCREC', ['text Hispanic']],
  ['2131-1^Other Race^CDCREC', ['text Other Race']],
  ['U', ['text U']],
  ['UNK^Unknown^CDCREC', ['ombCategory UNK Unknown', 'text Unknown']],
  ['constructor', ['text constructor']],
])('race: %s', (field, expected) => {
  expect(parts(toRaceExtension(concepts(field)))).toEqual(expected); // PID-10
});

test.each([
  ['2135-2^Hispanic or Latino^CDCREC', ['ombCategory 2135-2 Hispanic or Latino', 'text Hispanic or Latino']],
  ['H^Hispanic^HL70189', ['ombCategory 2135-2 Hispanic or Latino', 'text Hispanic']],
  ['N', ['ombCategory 2186-5 Not Hispanic or Latino', 'text Not Hispanic or Latino']],
  // US Core 6.1.0 has no code for it
  ['U^Unknown^HL70189', ['text Unknown']],
  ['UNK^Unknown^CDCREC', ['text Unknown']],
  ['2180-8^Puerto Rican^CDCREC', ['detailed 2180-8 Puerto Rican', 'text Puerto Rican']],
  ['H^Hispanic^L', ['text Hispanic']],
  // two that contradict each other
  ['H^Hispanic^HL70189~N^Not Hispanic^HL70189', ['text Hispanic, Not Hispanic']],
])('ethnicity: %s', (field, expected) => {
  expect(parts(toEthnicityExtension(concepts(field)))).toEqual(expected); // PID-22
});

test('both codings of one race count, and the words are those of the sender', () => {
  const both = [
    { code: 'W', display: 'white person', system: 'L' },
    { code: '2106-3', display: 'White', system: 'HL70005' },
  ];
  expect(parts(toRaceExtension([{ codings: both, text: 'white person' }]))).toEqual([
    'ombCategory 2106-3 White',
    'text white person',
  ]);
});

test('nothing said is no extension', () => {
  expect([toRaceExtension([]), toEthnicityExtension([{ codings: [], text: ' ' }])]).toEqual([[], []]);
});
