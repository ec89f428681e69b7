import { describe, expect, test } from '@jest/globals';
import { MemorySystemQueue } from '../../../../lib/adapters/memory/system-queue.ts';

const aQueue = (...dead: readonly string[]) => {
  const queue = new MemorySystemQueue('updates', 'ehr');
  for (const body of dead) queue.putDeadLetter(body);
  return queue;
};

test.each([
  ['inbound', 'inbound', 'inbound'],
  ['updates', 'ehr', 'updates/ehr'],
  ['work', 'chemistry-1', 'work/chemistry-1'],
] as const)('a queue of %s for %s is called %s', (kind, id, name) => {
  expect(new MemorySystemQueue(kind, id).name).toBe(name);
});

describe('dead letters', () => {
  test('are taken in their order, up to so many', async () => {
    const { deadLetters } = aQueue('a', 'b', 'c');
    expect((await deadLetters.take(2)).map(({ body }) => body)).toEqual(['a', 'b']);
    expect(await deadLetters.count()).toBe(3);
  });

  test('in hand are not seen by others until they are given back', async () => {
    const { deadLetters } = aQueue('a', 'b');
    const [first] = await deadLetters.take(1);
    expect(await deadLetters.take(10)).toEqual([]);
    await first?.giveBack();
    expect((await deadLetters.take(10)).map(({ body }) => body)).toEqual(['a', 'b']);
  });

  test('are sent again as a copy, and gone only when they are discarded', async () => {
    const queue = aQueue('a', 'b');
    const [first] = await queue.deadLetters.take(1);
    await first?.sendAgain();
    expect([queue.waiting, await queue.deadLetters.count()]).toEqual([['a'], 2]);
    expect(await queue.count()).toEqual({ waiting: 1, inHand: 0 });
    await first?.discard();
    expect((await queue.deadLetters.take(10)).map(({ body }) => body)).toEqual(['b']);
  });
});
