import { expect, test } from '@jest/globals';
import type { Identifier } from '../../../lib/model/concept.ts';
import type { Order } from '../../../lib/model/order.ts';
import type { Specimen } from '../../../lib/model/specimen.ts';
import { placeName, specimenAsked, specimenNumbers, workDay } from '../../../lib/model/work.ts';

const id = (value: string): Identifier => ({ value, assigner: {}, scope: 's' });
const aSpecimen = (overrides: Partial<Specimen>): Specimen => ({
  ...{ roles: [], rejectReasons: [], conditions: [], notes: [] },
  ...overrides,
});
const anOrder = (specimens: Specimen[]): Order => ({
  ...{ key: 'o', messageId: 'm', source: 'lis', at: 'ORC[1]', asOf: 0, processingId: 'P' },
  ...{ specimens, answers: [], notes: [] },
});

test('the number on the container is the first of a specimen', () => {
  const specimen = aSpecimen({
    fillerId: id('filler'),
    placerId: id('placer'),
    containerId: id('tube'),
    otherContainerIds: [id('other tube')],
  });
  expect(specimenNumbers(specimen).map(({ value }) => value)).toEqual([
    'tube',
    'other tube',
    'placer',
    'filler',
  ]);
  expect(specimenNumbers(aSpecimen({}))).toEqual([]);
  expect(specimenNumbers(undefined)).toEqual([]);
});

test('of several specimens the one that was asked for is meant, by any of its numbers', () => {
  const [first, second] = [aSpecimen({ fillerId: id('1') }), aSpecimen({ otherContainerIds: [id('2')] })];
  const order = anOrder([first, second]);
  expect(specimenAsked(order, id('2'))).toBe(second);
  expect(specimenAsked(order, id('constructor'))).toBe(first);
  expect(specimenAsked(order, undefined)).toBe(first);
  expect(specimenAsked(anOrder([]), id('2'))).toBeUndefined();
});

test('a place is one word, and a day is of UTC', () => {
  expect(placeName({ holder: 'carrier', id: 'R7', position: '3' })).toBe('carrier R7 3');
  expect(workDay(new Date('2026-03-02T22:30:00-05:00'))).toBe('2026-03-03');
});
