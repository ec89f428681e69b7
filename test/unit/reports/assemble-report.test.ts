import { describe, expect, test } from '@jest/globals';
import { assembleReport } from '../../../lib/reports/assemble-report.ts';
import { anOru, msh, obr, pid, segment, toMessage } from '../../support/messages.ts';
import { onlyPart } from '../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

const identity = { key: 'report', processingId: 'P' };

/** The part of one message at an hour of 2026-03-02, which MSH-7 and OBR-22 say. */
function partAt(
  hour: number,
  { order = {}, results = [{}], patient = {} }: { order?: Fields; results?: Fields[]; patient?: Fields } = {},
) {
  const time = `202603020${hour}0000-0500`;
  const status = order[25] ?? 'F';
  return onlyPart(
    anOru({
      header: { 7: time, 10: `C${hour}` },
      patient,
      order: { 22: time, ...order },
      results: results.map((fields) => ({ 11: status, ...fields })),
    }),
    { messageId: `m${hour}` },
  );
}

/** The report of these parts; the same in any order of them. */
function reportOf(...parts: readonly ReturnType<typeof partAt>[]) {
  const report = assembleReport(identity, parts);
  expect(assembleReport(identity, parts.toReversed())).toEqual(report);
  return report;
}

describe('the head of a report', () => {
  test('is that of the newest settled part', () => {
    const report = reportOf(
      partAt(1, { order: { 25: 'P', 13: 'first' } }),
      partAt(2, { order: { 25: 'F', 13: 'second' } }),
      partAt(3, { order: { 25: 'P', 13: 'third' } }),
    );
    expect(report.clinicalInformation).toBe('second');
  });

  test('where none is settled, that of the newest', () => {
    const report = reportOf(
      partAt(1, { order: { 25: 'P', 13: 'first' } }),
      partAt(2, { order: { 25: 'P', 13: 'second' } }),
    );
    expect(report.clinicalInformation).toBe('second');
  });

  test('where the leading part says nothing, the next that says something is asked', () => {
    const report = reportOf(
      partAt(1, { order: { 13: 'fasting', 24: 'CH' } }),
      partAt(2, { order: { 24: 'HM' } }),
    );
    expect([report.clinicalInformation, report.section]).toEqual(['fasting', 'HM']);
  });

  test('keeps every part, in one order', () => {
    expect(reportOf(partAt(3), partAt(1), partAt(2)).parts.map(({ messageId }) => messageId)).toEqual([
      'm1',
      'm2',
      'm3',
    ]);
  });
});

describe('the status of a report', () => {
  test('is OBR-25 of the leading part', () => {
    expect(reportOf(partAt(1, { order: { 25: 'P' } }), partAt(2, { order: { 25: 'F' } })).status).toBe('F');
  });

  test('is partial again where a preliminary result of another test follows a final report', () => {
    const later = partAt(2, { order: { 25: 'P' }, results: [{ 3: 'K^Potassium^L' }] });
    expect(reportOf(partAt(1), later).status).toBe('A');
  });

  test('stays final where the preliminary result is the older', () => {
    const earlier = partAt(1, { order: { 25: 'P' }, results: [{ 3: 'K^Potassium^L' }] });
    expect(reportOf(earlier, partAt(2)).status).toBe('F');
  });

  test('is X where its order was cancelled later, and nothing of it stands', () => {
    const report = reportOf(partAt(1), partAt(2, { order: { 25: 'X' }, results: [] }));
    expect(report.status).toBe('X');
    expect(report.observations.map(({ status }) => status)).not.toContain('F');
  });

  test('is X where an order without a status of its own cancelled all of it', () => {
    const order = onlyPart(
      toMessage(
        msh({ 7: '202603020300-0500', 10: 'OC' }),
        pid(),
        segment('ORC', { 1: 'OC', 3: 'F-1^CORELIS' }),
        obr({ 25: '' }),
      ),
      { messageId: 'oc' },
    );
    const report = reportOf(partAt(1), order);
    expect([report.status, report.observations.map(({ status }) => status)]).toEqual(['X', ['X']]);
  });

  test('is that of the results that stand where only a sample of a series was cancelled', () => {
    const report = reportOf(
      partAt(1, { order: { 7: '202603020800-0500' } }),
      partAt(2, { order: { 7: '202603021000-0500', 25: 'X' }, results: [{ 5: '', 11: 'X' }] }),
    );
    expect([report.status, report.observations.map(({ status }) => status)]).toEqual(['F', ['F', 'X']]);
  });
});

describe('a report waits', () => {
  test('without a patient', () => {
    expect(reportOf(partAt(1, { patient: { 3: '' } })).holds).toEqual(['no-patient']);
  });

  test('for the reasons of what stands, each once', () => {
    const held = { ...partAt(1), holds: ['processing-id' as const] };
    const again = { ...partAt(2), holds: ['processing-id' as const] };
    expect(reportOf(held, again).holds).toEqual(['processing-id']);
  });

  test('for no reason of what was superseded', () => {
    const held = { ...partAt(1), holds: ['processing-id' as const] };
    expect(reportOf(held, partAt(2, { results: [{ 5: '95', 11: 'C' }] })).holds).toEqual([]);
  });

  test('for nothing where all of it was taken back', () => {
    const report = reportOf({ ...partAt(1, { patient: { 3: '' } }), isWithdrawn: true });
    expect([report.isWithdrawn, report.holds]).toEqual([true, []]);
  });
});

describe('a later reading of a message', () => {
  test('takes the place of the earlier one, and what it leaves out is wrong', () => {
    const first = partAt(1, { results: [{}, { 3: 'K^Potassium^L', 5: '4.1' }] });
    const again = { ...partAt(1), revision: 1 };
    const report = reportOf(first, again);
    expect(report.observations.map(({ code, status }) => [code.codings[0]?.code, status])).toEqual([
      ['K', 'W'],
      ['GLU', 'F'],
    ]);
    expect(report.parts.length).toBe(2);
  });
});

test('a report without parts has no source and no patient', () => {
  expect(assembleReport(identity, [])).toMatchObject({ source: '', patient: undefined, observations: [] });
});
