import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type * as passage from '../../bench/passage.ts';
import { shapes } from '../../bench/shapes.ts';
import { sample } from '../support/size.ts';
import { StepCounter } from '../support/steps.ts';

const counter = new StepCounter();
let pass: typeof passage.pass;

beforeAll(async () => {
  await counter.start();
  ({ pass } = await import('../../bench/passage.ts'));
});

afterAll(() => counter.stop());

/** Work that grows with the text takes twice as many more steps for twice the text; with its square, four times. */
const MOST = 2.35;
/** Steps that are taken once. */
const ONCE = 2000;

/** The work grows faster up to a limit on the number of rows (`excess.ts`, `number-book.ts`). */
const untilLimit: ReadonlySet<string> = new Set(['OBR of one order', 'OBR of services of one order']);

test.each(sample(shapes.filter(({ name }) => !untilLimit.has(name))))(
  'the work for $name grows with its size',
  async ({ message }) => {
    const passOf = (bytes: number) => () => pass(Buffer.from(message(bytes)));
    // what is read once and kept is read before
    await passOf(500)();
    const [small, middle, large] = await counter.countsOf([2000, 4000, 8000].map(passOf));
    if (small === undefined || middle === undefined || large === undefined) throw new Error('no counts');

    expect(large - middle).toBeLessThan(MOST * Math.max(middle - small, middle / 2) + ONCE);
  },
);
