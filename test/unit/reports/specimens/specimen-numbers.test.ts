import { expect, test } from '@jest/globals';
import {
  haveOtherNumbers,
  type SpecimenNumbers,
} from '../../../../lib/reports/specimens/specimen-numbers.ts';

const none = undefined;

test.each<[string, readonly SpecimenNumbers[], readonly SpecimenNumbers[], boolean]>([
  ['the same number', [['P1', none, none]], [['P1', none, none]], false],
  ['another number of one kind', [['P1', none, none]], [['P2', none, none]], true],
  ['numbers of two kinds', [['P1', none, none]], [[none, 'F1', none]], false],
  ['one kind that agrees and one that does not', [['P1', 'F1', none]], [['P1', 'F2', none]], true],
  ['a kind that only one has', [['P1', 'F1', none]], [['P1', none, none]], false],
  [
    'any pair that agrees',
    [
      ['P1', none, none],
      ['P2', none, none],
    ],
    [
      ['P3', none, none],
      ['P2', none, none],
    ],
    false,
  ],
  [
    'a pair of another kind that agrees',
    [
      ['P1', none, none],
      [none, none, 'C1'],
    ],
    [['P2', none, 'C1']],
    false,
  ],
  ['capitals and zeros', [['007t', none, none]], [['7T', none, none]], false],
  ['an aliquot', [['T1-01', none, none]], [['T1', none, none]], false],
  ['a longer number', [['T12', none, none]], [['T1', none, none]], true],
  ['two aliquots', [['T1-1', none, none]], [['T1-2', none, none]], true],
  ['no specimen', [], [['P1', none, none]], false],
])('specimens have other numbers: %s', (_, some, others, expected) => {
  expect(haveOtherNumbers(some, others)).toBe(expected);
  expect(haveOtherNumbers(others, some)).toBe(expected);
});

test('each number is read a few times, however many there are', () => {
  let reads = 0;
  const counted = (name: string, count: number): SpecimenNumbers[] =>
    Array.from(
      { length: count },
      (_, index) =>
        new Proxy([`${name}${index}`, none, none], {
          get: (target, key) => {
            reads++;
            return Reflect.get(target, key);
          },
        }),
    );
  const readsOf = (count: number): number => {
    reads = 0;
    expect(haveOtherNumbers(counted('A', count), counted('B', count))).toBe(true);
    return reads;
  };
  expect(readsOf(400) / readsOf(100)).toBeLessThan(5);
});
