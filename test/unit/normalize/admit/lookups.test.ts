import { expect, test } from '@jest/globals';
import { relativeNumbersOf } from '../../../../lib/app/file/relatives.ts';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { lookupsOf } from '../../../../lib/normalize/admit/lookups.ts';
import { numberNamesOf, toReportNumber } from '../../../../lib/normalize/elements/order-names.ts';
import { normalizeDocuments } from '../../../../lib/normalize/kinds/normalize-documents.ts';
import { anOru, msh, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { normalized, readWith } from '../../../support/normalized.ts';
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

test('the numbers of a document and of the one that it replaces are read with the message', () => {
  const bytes = toMessage(
    msh({ 9: 'MDM^T10' }),
    pid(),
    segment('TXA', { 1: '1', 12: 'D2^LAB', 13: 'D1', 17: 'LA' }),
    obx({ 2: 'TX', 5: 'x' }),
  );
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error('not admitted');
  const { parts } = readWith(normalizeDocuments, bytes);
  const names = parts.flatMap(({ identity: { order }, senderScope }) =>
    order.kind === 'document' ? numberNamesOf(toReportNumber('document', order.id, senderScope), 'P') : [],
  );
  expect(names).toHaveLength(3); // LAB and the sender for D2, the sender for D1
  const lookups = lookupsOf(admitted.value);
  expect([lookups?.numbers, lookups?.aliases]).toEqual([names, names]);
});

test('a result without a parent and isolates is looked up by its own numbers alone', () => {
  expect(lookedUp({ results: [{ 4: '1' }] })).toMatchObject({ numbers: { length: 2 }, relatives: [] });
});

test('a numbered result is also looked up by the minute of its patient, and so is its correction', () => {
  const at = (status: string) =>
    lookedUp({ order: { 7: '202603020700-0500' }, results: [{ 4: '1', 11: status }] }).numbers;
  expect(at('F')).toHaveLength(3);
  expect(at('C')).toEqual(at('F'));
});
