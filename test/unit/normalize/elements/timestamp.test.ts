import { describe, expect, test } from '@jest/globals';
import { parseTimestamp } from '@labwire/hl7/timestamp';
import { toInstant, toTimestamp } from '../../../../lib/normalize/elements/timestamp.ts';

const iso = (text: string, zone = 'America/New_York') => {
  const parsed = parseTimestamp(text);
  return parsed && toTimestamp(parsed, zone);
};

describe('timestamps', () => {
  test.each([
    ['2026', '2026', 'none'],
    ['202603', '2026-03', 'none'],
    ['20260302', '2026-03-02', 'none'],
    ['20240229', '2024-02-29', 'none'],
    ['20000229', '2000-02-29', 'none'],
    ['20261231', '2026-12-31', 'none'],
    // FHIR knows no hours without minutes; none are invented
    ['2026030208', '2026-03-02', 'none'],
    ['202603020815', '2026-03-02T08:15:00-05:00', 'source'],
    ['20260302081530', '2026-03-02T08:15:30-05:00', 'source'],
    ['20260302081530.1234', '2026-03-02T08:15:30.1234-05:00', 'source'],
    ['20260302081530+0100', '2026-03-02T08:15:30+01:00', 'sent'],
    ['20260302081530-0330', '2026-03-02T08:15:30-03:30', 'sent'],
    ['20260702081530', '2026-07-02T08:15:30-04:00', 'source'],
  ])('%s keeps its precision and says whose zone it has', (text, expected, zone) => {
    expect(iso(text)).toEqual({ text, iso: expected, zone });
  });

  test('the change of the clocks is at the right minute', () => {
    expect(iso('20260308015900')?.iso).toBe('2026-03-08T01:59:00-05:00');
    expect(iso('20260308030000')?.iso).toBe('2026-03-08T03:00:00-04:00');
    expect(iso('20261101030000')?.iso).toBe('2026-11-01T03:00:00-05:00');
  });

  test('a year before 100 is that year, and not one of the 20th century', () => {
    expect(toInstant('00260302', 'UTC')).toBe(Date.parse('0026-03-02'));
    expect(toInstant('00990302081500.5+0000', 'UTC')).toBe(Date.parse('0099-03-02T08:15:00.500Z'));
  });

  test('instants are in order whatever zone they were written in', () => {
    expect(toInstant('20260302081500-0500', 'UTC')).toBe(toInstant('20260302131500', 'UTC'));
    expect(toInstant('20260302081500.250', 'UTC')).toBe(Date.UTC(2026, 2, 2, 8, 15, 0, 250));
    expect(toInstant('nonsense', 'UTC')).toBeUndefined();
  });
});
