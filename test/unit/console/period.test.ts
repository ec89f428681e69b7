import { describe, expect, test } from '@jest/globals';
import { minutesOfDay } from '../../../lib/console/parts/time.ts';
import { periodFrom } from '../../../lib/console/period.ts';
import { fc } from '../../support/property.ts';

const clock = { zone: 'America/New_York', now: new Date('2026-03-02T11:30:20Z') };
const begins = (asked: string | null) => periodFrom(asked, '8h', clock).since.toISOString();

describe('the beginning of a period', () => {
  test('is so long ago', () => {
    expect(begins('90m')).toBe('2026-03-02T10:00:20.000Z');
    expect(begins('8h')).toBe('2026-03-02T03:30:20.000Z');
    expect(begins('7d')).toBe('2026-02-23T11:30:20.000Z');
  });

  test('is the last time at which a clock of the laboratory showed it', () => {
    expect(begins('06:00')).toBe('2026-03-02T11:00:00.000Z');
    expect(begins('22:00')).toBe('2026-03-02T03:00:00.000Z');
    expect(begins('06:30')).toBe('2026-03-02T11:30:00.000Z');
  });

  test('is the default if the words say nothing, and never more than 31 days ago', () => {
    for (const words of [null, '', 'yesterday', '25:00', '0h', '8 h', '99999d', '__proto__'])
      expect(periodFrom(words, '8h', clock)).toMatchObject({ asked: '8h' });
    expect(begins('9999d')).toBe('2026-01-30T11:30:20.000Z');
  });

  test('shows the same time of day in every zone, also in the night in which clocks are moved', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const zone = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe');
    const day = 24 * 60 * 60_000;
    const at = fc.date({ min: new Date('2026-03-01'), max: new Date('2026-11-30'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, zone, at, (minutes, zone, now) => {
        const [hour, rest] = [Math.floor(minutes / 60), minutes % 60];
        const asked = `${String(hour).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        const { since } = periodFrom(asked, '8h', { now, zone });
        const wrong = Math.abs(minutesOfDay(since, zone) - minutes);
        // in the hour that is left out no clock shows the time
        expect(Math.min(wrong, 24 * 60 - wrong)).toBeLessThanOrEqual(60);
        expect(now.getTime() - since.getTime()).toBeLessThan(day + 3_600_000);
      }),
    );
    const sunday = { zone: 'America/New_York', now: new Date('2026-03-08T12:00:00Z') };
    expect(periodFrom('22:00', '8h', sunday).since.toISOString()).toBe('2026-03-08T03:00:00.000Z');
  });
});
