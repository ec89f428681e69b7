import { expect, test } from '@jest/globals';
import type { Specimen } from '../../../../lib/model/specimen.ts';
import { olderNotes } from '../../../../lib/render/hl7/older-notes.ts';
import { fullReport } from '../../../support/full-report.ts';

const textsOf = (report: typeof fullReport) => olderNotes(report).map(({ text }) => text);
const [whole] = fullReport.observations;

test('a specimen that is not acceptable says why', () => {
  expect(textsOf(fullReport)[0]).toBe(
    'Specimen S-2, POOLED as it was written, rejected: RH as it was written, condition: HEM as it was written, half full',
  );
});

test('a further specimen says when it was collected, and how it is described', () => {
  const tube = (value: string, description: string, time: string): Specimen => ({
    ...{ roles: [], rejectReasons: [], conditions: [], notes: [], description },
    placerId: { value, scope: 'CORELIS', assigner: {} },
    collected: { text: time, iso: '2026-03-02T08:40:00-05:00', zone: 'sent' },
  });
  const specimens = [tube('T1', 'tube 1', '20260302083000'), tube('T2', 'tube 2', '20260302084000')];
  expect(textsOf({ ...fullReport, specimens, observations: [] })).toEqual([
    'Specimen T1', // OBR-7, OBR-15
    'Specimen T2, tube 2, collected 20260302084000-0500',
  ]);
});

test('each laboratory with an address is named once', () => {
  if (whole === undefined) throw new Error('no result');
  const away = { ...whole, performingLaboratory: { name: 'Away', address: { lines: ['1 Far Rd'] } } };
  const bare = { ...whole, performingLaboratory: { name: 'Bare' }, director: undefined };
  const report = { ...fullReport, specimens: [], observations: [whole, away, bare, whole] };
  expect(textsOf(report)).toEqual([
    'Performed at: Riverside Laboratory (LAB-1), 9 Lab Rd, Hall 4, Albany, NY, 12207, US, director Dr Given88 Family88 III',
    'Performed at: Away, 1 Far Rd, director Dr Given88 Family88 III',
  ]);
});
