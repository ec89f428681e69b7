import { describe, expect, test } from '@jest/globals';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { leavesOlderValue, saysThatItCorrects } from '../../../../lib/reports/statements/held-correction.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

/** A part of the only report, of an hour of 2026-03-02. */
const said = (
  hour: number,
  results: readonly Fields[],
  holds: readonly HoldReason[] = [],
  order: Fields = {},
) => {
  const time = `202603020${hour}0000-0500`;
  const part = onlyPart(anOru({ header: { 7: time }, order: { 22: time, ...order }, results }), {
    messageId: `m${hour}`,
  });
  return { ...part, holds: [...holds] };
};

const reportOf = (...parts: readonly ReportPart[]) => assembleReport({ key: 'r', processingId: 'P' }, parts);

const sodium = { 1: '2', 3: 'NA^Sodium^L', 5: '140', 6: 'mmol/L' };
const first = said(1, [{ 5: '93' }, sodium]);
const held: readonly HoldReason[] = ['unmapped-code'];

/** Whether a part that comes after the first one, which was published, leaves an older value. */
const leaves = (part: ReportPart, ...before: readonly ReportPart[]) =>
  leavesOlderValue(part, reportOf(first, ...before, part), reportOf(first));

describe('a part in a held report leaves an older value', () => {
  test.each<[string, Fields]>([
    ['if it has another value, marked', { 5: '39', 11: 'C' }],
    ['if it has another value, not marked', { 5: '39' }],
    ['if it has another unit', { 5: '93', 6: 'g/L', 11: 'C' }],
    ['if it has another flag', { 5: '93', 8: 'H', 11: 'C' }],
    ['if it has another reference range', { 5: '93', 7: '60-80', 11: 'A' }],
    ['if it takes the result back', { 5: '', 11: 'W' }],
    ['if it cancels the result', { 5: '', 11: 'X' }],
  ])('%s', (_, result) => {
    expect(leaves(said(2, [result], held))).toBe(true);
  });

  test('if another part holds the report', () => {
    const other = said(2, [{ ...sodium, 3: 'K^Potassium^L' }], held);
    expect(leaves(other)).toBe(false);
    expect(leaves(said(3, [{ 5: '39', 11: 'C' }]), other)).toBe(true);
  });

  test.each<HoldReason>(['set-unclear', 'cancelled-with-results', 'unmarked-correction'])(
    'if %s doubts what still counts',
    (reason) => {
      expect(leaves(said(2, [{ 5: '93' }], [reason]))).toBe(true);
    },
  );

  test('if it corrects with a clock that is behind that of every final', () => {
    expect(leaves(said(0, [{ 5: '39', 11: 'C' }], held))).toBe(true);
  });

  test('if it waits for an original that another report has, although its own was never published', () => {
    const part = { ...said(2, [{ 5: '39', 11: 'C' }]), waitsForOriginal: true as const };
    const report = reportOf(part);
    expect(report.holds).toEqual(['nothing-to-correct']);
    expect(leavesOlderValue(part, report, undefined)).toBe(true);
  });
});

describe('no part leaves an older value', () => {
  test('in a report that is not held', () => {
    expect(leaves(said(2, [{ 5: '39', 11: 'C' }]))).toBe(false);
  });

  test('in a report that was never published, or was withdrawn', () => {
    const part = said(2, [{ 5: '39', 11: 'C' }], held);
    const report = reportOf(first, part);
    expect(leavesOlderValue(part, report, undefined)).toBe(false);
    expect(leavesOlderValue(part, report, { ...reportOf(first), isWithdrawn: true })).toBe(false);
  });

  test.each<[string, Fields]>([
    ['if it repeats the value', { 5: '93.0', 11: 'C' }],
    ['if its test is new', { 3: 'K^Potassium^L', 5: '4' }],
  ])('%s', (_, result) => {
    expect(leaves(said(2, [result], held))).toBe(false);
  });

  test('if it is older than the published value', () => {
    expect(leaves(said(0, [{ 5: '39' }], held))).toBe(false);
  });

  test('if the chart shows no value', () => {
    const withdrawn = said(2, [{ 5: '', 11: 'W' }]);
    const part = said(3, [{ 5: '39', 11: 'C' }], held);
    expect(leavesOlderValue(part, reportOf(first, withdrawn, part), reportOf(withdrawn))).toBe(false);
  });

  test('if it was published itself', () => {
    expect(leavesOlderValue(first, { ...reportOf(first), holds: ['set-unclear'] }, reportOf(first))).toBe(
      false,
    );
  });
});

test.each<[string, Fields, Fields, boolean]>([
  ['OBX-11 C', { 11: 'C' }, {}, true],
  ['OBX-11 W', { 11: 'W' }, {}, true],
  ['OBR-25 C', {}, { 25: 'C' }, true],
  ['OBX-11 F', {}, {}, false],
  ['OBX-11 X, which may be a first statement', { 5: '', 11: 'X' }, {}, false],
])('whether a part says that it corrects: %s', (_, result, order, expected) => {
  expect(saysThatItCorrects(said(1, [result], [], order))).toBe(expected);
});
