import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../lib/model/report.ts';
import { assembleReport } from '../../../lib/reports/assemble-report.ts';
import { parentCopyOf } from '../../../lib/reports/parent-results.ts';
import { anOru } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

type Row = readonly [subId: string, name: string, status?: string];

const at = (hour: number): string => `20260302${String(hour).padStart(2, '0')}0000`;

const culture = (hour: number, status: string, ...rows: readonly Row[]): ReportPart =>
  parentCopyOf(
    onlyPart(
      anOru({
        header: { 7: at(hour), 10: `C${hour}` },
        order: { 3: 'F1', 22: at(hour), 25: status },
        results: rows.map(([subId, name, rowStatus = status]) => ({
          ...{ 2: 'ST', 3: 'ORG^Organism^L', 4: subId, 5: name, 6: '', 11: rowStatus },
        })),
      }),
      { messageId: `m${hour}` },
    ),
  );

const panelOf = (isolate: string): ReportPart =>
  onlyPart(
    anOru({
      header: { 7: at(10), 10: 'S' },
      order: { 3: 'S1', 22: at(10), 26: `ORG&Organism&L^${isolate}`, 29: '^F1' },
      results: [{ 2: 'ST', 3: 'AMP^Ampicillin^L', 5: 'R', 6: '' }],
    }),
    { messageId: 'panel' },
  );

/** The status of a panel's only result, given its isolate in OBR-26.2 and .3, and what its culture said. */
function statusOf(isolate: string, ...said: readonly ReportPart[]): string | undefined {
  const parts = [panelOf(isolate), ...said];
  const identity = { key: 'report', processingId: 'P' };
  const [only] = assembleReport(identity, parts).observations;
  expect(assembleReport(identity, parts.toReversed()).observations[0]?.status).toBe(only?.status);
  return only?.status;
}

const twins = culture(9, 'F', ['1', 'E. coli'], ['2', 'E. coli']);

describe('the panel of an isolate', () => {
  test.each<[string, ReportPart]>([
    ['left out', culture(12, 'C', ['1', 'E. coli'])],
    ['taken back', culture(12, 'C', ['2', '', 'W'])],
  ])('ends with it by OBX-4, although another isolate of its name stands: it was %s', (_, last) => {
    expect(statusOf('1^E. coli', twins, last)).toBe('F');
    expect(statusOf('2^E. coli', twins, last)).toBe('W');
  });

  test('stays where its words are of two isolates, one of which stands, and it has no OBX-4', () => {
    expect(statusOf('^E. coli', twins, culture(12, 'C', ['1', 'E. coli']))).toBe('F');
  });

  test('goes by its words where no message has two isolates of this name', () => {
    const both = culture(9, 'F', ['1', 'E. coli'], ['2', 'Klebsiella']);
    expect(statusOf('1^Klebsiella', both, culture(12, 'C', ['1', 'Klebsiella']))).toBe('F');
    expect(statusOf('^Klebsiella', both, culture(12, 'C', ['1', 'E. coli']))).toBe('W');
  });
});
