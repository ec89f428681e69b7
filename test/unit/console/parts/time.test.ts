import { expect, test } from '@jest/globals';
import { html } from '../../../../lib/console/parts/html.ts';
import { age, duration, minutesOfDay, time, wholeTime } from '../../../../lib/console/parts/time.ts';

const clock = { zone: 'America/New_York', now: new Date('2026-03-02T11:30:00Z') };
const textOf = async (at: string) => String(await html`${time(at, clock)}`).replace(/<[^>]*>/g, '');

test('a time is in the zone of the laboratory, with as much of its date as is needed', async () => {
  expect(await textOf('2026-03-02T11:12:05Z')).toBe('06:12');
  expect(await textOf('2026-03-02T04:59:00Z')).toBe('1 Mar 23:59');
  expect(await textOf('2025-12-31T12:00:00Z')).toBe('31 Dec 2025 07:00');
  expect(String(await html`${time('2026-03-02T11:12:05Z', clock)}`)).toContain(
    'datetime="2026-03-02T11:12:05.000Z" title="2 Mar 2026 06:12:05 GMT-5"',
  );
});

test('a text that is no time is shown as it is', async () => {
  expect(await textOf('<soon>')).toBe('&lt;soon&gt;');
});

test('the whole time names the zone as it was then', () => {
  expect(wholeTime('2026-07-02T10:12:05Z', clock.zone)).toBe('2 Jul 2026 06:12:05 GMT-4');
});

test('an age has its two largest units, and nothing is younger than now', () => {
  expect(age('2026-03-02T11:29:20Z', clock.now)).toBe('40 s');
  expect(age('2026-03-02T08:18:00Z', clock.now)).toBe('3 h 12 min');
  expect(age('2026-02-28T07:30:00Z', clock.now)).toBe('2 d 4 h');
  expect(age('2027-01-01T00:00:00Z', clock.now)).toBe('0 s');
  expect(duration(59 * 60_000)).toBe('59 min');
});

test('minutes are counted from the midnight of the zone', () => {
  expect(minutesOfDay(clock.now, clock.zone)).toBe(6 * 60 + 30);
});
