import { type ArrivalSet, at, K41_CORRECTED, said } from './messages.ts';

const NAMED = '^LAB';
const OID = '^^1.2.3.4^ISO';
const BOTH = '^LAB^1.2.3.4^ISO';
const ANALYZER = { 3: 'ANALYZER' };

/** A filler number with its assigner, and a placer number. */
const order = (tag: string, filler: string, placer = '') => ({
  order: { 2: placer === '' ? '' : `${tag}P1${placer}`, 3: `${tag}F1${filler}` },
});

const final = (tag: string, sentAt: string, value: string, more: object) =>
  said(tag, { sentAt: at(sentAt), results: [{ value }], ...more });
const correction = (tag: string, more: object) =>
  said(tag, { sentAt: at('1100'), results: [{ value: '4.1', status: 'C' }], ...more });

/** A third message shows that two spellings of an assigner name one authority. */
export const bridgedNumbers: readonly ArrivalSet[] = [
  ...[
    { name: 'none of another sender', first: NAMED, second: '', third: NAMED },
    { name: 'an OID of another sender', first: NAMED, second: OID, third: BOTH },
    { name: 'a name of another sender', first: OID, second: NAMED, third: BOTH },
    { name: 'none of another sender, with its OID', first: OID, second: '', third: OID },
  ].map(
    ({ name, first, second, third }): ArrivalSet => ({
      name: `one filler number with an assigner and with ${name} is corrected by one that has both`,
      messages: (tag) => [
        final(tag, '0900', '6.9', { header: ANALYZER, ...order(tag, first) }),
        final(tag, '1000', '5.0', order(tag, second)),
        correction(tag, order(tag, third)),
      ],
      shows: [K41_CORRECTED],
      holds: [],
    }),
  ),
  {
    name: 'a name and an OID of one sender are one, also before a message has both',
    messages: (tag) => [
      final(tag, '0900', '6.9', order(tag, NAMED)),
      final(tag, '1000', '5.0', order(tag, OID)),
      correction(tag, order(tag, BOTH)),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a cancellation reaches the results of both spellings',
    messages: (tag) => [
      final(tag, '0900', '6.9', { header: ANALYZER, ...order(tag, NAMED) }),
      final(tag, '1000', '5.0', order(tag, NAMED)),
      said(tag, { sentAt: at('1100'), order: { 3: `${tag}F1`, 25: 'X' } }),
    ],
    shows: [],
    holds: [],
  },
  {
    name: 'a placer number with its assigner joins what has it without, where no filler is in both',
    messages: (tag) => [
      final(tag, '0900', '6.9', { header: ANALYZER, order: { 2: `${tag}P1^HIS`, 3: '' } }),
      final(tag, '1000', '5.0', { order: { 2: `${tag}P1`, 3: '' } }),
      correction(tag, { order: { 2: `${tag}P1^HIS`, 3: '' } }),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a filler number of two senders that nothing compares leaves the decision to the placer number',
    messages: (tag) => [
      final(tag, '0900', '6.9', { header: ANALYZER, ...order(tag, NAMED, '^HIS') }),
      final(tag, '1000', '5.0', order(tag, '', '^HIS')),
      correction(tag, { order: { 2: `${tag}P1^HIS`, 3: '' } }),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a chain of spellings is one number',
    messages: (tag) => [
      final(tag, '0900', '6.9', { header: ANALYZER, ...order(tag, '') }),
      final(tag, '0930', '6.0', { header: ANALYZER, ...order(tag, NAMED) }),
      final(tag, '1000', '5.0', order(tag, NAMED)),
      correction(tag, order(tag, '')),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a filler number of two assigners is two orders, whatever else they have in common',
    messages: (tag) => [
      final(tag, '0900', '4.1', order(tag, NAMED, '^HIS')),
      final(tag, '1000', '5.0', order(tag, '^OTHER', '^HIS')),
    ],
    shows: [/\| K \| 4.1 /, /\| K \| 5 /],
    holds: [],
  },
];
