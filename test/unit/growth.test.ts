import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shapes } from '../../bench/shapes.ts';
import { sample } from '../support/size.ts';

/** A thread of its own: code that an earlier test file has run in this process would be counted in part. */
let counting: Worker;

beforeAll(() => {
  counting = new Worker(new URL('../support/count-passages.ts', import.meta.url));
});

afterAll(async () => {
  await counting.terminate();
});

/** The steps that each message takes, the first of which reads what is read once and kept. */
async function stepsOf(messages: readonly string[]): Promise<readonly number[]> {
  counting.postMessage(messages);
  const [counts] = await once(counting, 'message');
  return counts;
}

/** Work that grows with the text takes twice as many more steps for twice the text; with its square, four times. */
const MOST = 2.35;
/** Steps that are taken once. */
const ONCE = 2000;
/** A message takes at least so many: with fewer, not all of its steps were counted. */
const LEAST = 1000;

/** The work grows faster up to a limit on the number of rows (`excess.ts`, `number-book.ts`). */
const untilLimit: ReadonlySet<string> = new Set(['OBR of one order', 'OBR of services of one order']);

test.each(sample(shapes.filter(({ name }) => !untilLimit.has(name))))(
  'the work for $name grows with its size',
  async ({ message }) => {
    const [, small = 0, middle = 0, large = 0] = await stepsOf([500, 4000, 8000, 16_000].map(message));

    expect(small).toBeGreaterThan(LEAST);
    expect(large - middle).toBeLessThan(MOST * Math.max(middle - small, middle / 2) + ONCE);
  },
);
