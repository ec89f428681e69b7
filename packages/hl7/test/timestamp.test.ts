import { describe, expect, test } from '@jest/globals';
import { formatTimestamp, parseTimestamp } from '../src/timestamp.ts';

describe('timestamps', () => {
  test.each([
    '',
    '26',
    '20261302',
    '20260230',
    '20260431',
    '20250229',
    '19000229',
    '20260302250000',
    '20260302081560',
    '20260302081500+1430',
    '2026-03-02',
    'today',
    '00000000',
  ])('%j is no timestamp', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test('a moment is written in UTC', () => {
    expect(formatTimestamp(new Date('2026-03-02T13:15:00.999Z'))).toBe('20260302131500+0000');
  });
});
