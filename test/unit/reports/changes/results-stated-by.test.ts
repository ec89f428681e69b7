import { expect, test } from '@jest/globals';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { resultsStatedBy } from '../../../../lib/reports/changes/results-stated-by.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const first = onlyPart(anOru({ results: [{}, { 1: '2', 3: 'NA^Sodium^L', 5: '140' }] }), { messageId: 'm1' });
const corrected = onlyPart(
  anOru({ header: { 7: '20260302090000-0500' }, order: { 25: 'C' }, results: [{ 5: '39', 11: 'C' }] }),
  { messageId: 'm2' },
);

test('a part states the results that stand by it, and those whose older statement is its own', () => {
  const report = assembleReport({ key: 'r', processingId: 'P' }, [first, corrected]);
  const stated = (part: typeof first) =>
    resultsStatedBy(part, report).map(({ code }) => code.codings[0]?.code);
  expect(stated(first)).toEqual(['GLU', 'NA']);
  expect(stated(corrected)).toEqual(['GLU']);
  expect(stated({ ...corrected, messageId: 'm3' })).toEqual([]);
});
