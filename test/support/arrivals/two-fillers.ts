import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, type Fields, said } from './messages.ts';

/** A potassium of the LIS. `filler`: behind the tag; empty if only the placer number is known. */
const lis = (
  ...[tag, sentAt, filler, value, { status = 'F', order = {} } = {}]: readonly [
    tag: string,
    sentAt: string,
    filler: string,
    value: string,
    rest?: { readonly status?: string; readonly order?: Fields },
  ]
): Uint8Array =>
  said(tag, {
    sentAt: at(sentAt),
    order: { 3: filler === '' ? '' : `${tag}${filler}`, 25: status, ...order },
    results: status === 'X' ? [] : [{ value, status }],
  });

const shown = (value: string, status = 'final'): RegExp =>
  new RegExp(`^A \\| K \\| ${value} mmol/L \\| ${status} \\|`);

const FIRST = '4.1';
const SECOND = '6.9';
const both = [shown(FIRST), shown(SECOND)];

/** Two orders of one placer number and service, and messages that name the placer number alone. */
export const twoFillers: readonly ArrivalSet[] = [
  ...[
    { name: 'a final result', status: 'F', value: '5.1' },
    { name: 'a correction', status: 'C', value: '5.1' },
    { name: 'a withdrawal', status: 'W', value: '' },
    { name: 'a cancellation', status: 'X', value: '' },
  ].map(
    ({ name, status, value }): ArrivalSet => ({
      name: `${name} by placer number alone changes neither of two orders of one time`,
      messages: (tag) => [
        lis(tag, '0900', 'F1', FIRST),
        lis(tag, '0910', 'F2', SECOND),
        lis(tag, '1000', '', value, { status }),
      ],
      shows: both,
    }),
  ),
  {
    name: 'a correction by placer number alone is of the order of its time',
    messages: (tag) => [
      lis(tag, '0900', 'F1', FIRST),
      lis(tag, '1100', 'F2', SECOND, { order: { 7: at('1030') } }),
      lis(tag, '1200', '', '5.1', { status: 'C', order: { 7: at('1030') } }),
    ],
    shows: [shown(FIRST), shown('5.1', 'corrected')],
    holds: [],
  },
  {
    name: 'a preliminary result by placer number alone stands before neither of two orders',
    messages: (tag) => [
      lis(tag, '0900', '', '5.1', { status: 'P' }),
      lis(tag, '1000', 'F1', FIRST),
      lis(tag, '1010', 'F2', SECOND),
    ],
    shows: both,
  },
  {
    name: 'a cancellation by placer number takes back a result by filler number, if an order has both',
    messages: (tag) => [
      toMessage(
        msh({ 7: at('0700'), 9: 'OML^O21', 10: `${tag}O1` }),
        pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
        segment('ORC', { 1: 'NW', 2: `${tag}P1`, 3: `${tag}F1` }),
        obr({ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L' }),
      ),
      lis(tag, '0900', 'F1', FIRST, { order: { 2: '' } }),
      lis(tag, '1000', '', '', { status: 'X' }),
    ],
    shows: [],
    holds: [],
  },
];
