import { expect, test } from '@jest/globals';
import { readableChanges } from '../../../../lib/reports/changes/readable-changes.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

async function changesBetween(...messages: Uint8Array[]) {
  const { take, system, onlyReport } = anOperatedSystem();
  for (const message of messages) await take(message);
  const latest = await system.reports.latest(onlyReport());
  if (latest === undefined) throw new Error('no report');
  const before =
    latest.version > 1 ? await system.reports.version(onlyReport(), latest.version - 1) : undefined;
  return readableChanges(before?.report, latest.report);
}

test('a new report has a line for its patient, its order and each result', async () => {
  const results = [
    { 5: '112', 7: '70-99', 8: 'H' },
    { 3: 'NA^Sodium^L', 5: '', 6: 'mmol/L', 11: 'X' },
  ];
  expect(await changesBetween(anOru({ results }))).toEqual([
    { field: 'Patient', before: undefined, after: 'Okafor, Amara' },
    { field: 'Patient number', before: undefined, after: '700101' },
    { field: 'Born', before: undefined, after: '1984-03-17' },
    { field: 'Sex', before: undefined, after: 'F' },
    { field: 'Order', before: undefined, after: 'F-1' },
    { field: 'Service', before: undefined, after: 'Glucose' },
    { field: 'Report', before: undefined, after: 'final' },
    { field: 'Glucose', before: undefined, after: '112 mg/dL [70-99] H, final' },
    { field: 'Sodium', before: undefined, after: 'no value mmol/L, no result' },
  ]);
});

test('a correction has a line for what it corrects, and none for what stays', async () => {
  const results = [{ 5: '93' }, { 3: 'NA^Sodium^L', 5: '140', 6: 'mmol/L' }];
  const corrected = [
    { 5: '39', 11: 'C' },
    { 3: 'NA^Sodium^L', 5: '140', 6: 'mmol/L' },
  ];
  expect(
    await changesBetween(
      anOru({ results }),
      anOru({ header: { 10: '2' }, order: { 25: 'C' }, results: corrected }),
    ),
  ).toEqual([
    { field: 'Report', before: 'final', after: 'corrected' },
    { field: 'Glucose', before: '93 mg/dL, final', after: '39 mg/dL, corrected' },
  ]);
});
