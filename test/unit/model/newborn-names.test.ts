import { expect, test } from '@jest/globals';
import { areTwins, hasNewbornWord, tellsTwin } from '../../../lib/model/newborn-names.ts';

const called = (...given: string[]) => [{ family: 'LIND', given }];

test.each([
  ...['Baby', 'BABYBOY', 'Babygirl', 'Newborn', 'INFANT', 'Neonate', 'Säugling', 'SAUGLING'],
  ...['Neugeborenes', 'Neugeborener', 'Neugeborene', 'Neonato', 'Neonata', 'Nyfödd', 'Noworodek'],
])('%s is the name of nobody but a newborn', (word) => {
  expect(hasNewbornWord(called(word))).toBe(true);
  expect(hasNewbornWord(called(`${word}son`))).toBe(false);
});

test.each([
  ['BABYA', 'BABYB'],
  ['INFANT1', 'INFANT2'],
  ['TWINA', 'TWINB'],
  ['BABY A', 'INFANT2'],
])('%s and %s are two newborns of one birth', (one, other) => {
  expect(areTwins(called(one), called(other))).toBe(true);
});

test.each(['BABYBOY GIRL A B', 'BABY A B', 'BABY BOY GIRL', 'ADA B', 'BABY'])(
  '%s does not say which child it is',
  (name) => {
    expect(tellsTwin(called(name))).toBe(false);
  },
);
