import { describe, expect, test } from '@jest/globals';
import { Groups } from '../../../../lib/reports/patients/groups.ts';
import { fc } from '../../../support/property.ts';

const joined = (...lists: readonly (readonly string[])[]): Groups => {
  const groups = new Groups();
  for (const list of lists) groups.join(list);
  return groups;
};

describe('names of one thing', () => {
  test('a name is joined with itself, and with no other that nobody joined', () => {
    const groups = new Groups();
    expect(groups.areJoined('a', 'a')).toBe(true);
    expect(groups.areJoined('a', 'b')).toBe(false);
  });

  test('what is joined with the same name is joined', () => {
    const groups = joined(['a', 'b'], ['c', 'd'], ['d', 'a']);
    expect(groups.areJoined('b', 'c')).toBe(true);
    expect(groups.areJoined('b', 'e')).toBe(false);
  });

  test('a list of none or one joins nothing', () => {
    const groups = joined([], ['a'], ['b']);
    expect(groups.areJoined('a', 'b')).toBe(false);
  });

  test('joining twice, and with itself, changes nothing', () => {
    const groups = joined(['a', 'b'], ['b', 'a'], ['a', 'a']);
    expect(groups.areJoined('a', 'b')).toBe(true);
  });

  test('words that objects have are names like any other', () => {
    const groups = joined(['constructor', 'a'], ['__proto__', 'b']);
    expect(groups.areJoined('a', 'constructor')).toBe(true);
    expect(groups.areJoined('__proto__', 'constructor')).toBe(false);
    expect(groups.areJoined('toString', 'valueOf')).toBe(false);
  });

  test('the order in which it is learned does not matter', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const lists = fc.array(fc.array(name, { maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(lists, name, name, (said, a, b) => {
        const one = joined(...said).areJoined(a, b);
        expect(joined(...said.toReversed()).areJoined(a, b)).toBe(one);
        expect(joined(...said.map((list) => list.toReversed())).areJoined(b, a)).toBe(one);
      }),
    );
  });

  test('a chain of a hundred thousand names is asked without recursion', () => {
    const groups = new Groups();
    for (let index = 0; index < 100_000; index++) groups.join([String(index + 1), String(index)]);
    expect(groups.areJoined('0', '100000')).toBe(true);
    expect(groups.areJoined('0', '100001')).toBe(false);
  });
});
