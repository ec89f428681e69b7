import { expect, test } from '@jest/globals';
import { AdapterError } from '../../../lib/shared/adapter-error.ts';
import { retryAfterSeconds } from '../../../lib/shared/retry-after.ts';

const now = new Date('2026-03-02T14:00:00Z');

test.each([
  ['120', 120],
  [' 0 ', 0],
  ['007', 7],
  ['Mon, 02 Mar 2026 14:01:30 GMT', 90],
  ['Monday, 02-Mar-26 14:01:30 GMT', 90],
  ['Mon Mar  2 14:01:30 2026 GMT', 90],
  ['Mon, 02 Mar 2026 13:00:00 GMT', 0],
  [['60', '99999'], 60],
])('%j asks for %i seconds', (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each(['601', '99999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
  '%s is a pause of ten minutes',
  (header) => {
    expect(retryAfterSeconds(header, now)).toBe(600);
  },
);

test.each([
  undefined,
  '',
  [],
  '-5',
  '1.5',
  '1e9',
  '0x10',
  '+60',
  '60, 61',
  'soon',
  'constructor',
  '2026-03-02T14:01:30Z',
  'Infinity',
  'Mon, nothing',
])('%j asks for nothing', (header) => {
  expect(retryAfterSeconds(header, now)).toBeUndefined();
});

test.each([
  [99_999_999_999, 600],
  [-5, 0],
  [undefined, undefined],
])('no error asks for more than ten minutes: %p is %p', (retryAfterSeconds, seconds) => {
  const error = new AdapterError('Down', 'transient', 'down', { retryAfterSeconds });
  expect(error.retryAfterSeconds).toBe(seconds);
});
