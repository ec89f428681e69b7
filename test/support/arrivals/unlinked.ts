import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, type Fields, K41_FINAL, person, potassium, registration } from './messages.ts';

const bo = (tag: string): Fields => ({ 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 7: '19550505' });

/** A24 or A37 of the two patients. */
const pair = (tag: string, event: string, time: string): Uint8Array =>
  registration(tag, event, at(time), person(tag, 'A', 'Lind^Ada'), pid(bo(tag)));

const order = (tag: string): Uint8Array =>
  toMessage(
    msh({ 7: at('0800'), 9: 'OML^O21', 10: `${tag}O` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    segment('ORC', { 1: 'NW', 2: `${tag}P2`, 3: `${tag}F2` }),
    obr({ 2: `${tag}P2`, 3: `${tag}F2`, 4: 'CHEM^Chem panel^L' }),
  );

/** Of the other patient, under other numbers. */
const ofOther = (tag: string, time: string): readonly Uint8Array[] =>
  potassium([
    ...([at(time), 'F', '5.5'] as const),
    { patient: bo(tag), order: { 2: `${tag}P2`, 3: `${tag}F2` } },
  ])(tag);

/** Two patients who are linked (A24) and parted again (A37). */
export const unlinked: readonly ArrivalSet[] = [
  ...(
    [
      ['before', '0900'],
      ['between', '1010'],
      ['after', '1110'],
    ] as const
  ).map(
    ([name, time]): ArrivalSet => ({
      name: `results ${name} a link and an unlink of two patients are of each`,
      messages: (tag) => [
        ...potassium([at(time), 'F', '4.1'])(tag),
        ...ofOther(tag, time),
        pair(tag, 'A24', '1000'),
        pair(tag, 'A37', '1100'),
      ],
      shows: [K41_FINAL, /^B \| K \| 5.5 mmol\/L \| final/],
      holds: [],
    }),
  ),
  {
    name: 'a result by the order of a linked patient waits after the unlink',
    messages: (tag) => [
      order(tag),
      ...ofOther(tag, '1010'),
      pair(tag, 'A24', '1000'),
      pair(tag, 'A37', '1100'),
    ],
    shows: [],
    holds: [],
  },
];
