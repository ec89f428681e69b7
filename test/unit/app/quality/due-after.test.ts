import { describe, expect, test } from '@jest/globals';
import { dueAfter } from '../../../../lib/app/quality/due-after.ts';
import { qualityFileSchema } from '../../../../lib/site/quality/schema.ts';

const NEW_YORK = 'America/New_York';

const rulesOf = (due: unknown) =>
  qualityFileSchema.parse({ systems: [{ id: 'k', source: 's', analyte: 'K', levels: ['1'], due }] })
    .systems[0]?.due;

/** Until when an event counts that ended at a time. */
const dueOf = (due: unknown, end: string, zone = NEW_YORK): string | undefined => {
  const at = dueAfter(rulesOf(due), zone)(Date.parse(end));
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('by the day', () => {
  const due = { every: 'day', at: '07:00' };

  test.each([
    ['in the morning', '2026-11-02T06:10:00-05:00', '2026-11-03T12:00:00.000Z'],
    ['at the very minute', '2026-11-02T07:00:00-05:00', '2026-11-03T12:00:00.000Z'],
    ['ten minutes before midnight', '2026-11-02T23:50:00-05:00', '2026-11-03T12:00:00.000Z'],
    ['at midnight', '2026-11-03T00:00:00-05:00', '2026-11-04T12:00:00.000Z'],
    ['in the night in which clocks go forward', '2026-03-07T23:50:00-05:00', '2026-03-08T11:00:00.000Z'],
    ['in the night in which clocks go back', '2026-10-31T23:50:00-04:00', '2026-11-01T12:00:00.000Z'],
    ['before a leap day', '2028-02-28T08:00:00-05:00', '2028-02-29T12:00:00.000Z'],
    ['on a leap day', '2028-02-29T08:00:00-05:00', '2028-03-01T12:00:00.000Z'],
    ['on the last day of February of another year', '2026-02-28T08:00:00-05:00', '2026-03-01T12:00:00.000Z'],
  ])('an event %s counts until 07:00 of the next local day', (_, end, until) => {
    expect(dueOf(due, end)).toBe(until);
  });

  test('a time that the clocks pass over is the instant at which they are changed', () => {
    // at 02:00 EST clocks show 03:00 EDT
    expect(dueOf({ every: 'day', at: '02:30' }, '2026-03-07T20:00:00-05:00')).toBe(
      '2026-03-08T07:00:00.000Z',
    );
  });

  test('a time that the clocks show twice is the first one', () => {
    expect(dueOf({ every: 'day', at: '01:30' }, '2026-10-31T20:00:00-04:00')).toBe(
      '2026-11-01T05:30:00.000Z',
    );
  });
});

test('by hours, the length of a day does not matter', () => {
  expect(dueOf({ every: 'hours', hours: 8 }, '2026-03-08T01:00:00-05:00')).toBe('2026-03-08T14:00:00.000Z');
  expect(dueOf({ every: 'hours', hours: 24 }, '2028-02-28T12:00:00Z')).toBe('2028-02-29T12:00:00.000Z');
});

describe('by the shift', () => {
  const due = { every: 'shift', at: ['15:00', '23:00', '07:00'] };

  test.each([
    ['06:59:59-05:00', '2026-11-03T12:00:00.000Z'],
    // in time for this shift and a control of the next one
    ['07:00:00-05:00', '2026-11-03T20:00:00.000Z'],
    ['14:59:00-05:00', '2026-11-03T20:00:00.000Z'],
    ['22:00:00-05:00', '2026-11-04T04:00:00.000Z'],
    ['23:30:00-05:00', '2026-11-04T12:00:00.000Z'],
  ])('an event at %s counts until the next shift begins', (time, until) => {
    expect(dueOf(due, `2026-11-03T${time}`)).toBe(until);
  });

  test.each([
    ['06:44:59', '2026-11-03T12:00:00.000Z'],
    ['06:45:00', '2026-11-03T20:00:00.000Z'],
    ['06:50:00', '2026-11-03T20:00:00.000Z'],
  ])('with 15 minutes before it, an event at %s', (time, until) => {
    expect(dueOf({ ...due, earlyMinutes: 15 }, `2026-11-03T${time}-05:00`)).toBe(until);
  });

  test.each([
    ['forward', '2026-03-07T23:10:00-05:00', '2026-03-08T11:00:00.000Z'],
    ['back', '2026-10-31T23:10:00-04:00', '2026-11-01T12:00:00.000Z'],
  ])('the night shift ends at 07:00 by the clock when clocks go %s', (_, end, until) => {
    expect(dueOf(due, end)).toBe(until);
  });

  test('a shift that begins while clocks go forward begins when they are changed', () => {
    const night = { every: 'shift', at: ['02:30', '14:30'] };
    expect(dueOf(night, '2026-03-07T20:00:00-05:00')).toBe('2026-03-08T07:00:00.000Z');
    // that shift goes on until the afternoon
    expect(dueOf(night, '2026-03-08T03:10:00-04:00')).toBe('2026-03-08T18:30:00.000Z');
  });

  test('one shift a day', () => {
    expect(dueOf({ every: 'shift', at: ['07:00'] }, '2028-02-28T07:00:00-05:00')).toBe(
      '2028-02-29T12:00:00.000Z',
    );
  });
});

test('of several rules the earliest counts, and rules without a clock have no time', () => {
  const due = [{ every: 'day', at: '07:00' }, { every: 'hours', hours: 8 }, { every: 'reagent' }];
  expect(dueOf(due, '2026-11-02T06:00:00-05:00')).toBe('2026-11-02T19:00:00.000Z');
  expect(dueOf(due, '2026-11-02T23:30:00-05:00')).toBe('2026-11-03T12:00:00.000Z');
  const others = [{ every: 'reagent' }, { every: 'calibration' }, { every: 'patients', patients: 100 }];
  expect(dueOf(others, '2026-11-02T06:00:00-05:00')).toBeUndefined();
  expect(dueOf(undefined, '2026-11-02T06:00:00-05:00')).toBeUndefined();
});
