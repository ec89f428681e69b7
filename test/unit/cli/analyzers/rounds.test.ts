import { expect, test } from '@jest/globals';
import type { Play } from '../../../../cli/analyzers/compare-play.ts';
import { roundsOf } from '../../../../cli/analyzers/rounds.ts';

const aPlay = (
  name: string,
  kind: Play['kind'],
  message: string,
  orders: Readonly<Record<string, string[]>> = {},
): Play => ({
  ...{ name, kind, message },
  orders: Object.entries(orders).map(([specimen, tests]) => ({
    ...{ specimen, tests },
    patient: { id: 'P', family: 'Holm', given: 'Ida' },
  })),
  expect: { results: [], controls: [], readings: 0, held: {} },
});
const namesOf = (...plays: readonly Play[]): string[] =>
  roundsOf(plays).map((round) => round.map(({ name }) => name).join());

test('messages about several specimens, and a rerun of one, are played in one system', () => {
  const first = aPlay('first', 'result', 'O|1|T1', { T1: ['K'] });
  const rerun = aPlay('rerun', 'rerun', 'O|1|T1');
  const second = aPlay('second', 'query', 'Q|1|T2', { T2: ['NA'] });
  expect(namesOf(first, rerun, second)).toEqual(['first,rerun,second']);
});

test('a specimen with other tests, or without any in a query, begins anew', () => {
  const first = aPlay('first', 'result', 'O|1|T1', { T1: ['K'] });
  const same = aPlay('same', 'query', 'Q|1|T1', { T1: ['K'] });
  const other = aPlay('other', 'query', 'Q|1|T1', { T1: ['K', 'NA'] });
  const none = aPlay('none', 'query', 'Q|1|T1');
  expect(namesOf(first, same, other, none)).toEqual(['first,same', 'other', 'none']);
});

test('no message has no round', () => {
  expect(roundsOf([])).toEqual([]);
});
