import { describe, expect, test } from '@jest/globals';
import { type Report, reportSchema } from '../../../lib/model/report.ts';
import { resultStatus } from '../../../lib/model/status.ts';
import { assembleReport } from '../../../lib/reports/assemble-report.ts';
import { mergeReport, type PartOfReport } from '../../../lib/reports/merge-report.ts';
import { currentParts } from '../../../lib/reports/parts.ts';
import { anOru } from '../../support/messages.ts';
import { normalized } from '../../support/normalized.ts';
import { fc } from '../../support/property.ts';
import { size } from '../../support/size.ts';

/** One statement about one order: at minute `minute`, OBX-11 `status`, OBX-5 `value`. */
function statement(
  minute: number,
  status: string,
  value: string,
  rest: { patient?: string; unit?: string; analyte?: string } = {},
): PartOfReport {
  const time = `202603020${8 + Math.floor(minute / 60)}${String(minute % 60).padStart(2, '0')}00-0500`;
  const { parts } = normalized(
    anOru({
      header: { 7: time, 10: `${minute}` },
      patient: { 3: rest.patient ?? '700101^^^RIVERSIDE^MR' },
      order: { 22: time, 25: status },
      results: [{ 3: rest.analyte ?? 'GLU', 5: value, 6: rest.unit ?? 'mg/dL', 11: status }],
    }),
    { messageId: `m${minute}-${status}-${value}` },
  );
  const [part] = parts;
  if (part === undefined) throw new Error('no part');
  return part;
}

function mergeAll(parts: readonly PartOfReport[]): Report {
  const report = parts.reduce<Report | undefined>((previous, part) => {
    const merged = mergeReport(previous, part);
    return merged.kind === 'held' ? previous : merged.report;
  }, undefined);
  if (report === undefined) throw new Error('no report');
  return report;
}

const current = (report: Report) =>
  report.observations.map(({ status, values }) => `${status} ${values[0]?.text ?? '-'}`);

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

describe('merging what messages say about one report', () => {
  test.each([
    ['a final replaces a preliminary', [statement(0, 'P', '90'), statement(1, 'F', '93')], 'F 93'],
    ['a correction replaces a final', [statement(0, 'F', '93'), statement(1, 'C', '39')], 'C 39'],
    ['a late preliminary is not applied', [statement(1, 'F', '93'), statement(2, 'P', '90')], 'F 93'],
    ['an older final is not applied', [statement(5, 'F', '93'), statement(1, 'F', '90')], 'F 93'],
    ['a newer preliminary replaces an older one', [statement(0, 'P', '90'), statement(1, 'P', '91')], 'P 91'],
    [
      'a result that cannot be obtained replaces its value',
      [statement(0, 'F', '93'), statement(1, 'X', '')],
      'X -',
    ],
    ['a wrong result is withdrawn', [statement(0, 'F', '93'), statement(1, 'W', '')], 'W -'],
  ])('%s', (_, parts, expected) => {
    expect(current(mergeAll(parts))).toEqual([expected]);
  });

  test('any order of arrival gives the same report, and nothing that arrived is lost', () => {
    const parts = [
      statement(0, 'P', '90'),
      statement(1, 'F', '93'),
      statement(2, 'C', '39'),
      statement(3, 'P', '91'),
      statement(4, 'X', ''),
      statement(1, 'F', '93'),
    ];
    const expected = mergeAll(parts);
    const orders = permutations(parts);
    expect(orders).toHaveLength(720);
    for (const order of orders) expect(mergeAll(order)).toEqual(expected);
    expect(current(expected)).toEqual(['X -']);
    const [observation] = expected.observations;
    const seen = [observation, ...(observation?.history ?? [])].map((one) => one?.values[0]?.text ?? '-');
    expect(seen.sort()).toEqual(['-', '39', '90', '91', '93']);
  });

  /** One of up to six messages about one order, some of them read again with another outcome, or withdrawn. */
  const anyPart = fc
    .record({
      minute: fc.integer({ min: 0, max: 4 }),
      status: fc.constantFrom('P', 'F', 'C', 'X', 'W', 'D'),
      value: fc.constantFrom('90', '93', '39', ''),
      analyte: fc.constantFrom('GLU', 'NA'),
      revision: fc.constantFrom(undefined, undefined, undefined, 1, 2),
      isWithdrawn: fc.constantFrom(undefined, undefined, undefined, true as const),
    })
    .map(({ minute, status, value, analyte, revision, isWithdrawn }): PartOfReport => {
      const incoming = statement(minute, status, value, { analyte });
      const messageId = `m${minute}`;
      // what one message says at its n-th reading is always the same
      const reading =
        revision === undefined && isWithdrawn === undefined ? `${status}${value}${analyte}` : '';
      return {
        ...incoming,
        part: {
          ...incoming.part,
          messageId: `${messageId}${reading}`,
          ...(revision === undefined ? {} : { revision }),
          ...(isWithdrawn === undefined || revision === undefined ? {} : { isWithdrawn }),
        },
      };
    });
  const anyParts = fc.uniqueArray(anyPart, {
    minLength: 1,
    maxLength: 6,
    selector: ({ part }) => `${part.messageId} ${part.revision ?? 0}`,
  });
  const shuffled = anyParts.chain((parts) =>
    fc.tuple(
      fc.constant(parts),
      fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length }),
      fc.subarray(parts),
    ),
  );

  test('any messages in any order, some of them twice, make the same report, and every value stays readable', () => {
    fc.assert(
      fc.property(shuffled, ([parts, order, twice]) => {
        const expected = mergeAll(parts);
        const report = mergeAll([...order, ...twice]);
        expect(report).toEqual(expected);
        for (const part of parts) expect(mergeReport(report, part)).toEqual({ kind: 'known', report });
        const told = new Set(
          report.observations.flatMap((one) => [one, ...one.history].map(({ values }) => values[0]?.text)),
        );
        const current = currentParts(parts.map(({ part }) => part));
        for (const part of current)
          for (const { values } of part.observations) expect(told).toContain(values[0]?.text);
        // and what a message was read as before is in its parts
        expect(report.parts).toHaveLength(parts.length);
      }),
      { numRuns: size({ short: 60, long: 2000 }) },
    );
  });

  test('a correction says what it corrects', () => {
    const corrects = (parts: readonly PartOfReport[]) => mergeAll(parts).observations[0]?.corrects?.messageId;
    const final = statement(0, 'F', '93');
    expect(corrects([final, statement(1, 'C', '39')])).toBe('m0-F-93');
    expect(corrects([statement(1, 'C', '39'), final])).toBe('m0-F-93');
    expect(corrects([final, statement(1, 'C', '39'), statement(2, 'C', '40')])).toBe('m1-C-39');
    expect(corrects([final, statement(1, 'X', '')])).toBe('m0-F-93');
    expect(corrects([statement(0, 'P', '93'), statement(1, 'F', '39')])).toBeUndefined();
    expect(corrects([final, statement(1, 'F', '93')])).toBeUndefined();
  });

  test('a report that was stored and read back merges as one that was not', () => {
    const stored = (report: Report) => reportSchema.parse(JSON.parse(JSON.stringify(report)));
    const first = mergeAll([statement(0, 'P', '90'), statement(1, 'F', '93')]);
    const late = mergeReport(stored(first), statement(2, 'P', '90'));
    expect(late).toMatchObject({ kind: 'merged', changes: [] });
    const again = mergeReport(stored(first), statement(3, 'F', '93'));
    expect(again.kind === 'merged' && again.report.observations[0]?.isUnmarkedCorrection).toBe(false);
    // only the times of the report are new, and not what it says
    expect(again).toMatchObject({ changes: ['report'] });
  });

  test('the same part twice changes nothing', () => {
    const once = mergeAll([statement(0, 'F', '93')]);
    expect(mergeReport(once, statement(0, 'F', '93'))).toEqual({ kind: 'known', report: once });
  });

  test('two results of one analyte in the same second: the one received later stands', () => {
    const at = (value: string, received: string): PartOfReport => {
      const [part] = normalized(anOru({ header: { 10: value }, results: [{ 5: value }] }), {
        messageId: value,
        at: new Date(received),
      }).parts;
      if (part === undefined) throw new Error('no part');
      return part;
    };
    const first = at('1', '2026-03-02T14:00:00.000Z');
    const second = at('2', '2026-03-02T14:00:00.001Z');
    expect(current(mergeAll([first, second]))).toEqual(['F 2']);
    expect(current(mergeAll([second, first]))).toEqual(['F 2']);
  });

  test('a final value that replaces a final one without saying so is flagged', () => {
    const flag = (parts: readonly PartOfReport[]) => mergeAll(parts).observations[0]?.isUnmarkedCorrection;
    expect(flag([statement(0, 'F', '93'), statement(1, 'F', '39')])).toBe(true);
    expect(flag([statement(0, 'F', '93'), statement(1, 'F', '93', { unit: 'mmol/L' })])).toBe(true);
    expect(flag([statement(0, 'F', '93'), statement(1, 'F', '93')])).toBe(false);
    expect(flag([statement(0, 'F', '93'), statement(1, 'C', '39')])).toBe(false);
    expect(flag([statement(0, 'P', '93'), statement(1, 'F', '39')])).toBe(false);
  });

  test('results that come one by one are one report', () => {
    const report = mergeAll([
      statement(0, 'F', '93', { analyte: 'GLU' }),
      statement(1, 'F', '140', { analyte: 'NA' }),
    ]);
    expect(current(report)).toEqual(['F 93', 'F 140']);
  });

  test('a result that names another patient is held, and the report stays as it was', () => {
    const report = mergeAll([statement(0, 'F', '93')]);
    const other = statement(1, 'C', '39', { patient: '999^^^RIVERSIDE^MR' });
    expect(mergeReport(report, other)).toEqual({ kind: 'held', reason: 'patient-mismatch' });
  });

  test('another identifier of the same patient is no contradiction', () => {
    const report = mergeAll([statement(0, 'F', '93', { patient: '700101^^^RIVERSIDE^MR~5^^^NHS^NI' })]);
    expect(mergeReport(report, statement(1, 'C', '39', { patient: '5^^^NHS^NI' })).kind).toBe('merged');
  });

  test('a report without a patient is held, and is never another that has one', () => {
    const nobody = statement(0, 'P', '93', { patient: '' });
    expect(mergeAll([nobody]).holds).toEqual(['no-patient']);
    expect(nobody.reportKey).not.toBe(statement(1, 'F', '93').reportKey);
  });

  test('a value that was corrected stays corrected when it is sent again', () => {
    const shown = (parts: readonly PartOfReport[]) =>
      mergeAll(parts).observations.map((one) => [resultStatus(one), one.isUnmarkedCorrection]);
    const first = statement(0, 'F', '5');
    expect(shown([first, statement(1, 'F', '6'), statement(2, 'F', '6')])).toEqual([['C', true]]);
    // and the correction was marked
    expect(shown([first, statement(1, 'C', '6'), statement(2, 'F', '6')])).toEqual([['C', false]]);
  });

  test.each(['A', 'B', 'V'])('a final that is amended (%s) shows what it was amended to', (status) => {
    expect(current(mergeAll([statement(0, 'F', '5'), statement(1, status, '7')]))).toEqual([`${status} 7`]);
  });

  test('a result without a status has that of its own part, and not of a later one', () => {
    const silent = (minute: number, status: string, analyte: string): PartOfReport => {
      const one = statement(minute, status, '1', { analyte });
      return {
        ...one,
        part: { ...one.part, observations: one.part.observations.map((o) => ({ ...o, status: undefined })) },
      };
    };
    const report = mergeAll([silent(0, 'P', 'GLU'), silent(1, 'F', 'NA')]);
    expect(report.observations.map(({ reportStatus }) => reportStatus)).toEqual(['P', 'F']);
  });

  test('changes name what a reader would see differently, and nothing else', () => {
    const changes = (parts: readonly PartOfReport[], last: PartOfReport) => {
      const merged = mergeReport(parts.length === 0 ? undefined : mergeAll(parts), last);
      return merged.kind === 'merged' ? merged.changes : merged.kind;
    };
    const [slot] = statement(0, 'F', '93').part.observations.map((one) => one.slot);
    expect(changes([], statement(0, 'F', '93'))).toEqual(['report', slot]);
    expect(changes([statement(5, 'F', '93')], statement(1, 'P', '93'))).toEqual([]);
    expect(changes([statement(0, 'F', '93')], statement(1, 'C', '39'))).toEqual(['report', slot]);
  });

  test('a report is a function of its parts alone', () => {
    const parts = [statement(0, 'P', '90'), statement(1, 'F', '93')].map(({ part }) => part);
    const identity = { key: 'k', processingId: 'P' };
    expect(assembleReport(identity, parts)).toEqual(assembleReport(identity, parts.toReversed()));
  });
});
