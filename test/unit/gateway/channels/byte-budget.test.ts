import { expect, test } from '@jest/globals';
import { ByteBudget } from '../../../../gateway/channels/byte-budget.ts';

const MB = 1024 * 1024;

function aBudget() {
  const budget = new ByteBudget({ maxBytes: 10 * MB, maxBytesOfAddress: 6 * MB });
  const closed: string[] = [];
  const open = (name: string, address = name) => budget.open(address, () => closed.push(name));
  return { budget, closed, open };
}

test('connections within the budget are left alone', () => {
  const { budget, closed, open } = aBudget();
  open('a').hold(4 * MB, 0);
  open('b').hold(3 * MB, 2 * MB);
  expect(closed).toEqual([]);
  expect(budget.heldBytes).toBe(9 * MB);
});

test('over it, the longest unfinished message is given up, whoever came last', () => {
  const { budget, closed, open } = aBudget();
  open('a').hold(2 * MB, 0);
  open('long').hold(5 * MB, 0);
  open('c').hold(1 * MB, 3 * MB);
  expect(closed).toEqual(['long']);
  expect(budget.heldBytes).toBe(6 * MB);
});

test('an address that fills its share closes its own connections and those of nobody else', () => {
  const { closed, open } = aBudget();
  open('honest', '10.0.0.1').hold(3 * MB, 0);
  for (let count = 0; count < 100; count++) open(`flood-${count}`, '10.0.0.2').hold(2 * MB, 0);
  expect(closed).toHaveLength(97);
  expect(closed).not.toContain('honest');
});

test('where messages wait for their answers, it is the connection that asks for more that is closed', () => {
  const { closed, open } = aBudget();
  for (const name of ['a', 'b']) open(name).hold(1000, 5 * MB - 1000);
  open('idle').hold(0, 0);
  open('small').hold(4000, 0);
  expect(closed).toEqual(['small']);
});

test('the bytes of a closed connection are free, but not those that still wait for an answer', () => {
  const { budget, open } = aBudget();
  const account = open('a');
  account.hold(3 * MB, 2 * MB);
  account.close();
  expect(budget.heldBytes).toBe(2 * MB);
  account.hold(3 * MB, 0);
  expect(budget.heldBytes).toBe(0);
});
