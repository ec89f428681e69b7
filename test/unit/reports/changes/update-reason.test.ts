import { describe, expect, test } from '@jest/globals';
import type { Report, ReportedObservation, ReportVersion } from '../../../../lib/model/report.ts';
import { reasonFor } from '../../../../lib/reports/changes/update-reason.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';

const report = reportOf(anOru());
const [glucose] = report.observations;
const other = reportOf(anOru({ patient: { 3: '700102^^^RIVERSIDE^MR' } })).patient;

const version = (head: Partial<Report> = {}, rest: Partial<ReportVersion> = {}): ReportVersion => ({
  ...asVersion({ ...report, ...head }),
  ...rest,
});

function withResult(change: Partial<ReportedObservation>): Partial<Report> {
  if (glucose === undefined) throw new Error('no result');
  return { observations: [{ ...glucose, ...change }] };
}

const changed = { changes: [glucose?.slot ?? ''] };
const before = version();

describe('why a destination is told of a version', () => {
  test('the first that it hears is new, and what follows an update', () => {
    expect(reasonFor(version(), undefined)).toBe('new');
    expect(reasonFor(version(withResult({ status: 'F' }), changed), before)).toBe('updated');
  });

  test.each<[string, Partial<Report>]>([
    ['OBX-11 C', withResult({ status: 'C' })],
    ['a correction that nobody marked', withResult({ isUnmarkedCorrection: true })],
    ['a final that corrects another', withResult({ corrects: { messageId: 'm0', at: 'OBX[1]' } })],
    ['OBR-25 that became C', { status: 'C' }],
  ])('%s is a correction', (_, head) => {
    expect(reasonFor(version(head, changed), before)).toBe('corrected');
  });

  test('a correction that was told before is no reason once more', () => {
    const corrected = withResult({ status: 'C' });
    expect(reasonFor(version(corrected, { changes: ['report'] }), version(corrected))).toBe('updated');
    expect(reasonFor(version({ status: 'C' }, { changes: ['report'] }), version({ status: 'C' }))).toBe(
      'updated',
    );
  });

  test.each<[string, Partial<Report>]>([
    ['a report without a part that counts', { isWithdrawn: true }],
    ['OBR-25 X', { status: 'X' }],
    ['ORC-5 CA', { orderStatus: 'CA' }],
  ])('%s is cancelled, also where a result is corrected, and for who hears of it first', (_, head) => {
    const cancelled = version({ ...withResult({ status: 'C' }), ...head }, changed);
    expect(reasonFor(cancelled, before)).toBe('cancelled');
    expect(reasonFor(cancelled, undefined)).toBe('cancelled');
  });

  test('a merge counts before all but a replay, and only where its own message changed the patient', () => {
    const parts = report.parts.map((part) => ({ ...part, replaces: 'retired' }));
    const merged = { ...(other === undefined ? {} : { patient: other }), parts };
    expect(reasonFor(version({ ...merged, status: 'X' }), before)).toBe('merged');
    expect(reasonFor(version({ ...merged, status: 'X' }, { isReplay: true }), before)).toBe('replayed');
    expect(reasonFor(version(merged, { messageId: 'm9' }), before)).toBe('updated');
    expect(reasonFor(version({ parts }), before)).toBe('updated');
  });
});
