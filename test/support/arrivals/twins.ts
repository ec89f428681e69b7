import { segment } from '../messages.ts';
import { type ArrivalSet, at, type Fields, person, potassium, registration, type Said } from './messages.ts';

const born = { 7: '20260210' };
const first: Fields = { 5: 'Baby A^Girl', ...born, 25: '1' };
const second: Fields = { 5: 'Baby B^Girl', ...born, 25: '2' };
const other = (tag: string): Partial<Said> => ({ order: { 2: `${tag}P2`, 3: `${tag}F2` } });

/** A result of each of two children who share the number A. */
const oneOfEach = (tag: string, account: (number: string) => Fields = () => ({})): Uint8Array[] => [
  ...potassium([at('0900'), 'F', '4.1', { patient: { ...first, ...account('N1') } }])(tag),
  ...potassium([at('0910'), 'F', '5.5', { patient: { ...second, ...account('N2') }, ...other(tag) }])(tag),
];

const retires = (tag: string, event: string, time: string, fields: Fields = {}) =>
  registration(
    ...([tag, event, at(time), person(tag, 'B', 'Girl^Nora', { ...born, ...fields })] as const),
    segment('MRG', { 1: `${tag}A^^^RIVERSIDE^MR` }),
  );

const BOTH = [/^A\/1 \| K \| 4.1 mmol\/L \| final/, /^A\/2 \| K \| 5.5 mmol\/L \| final/];

/** Two children of one birth under one number, and what is said of that number before both are known. */
export const twins: readonly ArrivalSet[] = [
  ...(
    [
      ['A40^ADT_A39', {}],
      ['A40^ADT_A39', { 25: '1' }],
      ['A18', {}],
      ['A36', {}],
      ['A47^ADT_A30', {}],
    ] satisfies (readonly [string, Fields])[]
  ).map(
    ([event, fields]: readonly [string, Fields]): ArrivalSet => ({
      name: `${event} of the number of two twins moves neither, with PID-25 "${fields[25] ?? ''}"`,
      messages: (tag) => [...oneOfEach(tag), retires(tag, event, '0930', fields)],
      shows: BOTH,
    }),
  ),
  {
    name: 'a chain of merges from the number of two twins moves neither',
    messages: (tag) => [
      ...oneOfEach(tag),
      retires(tag, 'A40^ADT_A39', '0930'),
      registration(
        ...([tag, 'A40^ADT_A39', at('0940'), person(tag, 'C', 'Girl^Nora', born)] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
    ],
    shows: BOTH,
  },
  {
    name: 'an account that moves from the number of two twins moves neither',
    messages: (tag) => {
      const account = (number: string) => ({ 18: `${tag}${number}^^^RIVERSIDE^AN` });
      return [
        ...oneOfEach(tag, account),
        registration(
          ...([
            tag,
            'A44^ADT_A43',
            at('0930'),
            person(tag, 'B', 'Girl^Nora', { ...born, ...account('N1') }),
          ] as const),
          segment('MRG', { 1: `${tag}A^^^RIVERSIDE^MR`, 3: account('N1')[18] }),
        ),
      ];
    },
    shows: BOTH,
  },
  {
    name: 'a correction without PID-25 is of the twin of its order',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: first }])(tag),
      ...potassium([at('0910'), 'F', '5.5', { patient: second, ...other(tag) }])(tag),
      ...potassium([at('1000'), 'C', '4.1', { patient: { 5: 'Girl^', ...born } }])(tag),
    ],
    shows: [/^A\/1 \| K \| 4.1 mmol\/L \| corrected/, /^A\/2 \| K \| 5.5 mmol\/L \| final/],
  },
  {
    name: 'a result without PID-25 of an order of its own waits beside two twins',
    messages: (tag) => [
      ...oneOfEach(tag),
      ...potassium([
        ...([at('1000'), 'F', '6.9'] as const),
        { patient: { 5: 'Girl^', ...born }, order: { 2: `${tag}P3`, 3: `${tag}F3` } },
      ])(tag),
    ],
    shows: BOTH,
  },
  {
    name: 'twins whom registration tells apart have the results of each',
    messages: (tag) => [
      ...oneOfEach(tag).slice(0, 1),
      registration(tag, 'A01', at('0800'), person(tag, 'A', 'Baby A^Girl', first)),
      registration(tag, 'A01', at('0805'), person(tag, 'A', 'Baby B^Girl', second)),
    ],
    shows: BOTH.slice(0, 1),
  },
  {
    name: 'a twin keeps the corrections that come after a merge of the shared number',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', { patient: first }])(tag),
      ...potassium([at('0910'), 'F', '5.5', { patient: second, ...other(tag) }])(tag),
      retires(tag, 'A40^ADT_A39', '0930'),
      ...potassium([at('1000'), 'C', '4.1', { patient: first }])(tag),
    ],
    shows: [/^A\/1 \| K \| 4.1 mmol\/L \| corrected/, /^A\/2 \| K \| 5.5 mmol\/L \| final/],
  },
];
