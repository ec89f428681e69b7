import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { after, backoffMs, realTime } from '../../../gateway/time.ts';
import { SimulatedTime } from '../../support/time.ts';

test('something is done when its time has come, and not where it was called off', async () => {
  const time = new SimulatedTime();
  const done: number[] = [];
  const began = time.now();
  const callOff = after(time, 50, () => done.push(50));
  after(time, 100, () => done.push(time.now() - began));
  callOff();
  await time.sleep(200);
  expect(done).toEqual([100]);
});

describe('how long to wait after a failure', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [9, 256_000],
    [10, 300_000],
    [1000, 300_000],
  ])('after the %i. it is at most %i ms', (attempt, longest) => {
    expect(backoffMs(attempt, 1)).toBe(longest);
    expect(backoffMs(attempt, 0)).toBe(longest / 2);
  });

  test('it is never nothing, and never more than five minutes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, chance) => {
          const ms = backoffMs(attempt, chance);
          expect(ms).toBeGreaterThanOrEqual(500);
          expect(ms).toBeLessThanOrEqual(300_000);
        },
      ),
    );
  });
});

describe('real time', () => {
  test('a sleep that is called off ends at once, without an error', async () => {
    const stopping = new AbortController();
    const sleep = realTime.sleep(3_600_000, stopping.signal);
    stopping.abort();
    await expect(sleep).resolves.toBeUndefined();
  });

  test('a sleep without an end that is called off before it begins ends as well', async () => {
    await expect(realTime.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });

  test('chance is from 0 to 1', () => {
    const values = Array.from({ length: 100 }, () => realTime.random());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(realTime.now()).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });
});
