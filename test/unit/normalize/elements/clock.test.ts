import { describe, expect, test } from '@jest/globals';
import { toClock } from '../../../../lib/normalize/elements/clock.ts';

const NEW_YORK = 'America/New_York';
const at = (text: string, zone = NEW_YORK) => toClock(text, zone);
const isoOf = (instant: number | undefined): string =>
  instant === undefined ? '' : new Date(instant).toISOString().slice(0, 16);
const twiceOf = (text: string, zone = NEW_YORK): string[] | undefined => {
  const twice = at(text, zone)?.twice;
  return twice && [isoOf(twice.from), isoOf(twice.to)];
};

describe('a time as the order of messages needs it', () => {
  test.each<[string, string, number]>([
    ['2026', '2026-01-01T05:00', 4],
    ['202603', '2026-03-01T05:00', 6],
    ['20260302', '2026-03-02T05:00', 8],
    ['2026030208', '2026-03-02T13:00', 10],
    ['202603020830', '2026-03-02T13:30', 12],
    ['20260302083015', '2026-03-02T13:30', 14],
    ['20260302083015.5', '2026-03-02T13:30', 15],
    ['20260302083015.1234', '2026-03-02T13:30', 17],
    ['202603020830-0800', '2026-03-02T16:30', 12],
  ])('%s begins at %s and has %i digits', (text, begins, digits) => {
    expect(isoOf(at(text)?.at)).toBe(begins);
    expect(at(text)?.digits).toBe(digits);
  });

  test.each([
    undefined,
    '',
    'constructor',
    '__proto__',
    '20261301',
    '20260230',
    '202603022460',
    '2'.repeat(10_000),
  ])('what is no timestamp is no clock: %.20s', (text) => {
    expect(toClock(text, NEW_YORK)).toBeUndefined();
  });

  test('milliseconds are kept, and no more', () => {
    expect((at('20260302083015.1239')?.at ?? 0) % 1000).toBe(123);
  });

  test('the day is that of the wall in the source’s zone, whatever zone was sent', () => {
    expect(at('20260302235959')?.day).toBe(20260302);
    expect(at('20260303000000')?.day).toBe(20260303);
    // 04:59 and 05:00 of UTC are both sides of midnight in New York
    expect(at('20260303045959+0000')?.day).toBe(20260302);
    expect(at('20260303050000+0000')?.day).toBe(20260303);
    expect(at('20260303', 'Asia/Tokyo')?.day).toBe(20260303);
  });
});

describe('the hours that come twice when the clocks go back', () => {
  test('are from the first time that the wall shows them to the end of the second', () => {
    // 2026-11-01: 01:00 EDT is 05:00Z, and 02:00 EST is 07:00Z
    const hours = ['2026-11-01T05:00', '2026-11-01T07:00'];
    expect(twiceOf('20261101010000')).toEqual(hours);
    expect(twiceOf('202611010159')).toEqual(hours);
    expect(twiceOf('2026110101')).toEqual(hours);
  });

  test('the minute before and the minute after come once', () => {
    expect(twiceOf('20261101005959')).toBeUndefined();
    expect(twiceOf('20261101020000')).toBeUndefined();
  });

  test('a zone that was sent tells which of the two is meant', () => {
    expect(twiceOf('20261101013000-0400')).toBeUndefined();
    expect(twiceOf('20261101013000-0500')).toBeUndefined();
  });

  test('a day, a month and a year are no time of day', () => {
    expect(twiceOf('20261101')).toBeUndefined();
    expect(twiceOf('202611')).toBeUndefined();
    expect(twiceOf('2026')).toBeUndefined();
  });

  test('no hour comes twice when the clocks go forward, on another day, or in a zone that does not change', () => {
    expect(twiceOf('20260308023000')).toBeUndefined();
    expect(twiceOf('20260308013000')).toBeUndefined();
    expect(twiceOf('20261031013000')).toBeUndefined();
    expect(twiceOf('20261101013000', 'UTC')).toBeUndefined();
    expect(twiceOf('20261101013000', 'Asia/Tokyo')).toBeUndefined();
  });

  test('another zone has hours of its own, and half an hour where it moves by half an hour', () => {
    expect(twiceOf('20261025023000', 'Europe/Berlin')).toEqual(['2026-10-25T00:00', '2026-10-25T02:00']);
    // Lord Howe, 2026-04-05: from +11:00 to +10:30 at 02:00
    expect(twiceOf('20260405014500', 'Australia/Lord_Howe')).toEqual([
      '2026-04-04T14:30',
      '2026-04-04T15:30',
    ]);
    expect(twiceOf('20260405012900', 'Australia/Lord_Howe')).toBeUndefined();
  });
});
