import { expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { withdrawnPart } from '../../../../lib/reports/merge-report.ts';
import { tubeCopiesOf } from '../../../../lib/reports/specimens/tube-results.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const measured: ReportPart = {
  ...onlyPart(
    toMessage(
      ...[msh({ 10: 'A' }), pid(), obr({ 4: 'GAS^Gas^L' })],
      ...[obx({ 3: 'K^K^L', 5: '4.1' }), obx({ 1: '2', 3: 'PH^PH^L', 5: '7.3' })],
    ),
  ),
  messageId: 'a',
  isFromAnalyzer: true,
};

const reported = (result: Fields): ReportPart => ({
  ...onlyPart(
    toMessage(msh({ 10: 'L' }), pid(), obr({ 4: 'CHEM^Chem^L' }), obx({ 3: 'K^K^L', 5: '4.4', ...result })),
  ),
  messageId: 'l',
});

const copiesOf = (parts: readonly ReportPart[]) => tubeCopiesOf(parts, 86_400_000);

const statusesOf = (...parts: readonly ReportPart[]) => {
  const { observations, isWithdrawn } = assembleReport({ key: 'k', processingId: 'P' }, parts);
  return { statuses: observations.map(({ status }) => status), isWithdrawn };
};

test.each<[string, Fields, string]>([
  ['a final', {}, 'W'],
  ['a corrected value', { 11: 'C' }, 'W'],
  ['a withdrawal', { 5: '', 11: 'W' }, 'W'],
  ['a preliminary value', { 11: 'P' }, 'F'],
  ['a final without a value', { 5: '' }, 'F'],
  ['a final of another test', { 3: 'NA^Sodium^L' }, 'F'],
  ['a final with an OBX-4', { 4: '2' }, 'W'],
])('%s of a LIS on a result of an analyzer', (_, result, status) => {
  const copies = copiesOf([reported(result)]);
  expect(statusesOf(measured, ...copies)).toEqual({ statuses: [status, 'F'], isWithdrawn: undefined }); // OBX-11
});

test('an analyzer whose every test the LIS reports has no report of its own', () => {
  const copies = copiesOf([reported({}), { ...reported({ 3: 'PH^PH^L', 5: '7.4' }), messageId: 'l2' }]);
  expect(statusesOf(measured, ...copies)).toEqual({ statuses: ['W', 'W'], isWithdrawn: true });
});

test('a copy takes no value out of a result of a LIS', () => {
  const { isFromAnalyzer: _, ...ofLis } = measured;
  expect(statusesOf(ofLis, ...copiesOf([reported({})])).statuses).toEqual(['F', 'F']);
});

test('the values of a LIS are not copied, and neither is its patient', () => {
  expect(copiesOf([reported({ 8: 'H' })])).toMatchObject([
    { observations: [], statesTube: [{ values: [], flags: [] }], notes: [] },
  ]);
  expect(copiesOf([reported({})])[0]).not.toHaveProperty('patient');
});

test('a message of the LIS that was withdrawn brings the value back', () => {
  const withdrawn = { ...withdrawnPart(reported({})), revision: 1 };
  const copies = [...copiesOf([reported({})]), ...copiesOf([withdrawn])];
  expect(statusesOf(measured, ...copies).statuses).toEqual(['F', 'F']);
});

test('nothing is copied of what analyzers and other copies say', () => {
  expect(copiesOf([measured, ...copiesOf([reported({})])])).toEqual([]);
});

test.each([
  ['23 hours later', '2026-03-03T07:00:00Z', 'W'],
  ['25 hours later', '2026-03-03T09:00:00Z', 'F'],
  ['25 hours earlier', '2026-03-01T07:00:00Z', 'F'],
])('a result of an analyzer of a sample that was collected %s', (_, observed, status) => {
  const at = (part: ReportPart, iso: string): ReportPart => ({
    ...part,
    watermark: { ...part.watermark, receivedTime: Date.parse('2026-03-04T00:00:00Z') },
    observed: { text: iso, iso, zone: 'sent' },
  });
  const copies = copiesOf([at(reported({}), '2026-03-02T08:00:00Z')]);
  expect(statusesOf(at(measured, observed), ...copies).statuses).toEqual([status, 'F']); // OBX-11
});
