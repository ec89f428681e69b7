import { expect, test } from '@jest/globals';
import { periodOf } from '../../../local/schedules.ts';

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
])('%s', (expression, period) => {
  expect(periodOf(expression)).toBe(period);
});

test('a schedule that the local run does not know is an error', () => {
  for (const expression of ['cron(0 8 * * ? *)', 'rate(1 week)', 'rate(minute)'])
    expect(() => periodOf(expression)).toThrow(`does not know the schedule ${expression}`);
});
