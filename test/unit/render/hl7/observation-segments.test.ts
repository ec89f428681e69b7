import { describe, expect, test } from '@jest/globals';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { writeSegment } from '@labwire/hl7/message/write';
import type { Value } from '../../../../lib/model/observation.ts';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import {
  type Dialect,
  noteSegments,
  resultSegments,
} from '../../../../lib/render/hl7/observation-segments.ts';
import { fullReport } from '../../../support/full-report.ts';

const v251: Dialect = { version: '2.5.1', codedType: 'CWE' };
const [whole] = fullReport.observations;
if (whole === undefined) throw new Error('no result');

const bare: ReportedObservation = {
  slot: 'GLU',
  at: 'OBX[1]',
  code: { codings: [{ code: 'GLU' }] },
  values: [],
  isNull: false,
  flags: [],
  equipment: [],
  notes: [],
  isOfSpecimen: false,
  messageId: 'm1',
  isUnmarkedCorrection: false,
  history: [],
};

const written = (of: readonly Partial<ReportedObservation>[], dialect = v251): string[] =>
  resultSegments(
    of.map((fields) => ({ ...bare, ...fields })),
    dialect,
  ).map((segment) => writeSegment(segment, defaultDelimiters));

/** OBX-2 and OBX-5 of one result. */
function valueFields(fields: Partial<ReportedObservation>, dialect = v251): (string | undefined)[] {
  const [line = ''] = written([fields], dialect);
  const pieces = line.split('|');
  return [pieces[2], pieces[5]];
}

const text = (said: string): Value => ({ kind: 'text', text: said });
const number = (said: string): Value => ({ kind: 'quantity', text: said, number: said });

describe('the type of a value', () => {
  test.each<[Value, string, string]>([
    [number('7.40'), 'NM', '7.40'],
    [{ kind: 'quantity', text: '<5', number: '5', comparator: '<' }, 'SN', '<^5'],
    [{ kind: 'quantity', text: '5', number: '5', unit: { codings: [{ code: 'g' }] } }, 'CQ', '5^g'],
    [{ kind: 'range', text: '1-2', low: '1', high: '2' }, 'SN', '^1^-^2'],
    [{ kind: 'ratio', text: '1:128', numerator: '1', denominator: '128' }, 'SN', '^1^:^128'],
    [{ kind: 'ratio', text: '1/128', numerator: '1', denominator: '128' }, 'SN', '^1^/^128'],
    [
      { kind: 'coded', text: '', concept: { codings: [{ code: 'A', display: 'a', system: 'L' }] } },
      'CWE',
      'A^a^L',
    ],
    [{ kind: 'moment', text: '', moment: { text: '', iso: '2026-03-02', zone: 'none' } }, 'DT', '20260302'],
    [
      { kind: 'moment', text: '', moment: { text: '', iso: '2026-03-02T07:05:00Z', zone: 'sent' } },
      'TS',
      '20260302070500+0000',
    ],
    [
      {
        kind: 'document',
        text: '',
        document: { mediaType: 'application/pdf', encoding: 'Base64', data: 'YQ\n==' },
      },
      'ED',
      '^application^pdf^Base64^YQ==',
    ],
    [{ kind: 'document', text: '', document: { encoding: 'A', data: 'a b' } }, 'ED', '^^^A^a b'],
    [
      { kind: 'document', text: '', document: { pointer: '1.pdf', mediaType: 'image/png' } },
      'RP',
      '1.pdf^^image^png',
    ],
    [text('negative'), 'ST', 'negative'],
    [text('a'.repeat(201)), 'TX', 'a'.repeat(201)],
  ])('%j is %s', (value, type, expected) => {
    expect(valueFields({ values: [value] })).toEqual([type, expected]); // OBX-2, OBX-5
  });

  test('before v2.5 a code is CE', () => {
    const values: Value[] = [{ kind: 'coded', text: '', concept: { codings: [{ code: 'A' }] } }];
    expect(valueFields({ values }, { version: '2.3.1', codedType: 'CE' })).toEqual(['CE', 'A']);
  });

  test.each(['TX', 'FT'])('text that came as %s stays that', (valueType) => {
    expect(valueFields({ valueType, values: [text('a')] })).toEqual([valueType, 'a']);
  });

  test('values of several kinds are text together', () => {
    expect(valueFields({ values: [number('7'), text('high')] })).toEqual(['ST', '7~high']);
  });

  test('without a value it is the type that came', () => {
    expect(valueFields({ valueType: 'NM' })).toEqual(['NM', undefined]);
    expect(valueFields({ valueType: 'NM', isNull: true })).toEqual(['NM', '""']); // HL7 null
  });

  test('a unit that was deleted is deleted for the reader, too', () => {
    const [line = ''] = written([{ values: [number('7')], isUnitNull: true }]);
    expect(line.split('|')[6]).toBe('""'); // OBX-6
  });
});

test('a result has each of its fields at its number', () => {
  const [line = ''] = written([whole]);
  const fields = line.split('|');
  expect(fields.length - 1).toBe(25);
  expect([1, 4, 6, 7, 8, 11, 14, 18, 19, 20, 21].map((field) => fields[field])).toEqual([
    '1', // OBX-1
    '1', // OBX-4
    'mmol/L^millimole^UCUM^^^^^^mmol/L', // OBX-6
    '3.5-5.1', // OBX-7
    'H', // OBX-8
    'C', // OBX-11
    '20260302070600-0500', // OBX-14
    'CHEM1~MODULE2~SN3', // OBX-18
    '20260302072600-0500', // OBX-19
    'KNEE^KNEE in words^L^^^^^^KNEE as it was written~RIGHT^RIGHT in words^L^^^^^^RIGHT as it was written', // OBX-20
    'run-7', // OBX-21
  ]);
});

test.each([
  ['2.3.1', 17],
  ['2.4', 19],
  ['2.5.1', 25],
] as const)('version %s has no field that it does not know', (version, last) => {
  const [line = ''] = written([whole], { version, codedType: version === '2.5.1' ? 'CWE' : 'CE' });
  expect(line.split('|').length - 1).toBe(last); // OBX
});

test('before v2.5 the laboratory stands in OBX-15; from then on the producer beside it', () => {
  expect(written([whole], { version: '2.4', codedType: 'CE' })[0]?.split('|')[15]).toBe(
    'LAB-1^Riverside Laboratory',
  );
  const fields = written([whole])[0]?.split('|') ?? [];
  expect(fields[15]).toBe('LAB-2^Branch Laboratory'); // OBX-15
  expect(fields[24]).toBe('9 Lab Rd^Hall 4^Albany^NY^12207^US'); // OBX-24
});

test('results are numbered, each with its notes behind it', () => {
  const note = { text: 'one\ntwo', source: 'L', at: 'NTE[1]' };
  expect(written([{ values: [number('1')], notes: [note] }, { values: [number('2')] }])).toEqual([
    'OBX|1|NM|GLU||1',
    'NTE|1|L|one~two', // NTE-3
    'OBX|2|NM|GLU||2',
  ]);
  expect(noteSegments([])).toEqual([]);
});

test('a document beside another value is an OBX of its own, and the note stands once', () => {
  const document: Value = { kind: 'document', text: '', document: { encoding: 'A', data: 'x' } };
  const note = { text: 'n', at: 'NTE[1]' };
  expect(written([{ values: [document, number('1')], notes: [note] }])).toEqual([
    'OBX|1|NM|GLU||1',
    'NTE|1||n',
    'OBX|2|ED|GLU||^^^A^x',
  ]);
});

test('each line of a text block is an OBX, and the note stands behind the last', () => {
  const note = { text: 'n', at: 'NTE[1]' };
  expect(written([{ values: [text('one'), text('two')], isTextBlock: true, notes: [note] }])).toEqual([
    'OBX|1|ST|GLU||one',
    'OBX|2|ST|GLU||two',
    'NTE|1||n',
  ]);
});

test('a range that was read with a comma is written with the point of its numbers', () => {
  const rangeOf = (referenceRange: ReportedObservation['referenceRange']) =>
    written([{ referenceRange }])[0]?.split('|')[7];
  expect(rangeOf({ text: '3,5-5,1', low: '3.5', high: '5.1' })).toBe('3.5-5.1'); // OBX-7
  expect(rangeOf({ text: 'up to 1,5', high: '1.5' })).toBe('up to 1.5');
  expect(rangeOf({ text: 'a, b' })).toBe('a, b');
});

test('delimiters and words of programmers in a value are text', () => {
  expect(valueFields({ values: [text('a|b^c\\d&e~f')] })).toEqual(['ST', 'a\\F\\b\\S\\c\\E\\d\\T\\e\\R\\f']);
  expect(valueFields({ values: [text('constructor')] })).toEqual(['ST', 'constructor']);
});
