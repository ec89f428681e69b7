import { obr, segment } from '../messages.ts';
import { type ArrivalSet, at, COLLECTED, K41, type Result, results, said } from './messages.ts';

interface Replacement {
  /** OBR-4 of the new order. */
  readonly service?: string;
  readonly result: Result;
}

/** One message in which the order P1/F1 is replaced by P2/F2. */
const replacement = (tag: string, { service = 'CHEM^Chem panel^L', result }: Replacement): Uint8Array =>
  said(tag, {
    ...{ sentAt: at('1000'), reportedAt: null, orc: { 1: 'RU', 2: `${tag}P1`, 3: `${tag}F1` } },
    more: [
      segment('ORC', { 1: 'RO', 2: `${tag}P2`, 3: `${tag}F2` }),
      obr({ 1: '2', 2: `${tag}P2`, 3: `${tag}F2`, 4: service, 7: COLLECTED, 22: at('1000'), 25: 'F' }),
      ...results([result]),
    ],
  });

/** Order number `from` is replaced by the next number; each has an OBR-22 of its own. */
const renewed = (tag: string, from: number, time: string, result: Result): Uint8Array => {
  const [old, next] = [from, from + 1].map((number) => ({ 2: `${tag}P${number}`, 3: `${tag}F${number}` }));
  return said(tag, {
    ...{ sentAt: at(time), reportedAt: null, orc: { 1: 'RU', ...old }, order: { ...old } },
    more: [
      segment('ORC', { 1: 'RO', ...next }),
      obr({
        ...{ 1: '2', ...next, 4: 'CHEM^Chem panel^L', 7: COLLECTED, 22: at(time) },
        25: result.status ?? 'F',
      }),
      ...results([result]),
    ],
  });
};

const final = (tag: string) => said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] });
const K50 = /^A \| K \| 5 mmol\/L \| /;

/** An order that is replaced under new numbers (ORC-1 RU, then RO). */
export const replacedOrders: readonly ArrivalSet[] = [
  ...['F', 'C'].map(
    (status): ArrivalSet => ({
      name: `the result of the order that replaces another replaces its value: ${status}`,
      messages: (tag) => [final(tag), replacement(tag, { result: { value: '5.0', status } })],
      shows: [K50],
      holds: [],
    }),
  ),
  {
    name: 'an order that is replaced by one of another service leaves one value',
    messages: (tag) => [
      final(tag),
      replacement(tag, { service: 'BMP^Basic panel^L', result: { value: '5.0' } }),
    ],
    shows: [K50],
    holds: [],
  },
  {
    name: 'a correction under the numbers of the new order corrects its value',
    messages: (tag) => [
      final(tag),
      replacement(tag, { result: { value: '5.0' } }),
      said(tag, {
        ...{ sentAt: at('1100'), order: { 2: `${tag}P2`, 3: `${tag}F2` } },
        results: [{ value: '4.1', status: 'C' }],
      }),
    ],
    shows: [/^A \| K \| 4.1 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'an order that is replaced three times leaves the value of the last one, and nothing waits',
    messages: (tag) => [
      final(tag),
      renewed(tag, 1, '1000', { value: '5.0' }),
      renewed(tag, 2, '1100', { value: '5.2', status: 'C' }),
      renewed(tag, 3, '1200', { value: '4.1' }),
    ],
    shows: [K41],
    holds: [],
  },
];
