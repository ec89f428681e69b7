import { describe, expect, test } from '@jest/globals';
import { NumberBook } from '../../../../lib/app/file/number-book.ts';
import type { NamedReport } from '../../../../lib/model/named-report.ts';
import { numberNamesOf } from '../../../../lib/normalize/elements/order-names.ts';

const HOUR_MS = 3_600_000;
const filler = { kind: 'filler' as const, value: 'F1', sender: 'lis' };
const [name = ''] = numberNamesOf(filler, 'P');

const aReport = (key: string, overrides: Partial<NamedReport> = {}): NamedReport => ({
  key,
  version: 1,
  numbers: [filler],
  services: [{ codings: [{ code: 'GLU' }] }],
  first: 0,
  last: 0,
  patients: ['anna'],
  ...overrides,
});

const aBook = (...known: readonly NamedReport[]) => new NumberBook(new Map([[name, known]]), 'P');

describe('a number', () => {
  test('that named nothing is created, with every report that the message files under it', () => {
    const book = aBook();
    expect(book.record(aReport('a'), [])).toEqual({
      created: [{ number: name, reports: [aReport('a')] }],
      changed: [],
    });
    expect(book.record(aReport('b'), [])).toEqual({
      created: [{ number: name, reports: [aReport('a'), aReport('b')] }],
      changed: [],
    });
    expect(book.reportsOf([filler]).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('that names another report is changed', () => {
    const { created, changed } = aBook(aReport('a')).record(aReport('b'), []);
    expect(created).toEqual([]);
    expect(changed).toEqual([{ number: name, report: aReport('b'), gone: [] }]);
  });

  test('that was not asked for is changed, and never created', () => {
    const placer = { kind: 'placer' as const, value: 'P1', sender: 'lis' };
    const report = aReport('a', { numbers: [filler, placer] });
    expect(aBook(aReport('a')).record(report, [])).toMatchObject({
      created: [],
      changed: [{ number: name }, { number: numberNamesOf(placer, 'P')[0] }],
    });
  });

  test('forgets reports that were joined', () => {
    const { changed } = aBook(aReport('a'), aReport('b')).record(aReport('a'), ['b']);
    expect(changed).toEqual([{ number: name, report: aReport('a'), gone: ['b'] }]);
  });

  test('that was not asked for forgets reports that were joined, too', () => {
    const placer = { kind: 'placer' as const, value: 'P1', sender: 'lis' };
    const report = aReport('a', { numbers: [filler, placer] });
    const book = aBook(report, aReport('b'));
    book.record(report, []);
    expect(book.record(report, ['b']).changed).toMatchObject([
      { number: name, gone: ['b'] },
      { number: numberNamesOf(placer, 'P')[0], gone: ['b'] },
    ]);
  });

  test('names the newest of more reports than anybody asks for', () => {
    const many = Array.from({ length: 60 }, (_, day) => aReport(`r${day}`, { last: day }));
    const { changed } = aBook(...many).record(aReport('new', { last: 60 }), []);
    expect(changed).toMatchObject([{ gone: ['r0'] }]);
  });
});

describe('a report that says nothing new', () => {
  const writes = (standing: NamedReport, now: NamedReport) => aBook(standing).record(now, []).changed.length;
  const later = { version: 2, last: HOUR_MS };

  test('is not written again', () => {
    expect(writes(aReport('a'), aReport('a', { version: 2 }))).toBe(0);
  });

  test('but an hour more is, only where its number is an instrument’s count', () => {
    expect(writes(aReport('a'), aReport('a', later))).toBe(1);
    expect(writes(aReport('a', { isOrdered: true }), aReport('a', { ...later, isOrdered: true }))).toBe(0);
  });

  test('nor is one that is corrected, but the original of a correction is', () => {
    expect(writes(aReport('a'), aReport('a', { corrects: 'also' }))).toBe(0);
    expect(writes(aReport('a', { corrects: 'only' }), aReport('a', { corrects: 'also' }))).toBe(1);
  });

  test('but another spelling of its service is', () => {
    const services = [{ codings: [{ code: 'GLU' }] }, { codings: [{ code: 'GLU', system: 'L' }] }];
    expect(writes(aReport('a'), aReport('a', { services }))).toBe(1);
  });
});

test('a report is read a few times, however many numbers it has', () => {
  let reads = 0;
  const numbers = Array.from({ length: 200 }, (_, index) => ({
    ...{ kind: 'specimen' as const, sender: 'lis' },
    get value() {
      reads++;
      return `S${index}`;
    },
  }));
  const [standing, report] = [aReport('a', { numbers }), aReport('a', { numbers })];
  const names = numbers.flatMap((number) => numberNamesOf(number, 'P'));
  const book = new NumberBook(new Map(names.map((one) => [one, [standing]])), 'P');
  reads = 0;
  expect(book.record(report, [])).toEqual({ created: [], changed: [] });
  expect(reads).toBeLessThan(20 * numbers.length);
});
