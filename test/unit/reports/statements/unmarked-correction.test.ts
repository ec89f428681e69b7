import { describe, expect, test } from '@jest/globals';
import type { Report, ReportPart } from '../../../../lib/model/report.ts';
import { resultStatus } from '../../../../lib/model/status.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

interface Said {
  readonly hour: number; // MSH-7
  readonly reported?: string; // OBR-22; default MSH-7
  readonly status?: string; // OBX-11
  readonly value?: string;
  readonly order?: string; // OBR-25
  readonly analyzed?: string; // OBX-19
  readonly from?: 'analyzer';
  readonly released?: true;
}

const timeOf = (hour: number): string => `202603021${hour}0000`;

function partOf({ hour, status = 'F', value = '7.9', ...rest }: Said, received: number): ReportPart {
  const part = onlyPart(
    anOru({
      header: { 7: timeOf(hour), 10: `C${hour}` },
      order: { 7: '20260302080000', 22: rest.reported ?? timeOf(hour), 25: rest.order ?? 'F' },
      results: [{ 5: value, 11: status, 19: rest.analyzed ?? '' }],
    }),
    { messageId: `m${hour}`, at: new Date(Date.UTC(2026, 2, 3, 5, received)) },
  );
  return {
    ...part,
    ...(rest.from === 'analyzer' ? { isFromAnalyzer: true } : {}),
    ...(rest.released === true ? { released: ['unmarked-correction' as const] } : {}),
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

/** The holds and the result, which are the same whatever the order of arrival. */
function standing(...said: readonly Said[]): { readonly holds: Report['holds']; readonly shown: string } {
  const all = permutations(said).map((order) => {
    const { holds, observations } = assembleReport({ key: 'k', processingId: 'P' }, order.map(partOf));
    expect(observations).toHaveLength(1);
    const [one] = observations;
    return {
      holds,
      shown: one === undefined ? '' : `${resultStatus(one)} ${one.values[0]?.text ?? '-'}`,
    };
  });
  const [first, ...others] = all;
  for (const other of others) expect(other).toEqual(first);
  if (first === undefined) throw new Error('no order');
  return first;
}

const final: Said = { hour: 0 };
const again: Said = { hour: 3 };
const held = ['unmarked-correction'];

describe('an unmarked final with the value that was taken back', () => {
  test.each<[string, Said]>([
    ['W with the value', { hour: 1, status: 'W', order: 'C' }],
    ['W without a value', { hour: 1, status: 'W', value: '' }],
    ['D', { hour: 1, status: 'D' }],
    ['X', { hour: 1, status: 'X', value: '', order: 'C' }],
  ])('contradicts %s and is held', (_, taken) => {
    expect(standing(final, taken, again).holds).toEqual(held); // OBX-11
  });

  test('is held also with a time of its own only in OBX-19', () => {
    const taken = { hour: 1, status: 'W' };
    expect(standing(final, taken, { ...again, reported: '', analyzed: timeOf(2) }).holds).toEqual(held);
  });

  test('is held also after another value, and when it comes once more', () => {
    const taken = { hour: 1, status: 'W' };
    expect(standing(final, taken, { hour: 2, value: '4.2' }, again).holds).toEqual(held);
    expect(standing(final, taken, { hour: 2 }, again).holds).toEqual(held);
  });

  test.each<[string, Partial<Said>]>([
    ['the same OBR-22', { reported: timeOf(0) }],
    ['no OBR-22', { reported: '' }],
  ])('is old with %s', (_, rest) => {
    const stands = standing(final, { hour: 1, status: 'W' }, { ...again, ...rest });
    expect(stands).toEqual({ holds: [], shown: 'W 7.9' });
  });

  test('is news with an OBR-22 of its own where only the first had none', () => {
    expect(standing({ ...final, reported: '' }, { hour: 1, status: 'W' }, again).holds).toEqual(held);
  });
});

describe('after a result was taken back', () => {
  const taken: Said = { hour: 1, status: 'W' };

  test('another value is news', () => {
    expect(standing(final, taken, { ...again, value: '4.2' })).toEqual({ holds: [], shown: 'C 4.2' });
    const empty = { ...taken, value: '' };
    expect(standing(final, empty, { ...again, value: '4.2' })).toEqual({ holds: [], shown: 'F 4.2' });
  });

  test.each<[string, Partial<Said>]>([
    ['OBX-11 C', { status: 'C' }],
    ['OBR-25 C', { order: 'C' }],
  ])('the same value counts if it says by %s that it corrects', (_, rest) => {
    expect(standing(final, taken, { ...again, ...rest }).holds).toEqual([]);
    // and may be sent again
    expect(standing(final, taken, { hour: 2, ...rest }, again).holds).toEqual([]);
  });

  test('the same value counts if a person released it', () => {
    const released: Said = { ...again, released: true };
    expect(standing(final, taken, released)).toMatchObject({ holds: [] });
    expect(standing(final, taken, { ...released, hour: 2 }, again)).toMatchObject({ holds: [] });
  });

  test("an analyzer's X is no such thing: its rerun may give the same value", () => {
    const from = 'analyzer';
    const failed: Said = { hour: 1, status: 'X', value: '', from };
    expect(standing({ ...final, from }, failed, { ...again, from })).toMatchObject({
      ...{ holds: [], shown: 'F 7.9' },
    });
  });
});

describe('a value and a withdrawal with the same clocks', () => {
  const first = { hour: 0, value: '6.9' };

  test.each(['D', 'W', 'X'])('wait if the value is new (%s)', (status) => {
    const tied = { hour: 1, reported: timeOf(1) };
    const all = [first, { ...tied, status, value: '' }, { ...tied, value: '4.1' }];
    const parts = all.map((one, index) => ({ ...partOf(one, index), messageId: `n${index}` }));
    for (const order of permutations(parts))
      expect(assembleReport({ key: 'k', processingId: 'P' }, order).holds).toEqual(['unmarked-correction']);
  });

  test('do not wait if the withdrawal names the value, or nothing else was stated', () => {
    const tied = { hour: 1, reported: timeOf(1) };
    for (const all of [
      [first, { ...tied, status: 'D', value: '4.1' }, { ...tied, value: '4.1' }],
      [{ ...tied, status: 'D', value: '' }, tied],
    ]) {
      const parts = all.map((one, index) => ({ ...partOf(one, index), messageId: `n${index}` }));
      for (const order of permutations(parts))
        expect(assembleReport({ key: 'k', processingId: 'P' }, order).holds).toEqual([]);
    }
  });
});
