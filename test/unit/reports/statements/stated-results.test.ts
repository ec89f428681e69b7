import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { type Entry, entriesOf } from '../../../../lib/reports/statements/stated-results.ts';
import { type Statement, toStatement } from '../../../../lib/reports/statements/statement.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';
import { fc } from '../../../support/property.ts';

type Fields = Readonly<Record<number, string>>;

interface Sent {
  readonly id: string;
  /** MSH-7, an hour of 2026-03-02. */
  readonly hour?: string;
  readonly order?: Fields;
  readonly results?: readonly Fields[];
  /** Minutes after noon. */
  readonly received?: number;
  readonly part?: Partial<ReportPart>;
  readonly isWithdrawn?: boolean;
}

function statementsOf({
  id,
  hour = '08',
  order = {},
  results = [{}],
  received = 0,
  part,
  isWithdrawn = false,
}: Sent) {
  const read = onlyPart(anOru({ header: { 7: `20260302${hour}0000-0500` }, order, results }), {
    messageId: id,
    at: new Date(Date.UTC(2026, 2, 2, 17, received)),
  });
  const one = { ...read, ...part };
  return one.observations.map((observation) =>
    toStatement(observation, { part: one, observations: one.observations, isWithdrawn }),
  );
}

const entries = (...sent: readonly Sent[]): Entry[] => entriesOf(sent.flatMap(statementsOf));

/** Each statement that counts for itself, as the messages that make it: the one that leads first. */
const messagesOf = (list: readonly Entry[]): string[] =>
  list
    .map(({ rows }) =>
      rows
        .map(({ lead, repeats }) => [lead, ...repeats].map(({ messageId }) => messageId).join('<'))
        .join(' '),
    )
    .sort();

const countOf = (list: readonly Entry[]): number =>
  list
    .flatMap(({ rows }) => rows.map(({ repeats }) => repeats.length + 1))
    .reduce((sum, one) => sum + one, 0);

describe('a resend is the same statement once more', () => {
  test('whatever MSH-7 says, at its earliest time and first receipt, and led by what was said last', () => {
    const [entry, ...others] = entries(
      { id: 'b', hour: '11', received: 1 },
      { id: 'a', hour: '09', received: 5 },
      { id: 'c', hour: '10', received: 9 },
    );
    expect(others).toEqual([]);
    expect(messagesOf(entry === undefined ? [] : [entry])).toEqual(['b<a<c']);
    expect(entry?.clocks?.sent?.at).toBe(Date.UTC(2026, 2, 2, 14)); // MSH-7 of a
    expect(entry?.messageId).toBe('b');
    expect(entry?.receivedTime).toBe(Date.UTC(2026, 2, 2, 17, 1));
  });

  test('a clock that cannot be leaves nobody to know when it was said first', () => {
    const [entry] = entries({ id: 'a', hour: '09' }, { id: 'b', part: { clocks: undefined } });
    expect(entry?.rows.length).toBe(1);
    expect(entry?.clocks?.sent).toBeUndefined();
  });

  test.each<[string, Fields]>([
    ['7.00 for 7.0', { 5: '7.00' }],
    ['another flag', { 5: '7.0', 8: 'H' }],
    ['U with the value', { 5: '7.0', 11: 'U' }],
    ['V with the value', { 5: '7.0', 11: 'V' }],
    ['an empty OBX-11 under OBR-25 F', { 5: '7.0', 11: '' }],
  ])('%s is a resend', (_, fields) => {
    expect(
      messagesOf(entries({ id: 'a', results: [{ 5: '7.0' }] }, { id: 'b', hour: '09', results: [fields] })),
    ).toEqual(['b<a']);
  });

  test.each<[string, Partial<Sent>]>([
    ['another value', { results: [{ 5: '7.1' }] }],
    ['another unit', { results: [{ 6: 'mmol/L' }] }],
    ['another OBX-14', { results: [{ 14: '20260302070100-0500' }] }],
    ['another OBX-19', { results: [{ 19: '20260302070100-0500' }] }],
    ['another OBX-4', { results: [{ 4: '2' }] }],
    ['another run (OBX-21)', { results: [{ 21: 'RUN-2' }] }],
    ['an OBR-22 where there was none', { order: { 22: '20260302080000-0500' } }],
    ['one result more', { results: [{}, { 5: '94' }] }],
    ['no value', { results: [{ 5: '' }] }],
    ['an analyzer', { part: { isFromAnalyzer: true } }],
    ['what is withdrawn', { isWithdrawn: true }],
    ['OBR-25 C', { order: { 25: 'C' } }],
    ['OBX-11 P', { results: [{ 11: 'P' }] }],
    ['OBX-11 A', { results: [{ 11: 'A' }] }],
    ['OBX-11 C', { results: [{ 11: 'C' }] }],
    ['OBX-11 W', { results: [{ 11: 'W' }] }],
    ['OBX-11 D', { results: [{ 11: 'D' }] }],
    ['OBX-11 X', { results: [{ 11: 'X' }] }],
  ])('%s is a statement of its own', (_, other) => {
    expect(entries({ id: 'a' }, { id: 'b', ...other }).length).toBe(2);
  });

  test.each(['A', 'C', 'W', 'D', 'P', 'X'])(
    'two %s that say the same stay two: neither is old for its value',
    (status) => {
      const said = { results: [{ 11: status }] };
      expect(messagesOf(entries({ id: 'a', ...said }, { id: 'b', ...said, hour: '09' }))).toEqual(['a', 'b']);
    },
  );

  test('the same OBR-22 makes it one, and OBR-22 is compared as it was written', () => {
    const at = (issued: string): Partial<Sent> => ({ order: { 22: issued } });
    expect(entries({ id: 'a', ...at('20260302080000') }, { id: 'b', ...at('20260302080000') }).length).toBe(
      1,
    );
    expect(entries({ id: 'a', ...at('20260302080000') }, { id: 'b', ...at('20260302080001') }).length).toBe(
      2,
    );
  });

  test('without OBR-22 it repeats the first with an OBR-22 that was sent before it', () => {
    const first = { id: 'a', hour: '08', order: { 22: '20260302080000-0500' } };
    const second = { id: 'b', hour: '09', order: { 22: '20260302090000-0500' } };
    const said = (hour: string) => messagesOf(entries(first, second, { id: 'c', hour })).sort();
    expect(said('10')).toEqual(['b', 'c<a']);
    expect(said('07')).toEqual(['a', 'b', 'c']);
  });

  test('U without a value and V without a value are no resends of each other', () => {
    const [u, v] = ['U', 'V'].map((status) => ({ results: [{ 5: '', 11: status }] }));
    expect(entries({ id: 'a', ...u }, { id: 'b', ...v }).length).toBe(2);
  });
});

describe('what one message says of one test', () => {
  test('is a row for each result, in the order of the message', () => {
    const [entry] = entries({ id: 'a', results: [{ 5: '3' }, { 5: '1' }, { 5: '2' }] });
    expect(entry?.rows.map(({ lead }) => lead.observation.values[0]?.text)).toEqual(['3', '1', '2']);
  });

  test('two equal results of one order stay two', () => {
    const [entry] = entries({ id: 'a', results: [{ 5: '3' }, { 5: '3' }] });
    expect(entry?.rows.length).toBe(2);
  });

  test('two orders that say the same of a test say it once, and keep both', () => {
    const [one] = statementsOf({ id: 'a' });
    const [two] = statementsOf({ id: 'a', part: { at: 'OBR[2]' } });
    if (one === undefined || two === undefined) throw new Error('no result');
    const list = entriesOf([one, two]);
    expect(messagesOf(list)).toEqual(['a<a']);
    expect(list[0]?.rows[0]?.lead.part.at).toBe('OBR[2]');
  });

  test('OBR-25 C says that a changed F, V or empty OBX-11 corrects, and a P does not', () => {
    const rankOf = (status: string): number | undefined =>
      entries({ id: 'a', order: { 25: 'C' }, results: [{ 11: status }] })[0]?.rank;
    expect([rankOf('F'), rankOf('V'), rankOf(''), rankOf('P')]).toEqual([3, 3, 3, 1]);
  });

  test('nothing said is nothing', () => {
    expect(entriesOf([])).toEqual([]);
  });
});

describe('no statement is lost', () => {
  const all: readonly Sent[] = [
    { id: 'a' },
    { id: 'b', hour: '09' },
    { id: 'c', hour: '07', results: [{ 11: 'C' }] },
    { id: 'd', hour: '10', results: [{ 5: '93.0' }] },
    { id: 'e', results: [{ 11: 'P' }] },
    { id: '__proto__', hour: '06' },
    { id: 'constructor', isWithdrawn: true },
  ];
  const statements: readonly Statement[] = all.flatMap(statementsOf);

  test('the order of arrival changes nothing', () => {
    const expected = messagesOf(entriesOf(statements));
    expect(expected).toEqual(['c', 'constructor', 'd<__proto__<a<b', 'e']);
    fc.assert(
      fc.property(fc.shuffledSubarray([...statements], { minLength: statements.length }), (shuffled) => {
        expect(messagesOf(entriesOf(shuffled))).toEqual(expected);
      }),
    );
  });

  test('each statement is in one row, whichever were received', () => {
    fc.assert(
      fc.property(fc.subarray([...statements]), (some) => {
        expect(countOf(entriesOf(some))).toBe(some.length);
      }),
    );
  });
});
