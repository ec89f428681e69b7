import { describe, expect, test } from '@jest/globals';
import type { Report, ReportPart } from '../../../../lib/model/report.ts';
import { resultStatus } from '../../../../lib/model/status.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { type Dated, orderOf } from '../../../../lib/reports/statements/statement-order.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { fc } from '../../../support/property.ts';
import { size } from '../../../support/size.ts';

/** One message of one result. Times as they are sent; `received` in minutes after noon. */
interface Sent {
  readonly id: string;
  readonly reported?: string | undefined; // OBR-22
  readonly sent?: string | undefined; // MSH-7
  readonly status?: string | undefined; // OBX-11
  readonly order?: string | undefined; // OBR-25
  readonly value?: string | undefined;
  readonly sequence?: string | undefined; // MSH-13
  readonly control?: string | undefined; // MSH-10
}

const partOf = (sent: Sent, received = 0, day = '2026-03-02'): ReportPart =>
  onlyPart(
    anOru({
      header: {
        7: sent.sent ?? '',
        10: sent.control ?? `X${sent.id}`,
        13: sent.sequence ?? '',
      },
      order: { 7: '20260301080000', 22: sent.reported ?? '', 25: sent.order ?? sent.status ?? 'F' },
      results: [{ 5: sent.value ?? '', 11: sent.status ?? 'F' }],
    }),
    { messageId: sent.id, at: new Date(Date.parse(`${day}T17:00:00Z`) + received * 60_000) },
  );

const reportOf = (parts: readonly ReportPart[]): Report =>
  assembleReport({ key: 'k', processingId: 'P' }, parts);

const chartOf = (report: Report): string[] =>
  report.observations.map((one) => `${resultStatus(one)} ${one.values[0]?.text ?? '-'}`);

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** What stands, whatever the order of arrival. */
function standing(...sent: readonly Sent[]): string[] {
  const charts = permutations(sent).map((order) =>
    chartOf(reportOf(order.map((one, index) => partOf(one, index)))),
  );
  const [first, ...others] = charts;
  for (const other of others) expect(other).toEqual(first);
  return first ?? [];
}

const final: Sent = { id: 'f', status: 'F', value: '6.9' };
const corrected: Sent = { id: 'c', status: 'C', value: '4.1' };

describe('which of two statements is newer', () => {
  test.each<[string, Sent, Sent]>([
    [
      'OBR-22 is compared with OBR-22, and not with MSH-7',
      { ...final, sent: '20260302103000' },
      { ...corrected, sent: '20260302110000', reported: '20260302101500' },
    ],
    [
      'a time after receipt is no time',
      { ...final, sent: '20990302103000' },
      { ...corrected, sent: '20260302110000' },
    ],
    [
      'a clock that fell back to 2000 tells nothing',
      { ...final, sent: '20260302103000' },
      { ...corrected, sent: '20000101000000' },
    ],
    [
      'times are cut to the coarser of the two',
      { ...final, sent: '20260302103000', reported: '20260302102900' },
      { ...corrected, sent: '20260302110000', reported: '20260302' },
    ],
    ['a correction wins a tie', { ...final, sent: '202603021000' }, { ...corrected, sent: '202603021000' }],
    ['without any time a correction is newer than a final', final, corrected],
    [
      'MSH-7 is asked where OBR-22 is the same',
      { ...corrected, id: 'old', value: '6.9', reported: '20260302090000', sent: '20260302100000' },
      { ...corrected, reported: '20260302090000', sent: '20260302110000' },
    ],
    [
      'MSH-13 is asked where both times are the same',
      { ...corrected, id: 'z', value: '6.9', sent: '20260302100000', sequence: '8' },
      { ...corrected, id: 'a', sent: '20260302100000', sequence: '9' },
    ],
    [
      'a numeric MSH-10 is asked where there is no MSH-13',
      { ...corrected, id: 'z', value: '6.9', sent: '20260302100000', control: '99' },
      { ...corrected, id: 'a', sent: '20260302100000', control: '100' },
    ],
    [
      'a number longer than JavaScript counts is compared by its digits',
      { ...corrected, id: 'z', value: '6.9', sent: '20260302100000', control: '9007199254740992' },
      { ...corrected, id: 'a', sent: '20260302100000', control: '9007199254740993' },
    ],
    [
      'leading zeros of MSH-10 do not count',
      { ...corrected, id: 'z', value: '6.9', sent: '20260302100000', control: '000099' },
      { ...corrected, id: 'a', sent: '20260302100000', control: '100' },
    ],
    [
      'leading zeros of MSH-13 do not count',
      { ...corrected, id: 'z', value: '6.9', sent: '20260302100000', sequence: '00020260302100000001' },
      { ...corrected, id: 'a', sent: '20260302100000', sequence: '20260302100000002' },
    ],
  ])('%s', (_, older, newer) => {
    expect(standing(older, newer)).toEqual(['C 4.1']);
  });

  test('one long MSH-10 leaves the others in their order', () => {
    const of = (id: string, control: string, value: string): Sent => ({
      ...{ ...corrected, id, control, value },
      sent: '20260302100000',
    });
    const first = of('z', '000100', '5.5');
    expect(standing(of('y', '000099', '6.9'), first, of('a', '90071992547409931234', '4.1'))).toEqual([
      'C 4.1',
    ]);
    expect(standing(of('y', '00000000000000000000', '6.9'), of('x', '1', '5.5'), first)).toEqual(['C 5.5']);
  });

  test('the hour that comes twice each autumn tells no order, and the hours around it do', () => {
    const at = (sent: Sent) => partOf(sent, sent === final ? 0 : 1, '2026-11-02');
    const charts = (older: string, newer: string) =>
      chartOf(
        reportOf(
          [
            { ...final, id: 'f', sent: older, reported: older },
            { ...corrected, status: 'F', order: 'F', value: '4.1', sent: newer, reported: newer },
          ].map(at),
        ),
      );
    // 01:50 may be half an hour before 01:10, so that receipt decides
    const report = reportOf(
      [
        { ...final, sent: '20261101015000' },
        { ...corrected, status: 'F', order: 'F', sent: '20261101011000' },
      ].map(at),
    );
    expect(report.observations[0]?.marks).toEqual(['order-unknown']);
    expect(charts('20261101025000', '20261101021000')).toEqual(['C 6.9']);
    // with a zone it is known
    expect(charts('20261101015000-0500', '20261101015000-0400')).toEqual(['C 6.9']);
  });

  test('two corrections are put in order by the clock that both have, although their final has none', () => {
    expect(
      standing(
        { id: 'a', value: '6.9' },
        { id: 'b', sent: '20260302100000', status: 'C', value: '5.0' },
        { id: 'c', sent: '20260302110000', reported: '20260302110000', status: 'C', value: '4.1' },
      ),
    ).toEqual(['C 4.1']);
  });

  test('what only receipt tells apart is flagged', () => {
    const tied = { sent: '20260302100000' };
    const report = reportOf([
      partOf({ ...final, ...tied }, 0),
      partOf({ id: 'g', status: 'F', value: '4.1', ...tied }, 1),
    ]);
    expect(chartOf(report)).toEqual(['C 4.1']);
    expect(report.observations[0]?.marks).toEqual(['order-unknown']);
  });
});

describe('the life of one result', () => {
  test('a final that repeats a value which was corrected since is old, whatever MSH-7 says', () => {
    const resent = { ...final, id: 'again', sent: '20260302150000' };
    expect(
      standing({ ...final, sent: '20260302100000' }, { ...corrected, sent: '20260302110000' }, resent),
    ).toEqual(['C 4.1']);
  });

  test('a correction back to the first value counts', () => {
    const back = { ...corrected, id: 'b', value: '6.9', sent: '20260302120000' };
    expect(
      standing({ ...final, sent: '20260302100000' }, { ...corrected, sent: '20260302110000' }, back),
    ).toEqual(['C 6.9']);
  });

  test('a final under a corrected order is a correction, also back to the first value', () => {
    const under = { status: 'F', order: 'C' };
    const parts = [
      partOf({ ...final, sent: '20260302100000' }),
      partOf({ ...corrected, ...under, sent: '20260302110000' }),
      partOf({ ...final, ...under, id: 'b', sent: '20260302120000' }),
    ];
    expect(chartOf(reportOf(parts.slice(0, 2)))).toEqual(['C 4.1']);
    expect(reportOf(parts.slice(0, 2)).observations[0]?.isUnmarkedCorrection).toBe(false);
    expect(chartOf(reportOf(parts))).toEqual(['C 6.9']);
    expect(reportOf(parts).holds).toEqual([]);
  });

  test('a final that goes back, unmarked, to what was corrected is held', () => {
    const back = { ...final, id: 'b', reported: '20260302120000' };
    const parts = [
      partOf({ ...final, reported: '20260302100000' }),
      partOf({ ...corrected, reported: '20260302110000' }),
      partOf(back),
    ];
    expect(reportOf(parts).holds).toEqual(['unmarked-correction']);
    const [first, second, third] = parts;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no part');
    const released = { ...third, released: ['unmarked-correction' as const] };
    expect(reportOf([first, second, released]).holds).toEqual([]);
  });

  test('what is withdrawn and reported anew is new, and no correction', () => {
    const parts = [
      partOf({ ...final, reported: '20260302100000' }),
      partOf({ id: 'w', status: 'W', reported: '20260302110000' }),
      partOf({ id: 'n', status: 'F', value: '4.1', reported: '20260302120000' }),
    ];
    expect(chartOf(reportOf(parts.slice(0, 2)))).toEqual(['W -']);
    expect(chartOf(reportOf(parts))).toEqual(['F 4.1']);
  });

  test.each(['U', 'V'])('%s without a value settles the preliminary one', (status) => {
    const preliminary = { id: 'p', status: 'P', value: '4.1', sent: '20260302100000' };
    expect(standing(preliminary, { id: 'u', status, sent: '20260302110000' })).toEqual([`${status} 4.1`]);
    expect(
      standing(
        preliminary,
        { id: 'u', status, sent: '20260302110000' },
        { ...final, sent: '20260302120000' },
      ),
    ).toEqual(['F 6.9']);
  });

  test.each(['U', 'V'])('a preliminary one after %s leaves what was settled', (status) => {
    const settled: Sent[] = [
      { id: 'p', status: 'P', value: '4.1', sent: '20260302100000' },
      { id: 'u', status, sent: '20260302110000' },
    ];
    const later = { id: 'q', status: 'P', value: '6.9', sent: '20260302120000' };
    expect(standing(...settled, later)).toEqual([`${status} 4.1`]);
    expect(standing(...settled, { ...later, value: '4.1' })).toEqual([`${status} 4.1`]);
    const [result] = reportOf([...settled, later].map((one, index) => partOf(one, index))).observations;
    expect(result?.marks).toEqual(['un-verified']);
    expect(result?.history.map(({ messageId }) => messageId)).toEqual(['q', 'u']);
    // a second one with a time of its own settles the later value
    const again = { id: 'v', status, reported: '20260302130000', sent: '20260302130000' };
    expect(standing(...settled, later, again)).toEqual([`${status} 6.9`]);
    expect(standing(...settled, later, { ...final, sent: '20260302130000' })).toEqual(['F 6.9']);
  });

  test('7.0 is 7.00, and a preliminary after a final is not shown', () => {
    const seven = [
      partOf({ ...final, value: '7.0', sent: '20260302100000' }),
      partOf({ id: 'g', status: 'F', value: '7.00', reported: '20260302110000', sent: '20260302110000' }),
      partOf({ id: 'p', status: 'P', value: '8', sent: '20260302120000' }),
    ];
    expect(chartOf(reportOf(seven))).toEqual(['F 7.00']);
    expect(reportOf(seven).observations[0]?.marks).toEqual(['un-verified']);
  });

  test("what a LIS settles stands before an analyzer's", () => {
    const analyzer: ReportPart = { ...partOf({ ...final, sent: '20260302120000' }), isFromAnalyzer: true };
    expect(
      chartOf(reportOf([partOf({ ...final, id: 'l', value: '4.1', sent: '20260302100000' }), analyzer])),
    ).toEqual(['C 4.1']);
  });

  test("after an analyzer's X comes its rerun, within the same minute", () => {
    const rerun = (sent: Sent, received: number): ReportPart => ({
      ...partOf({ ...sent, sent: '202603021000' }, received),
      isFromAnalyzer: true,
    });
    const parts = [rerun({ id: 'x', status: 'X' }, 0), rerun({ ...final, status: 'F' }, 1)];
    expect(chartOf(reportOf(parts))).toEqual(['F 6.9']);
  });

  test('a correction of what nobody reported says so, and waits only where its source wants that', () => {
    const part = partOf(corrected);
    expect(reportOf([part]).observations[0]?.marks).toEqual(['no-original']);
    expect(reportOf([part]).holds).toEqual([]);
    expect(reportOf([{ ...part, holdsWithoutOriginal: true }]).holds).toEqual(['nothing-to-correct']);
  });

  test('what is superseded holds nothing up, and what takes back is never held', () => {
    const held = (sent: Sent): ReportPart => {
      const part = partOf(sent);
      return {
        ...part,
        observations: part.observations.map((one) => ({ ...one, holds: ['unit-mismatch'] })),
      };
    };
    const first = held({ ...final, sent: '20260302100000' });
    expect(reportOf([first]).holds).toEqual(['unit-mismatch']);
    expect(reportOf([first, partOf({ ...corrected, sent: '20260302110000' })]).holds).toEqual([]);
    expect(reportOf([held({ id: 'w', status: 'W' })]).holds).toEqual([]);
  });
});

const anyTime = fc.constantFrom(
  undefined,
  '20260302',
  '20260302100000',
  '202603021000',
  '20260302110000',
  '20260302100500.5',
  '20260302110000+0100',
  '20251102013000',
  '20251102011000',
  '20251102011500-0400',
  '19700101000000',
  '20990101000000',
);
const anySent = fc.record({
  reported: anyTime,
  sent: anyTime,
  status: fc.constantFrom('P', 'F', 'F', 'C', 'W', 'A', 'U', 'X'),
  order: fc.constantFrom('F', 'C', 'P'),
  value: fc.constantFrom('4.1', '6.9', '5', ''),
  sequence: fc.constantFrom(undefined, undefined, '1', '2'),
  control: fc.constantFrom(undefined, '7', '8'),
});

describe('for any messages, with ties, absent and absurd clocks', () => {
  test('the order of a set is one order: total, and the same whatever is compared first', () => {
    fc.assert(
      fc.property(fc.array(anySent, { minLength: 3, maxLength: 6 }), (sent) => {
        const dated = sent.map((one, index): Dated => {
          const part = partOf({ ...one, id: `m${index}` }, index);
          return {
            clocks: part.clocks,
            rank: index % 3,
            receivedTime: part.watermark.receivedTime,
            messageId: part.messageId,
            at: part.at,
          };
        });
        const order = orderOf(dated);
        const sorted = dated.toSorted(order.compare);
        expect(dated.toReversed().sort(order.compare)).toEqual(sorted);
        for (const [index, one] of sorted.entries())
          for (const later of sorted.slice(index + 1)) expect(order.compare(one, later)).toBeLessThan(0);
      }),
      { numRuns: size({ short: 40, long: 1000 }) },
    );
  });

  test('any order of arrival gives one chart, but for what is flagged', () => {
    fc.assert(
      fc.property(fc.array(anySent, { minLength: 2, maxLength: 4 }), (sent) => {
        const named = sent.map((one, index) => ({ ...one, id: `m${index}` }));
        const reports = permutations(named).map((order) =>
          reportOf(order.map((one, index) => partOf(one, index))),
        );
        const isFlagged = reports.some(({ observations }) =>
          observations.some(({ marks }) => marks?.includes('order-unknown')),
        );
        // which of F, U and V a resend bears is no other result
        const charts = reports.map((report) => chartOf(report).map((line) => line.replace(/^[UV] /, 'F ')));
        const [first, ...others] = charts;
        if (!isFlagged) for (const other of others) expect(other).toEqual(first);
        // and of one arrival, any order of filing gives the very same report
        const parts = named.map((one, index) => partOf(one, index));
        for (const order of permutations(parts)) expect(reportOf(order)).toEqual(reportOf(parts));
      }),
      { numRuns: size({ short: 20, long: 500 }) },
    );
  });
});
