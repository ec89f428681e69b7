import { expect, test } from '@jest/globals';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import { ownNotesOf } from '../../../../lib/render/fhir/observation-notes.ts';
import { fullReport } from '../../../support/full-report.ts';

const [whole] = fullReport.observations;
if (whole === undefined) throw new Error('no result');
const plain: ReportedObservation = { ...whole, history: [], marks: [], reagents: [], converted: undefined };
const textsOf = (fields: Partial<ReportedObservation>, corrects?: { messageId: string; at: string }) =>
  ownNotesOf({ ...plain, ...fields }, corrects).map(({ text }) => text);

test('a result of which nothing has to be said has no note', () => {
  expect(textsOf({ values: [{ kind: 'quantity', number: '95', text: '95' }] })).toEqual([]);
});

test('the value that was corrected is named only where it stood in a published version', () => {
  const before = { kind: 'quantity' as const, number: '39', text: '39' };
  const [statement] = whole.history;
  const history = [{ ...statement, values: [before], messageId: 'm1', at: 'OBX[1]', reported: undefined }];
  const fields = { history: history as ReportedObservation['history'] };
  expect(textsOf(fields, { messageId: 'm1', at: 'OBX[1]' })[0]).toMatch(
    /^Corrects the result reported before: "39/,
  );
  expect(textsOf(fields)).toEqual([]);
});

test('what is doubtful is said, and the lot of a reagent', () => {
  const fields: Partial<ReportedObservation> = { marks: ['order-unknown'], reagents: [{ lot: 'L-7' }] };
  expect(textsOf(fields)).toEqual([
    expect.stringMatching(/^Several messages about this result/),
    'Reagent: lot L-7',
  ]);
});
