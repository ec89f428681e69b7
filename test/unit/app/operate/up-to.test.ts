import { expect, test } from '@jest/globals';
import { upTo } from '../../../../lib/app/operate/up-to.ts';

test('a list is read up to a number of items, and no page more', async () => {
  let read = 0;
  async function* items() {
    for (let item = 0; item < 5; item++) {
      read++;
      yield item;
    }
  }
  expect(await upTo(2, items())).toEqual([0, 1]);
  expect(read).toBe(2);
  expect(await upTo(9, items())).toEqual([0, 1, 2, 3, 4]);
});
