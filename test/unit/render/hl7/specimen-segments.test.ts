import { expect, test } from '@jest/globals';
import { defaultDelimiters } from '@labwire/hl7/message/delimiters';
import { writeSegment } from '@labwire/hl7/message/write';
import type { Specimen } from '../../../../lib/model/specimen.ts';
import { specimenSegments } from '../../../../lib/render/hl7/specimen-segments.ts';
import { fullReport } from '../../../support/full-report.ts';

const [whole] = fullReport.specimens;
if (whole === undefined) throw new Error('no specimen');
const bare: Specimen = { roles: [], rejectReasons: [], conditions: [], notes: [] };
const id = (value: string) => ({ value, assigner: {}, scope: 's' });

const written = (specimen: Specimen, ordinal = 1): string[] =>
  specimenSegments(specimen, ordinal).map((segment) => writeSegment(segment, defaultDelimiters));

test('a specimen of which nothing is known is a patient’s', () => {
  expect(written(bare, 3)).toEqual(['SPM|3||||||||||P']); // SPM-1, SPM-11
});

test('a specimen has each of its fields at its number', () => {
  const [spm = '', ...others] = written(whole);
  const fields = spm.split('|');
  expect(fields.length - 1).toBe(27);
  expect([2, 3, 11, 12, 14, 17, 18].map((field) => fields[field])).toEqual([
    'S-1&RIVERSIDE&2.16.840.1.99&ISO^S-2&RIVERSIDE&2.16.840.1.99&ISO', // SPM-2
    '^S-0&RIVERSIDE&2.16.840.1.99&ISO', // SPM-3
    'P', // SPM-11
    '4.50^mL&millilitre&UCUM', // SPM-12
    'a long tube', // SPM-14
    '20260302070500-0500^20260303070500-0500', // SPM-17
    '20260302072000-0500', // SPM-18
  ]);
  expect([4, 5, 6, 7, 8, 9, 21, 24, 27].map((field) => fields[field]?.split('^')[0])).toEqual([
    'BLD', // SPM-4
    'POOLED', // SPM-5
    'EDTA', // SPM-6
    'VENIP', // SPM-7
    'FOOT', // SPM-8
    'LEFT', // SPM-9
    'RH', // SPM-21
    'HEM', // SPM-24
    'TUBE', // SPM-27
  ]);
  expect(others).toEqual([
    'SAC||A-1^RIVERSIDE^2.16.840.1.99^ISO|T-1^RIVERSIDE^2.16.840.1.99^ISO|||||R', // SAC-2, SAC-3, SAC-8
    'SAC|||T-2^RIVERSIDE^2.16.840.1.99^ISO',
    'NTE|1|L|half full',
  ]);
});

test('several roles, conditions and origins are repetitions', () => {
  const [spm = ''] = written({
    ...bare,
    roles: ['Q', 'C'],
    conditions: [{ codings: [{ code: 'A' }] }, { codings: [{ code: 'B' }] }],
    parentIds: [id('1'), id('2')],
  });
  const fields = spm.split('|');
  expect([fields[11], fields[24], fields[3]]).toEqual(['Q~C', 'A~B', '^1~^2']);
});

test.each<[Partial<Specimen>, string[]]>([
  [{ containerId: id('T-1') }, ['SAC|||T-1']],
  [{ accessionId: id('A-1') }, ['SAC||A-1']],
  [{ containerStatus: 'R' }, ['SAC||||||||R']],
  [{ otherContainerIds: [id('T-2')], accessionId: id('A-1') }, ['SAC||A-1|T-2']],
  [{ otherContainerIds: [] }, []],
])('the containers of %j', (fields, expected) => {
  expect(written({ ...bare, ...fields }).slice(1)).toEqual(expected); // SAC
});
