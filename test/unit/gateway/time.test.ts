import { describe, expect, test } from '@jest/globals';
import { after, backoffMs, realTime, within } from '../../../gateway/time.ts';
import { fc } from '../../support/property.ts';
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

describe('an exchange', () => {
  const never = () => new Promise<never>(() => undefined);

  test('gives what it gives, or fails as it fails', async () => {
    expect(await within(60_000, async () => 7)).toBe(7);
    await expect(within(60_000, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });

  test('that never ends is given up at its time, whether it listens to its signal or not', async () => {
    let heard: AbortSignal | undefined;
    const listening = (signal: AbortSignal) => {
      heard = signal;
      return never();
    };
    await expect(within(10, listening)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(heard?.aborted).toBe(true);
  });

  test('ends when everything ends, and does not begin after that', async () => {
    const stopping = new AbortController();
    const exchange = within(60_000, never, stopping.signal);
    stopping.abort();
    await expect(exchange).rejects.toMatchObject({ name: 'AbortError' });
    await expect(within(60_000, async () => 7, stopping.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('real time', () => {
  test.each([2 ** 31, 30 * 86_400_000, Number.POSITIVE_INFINITY])(
    'a sleep of %d ms does not end at once, as a timer of that length would',
    async (ms) => {
      const stopping = new AbortController();
      let isAwake = false;
      const sleep = realTime.sleep(ms, stopping.signal).then(() => {
        isAwake = true;
      });
      await realTime.sleep(20);
      expect(isAwake).toBe(false);
      stopping.abort();
      await sleep;
    },
  );

  test('what has passed does not depend on the date', () => {
    const before = realTime.elapsed();
    expect(realTime.elapsed()).toBeGreaterThanOrEqual(before);
    expect(before).toBeLessThan(Date.UTC(2000, 0, 1));
  });

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
