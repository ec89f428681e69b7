import { expect, test } from '@jest/globals';
import { expiryOf } from '../../../../lib/adapters/dynamodb/expiry.ts';

test.each([
  [0, 1000, 1],
  [1000, 0, 1],
  [1, 0, 1],
  [1_772_460_000_001, 86_400_000, 1_772_546_401],
])(
  'what was said at %d ms and is kept for %d ms ends at %d s, and never before its time',
  (asOf, keepMs, end) => {
    expect(expiryOf(asOf, keepMs)).toBe(end);
  },
);
