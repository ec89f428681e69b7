import { expect, test } from '@jest/globals';
import { relativeNumbersOf } from '../../../../lib/app/file/relatives.ts';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { lookupsOf } from '../../../../lib/normalize/admit/lookups.ts';
import { numberNamesOf } from '../../../../lib/normalize/elements/order-names.ts';
import { anOru } from '../../../support/messages.ts';
import { normalized } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite();

/** The numbers that are read with the message, and those of its relatives. */
function lookedUp(message: Parameters<typeof anOru>[0]) {
  const bytes = anOru(message);
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error('not admitted');
  const [incoming] = normalized(bytes, { site }).parts;
  if (incoming === undefined) throw new Error('no part');
  const relatives = relativeNumbersOf(incoming.part, incoming.senderScope);
  return {
    numbers: lookupsOf(admitted.value)?.numbers ?? [],
    relatives: relatives.flatMap((number) => numberNamesOf(number, 'P')),
  };
}

test.each([
  ['a panel', { order: { 26: 'ORG&Organism&L^1', 29: 'P1^F1' } }],
  ['a culture', { results: [{ 2: 'CWE', 4: '1', 5: 'ECO' }] }],
  ['a cancellation', { order: { 25: 'X' }, results: [] }],
])('the relatives of %s are read with the message', (_, message) => {
  const { numbers, relatives } = lookedUp(message);
  expect(relatives.length).toBeGreaterThan(0);
  expect(numbers).toEqual(expect.arrayContaining(relatives));
});

test('a result without a parent and isolates is looked up by its own numbers alone', () => {
  expect(lookedUp({ results: [{ 4: '1' }] })).toMatchObject({ numbers: { length: 2 }, relatives: [] });
});
