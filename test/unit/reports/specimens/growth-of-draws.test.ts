import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** A thread of its own: code that an earlier test file has run in this process would be counted in part. */
let counting: Worker;

beforeAll(() => {
  counting = new Worker(new URL('../../../support/count-draws.ts', import.meta.url));
});

afterAll(async () => {
  await counting.terminate();
});

test('the work for a series grows with the number of its draws', async () => {
  counting.postMessage([10, 200, 400]);
  const [{ counts, draws }] = await once(counting, 'message');
  const [, middle = 0, large = 0] = counts;

  // each order of one draw, and each draw of the series
  expect(draws).toEqual([20, 400, 800]);
  expect(middle).toBeGreaterThan(1000);
  expect(large).toBeLessThan(2.2 * middle);
});
