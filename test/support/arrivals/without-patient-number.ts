import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, COLLECTED, type Fields, K41_FINAL, said } from './messages.ts';

/** An order for Ada Lind, for a tube. */
const order = (tag: string): Uint8Array =>
  toMessage(
    msh({ 7: at('0700'), 9: 'OML^O21', 10: `${tag}O1` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    segment('ORC', { 1: 'NW', 2: `${tag}P1`, 3: `${tag}F1` }),
    obr({ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 7: COLLECTED }),
    tubeOf(tag),
  );

const tubeOf = (tag: string): string =>
  segment('SPM', { 1: '1', 2: `${tag}S1`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' });

/** A result of the order with a PID that has no number. */
const nameless = (tag: string, patient: Fields): Uint8Array =>
  said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }], patient: { 3: '', ...patient } });

/** The same with the tube alone. */
const namelessByTube = (tag: string, patient: Fields): Uint8Array =>
  said(tag, {
    ...{ sentAt: at('0900'), reportedAt: null, results: [{ value: '4.1' }] },
    order: { 2: '', 3: '', 7: '' },
    patient: { 3: '', ...patient },
    more: [tubeOf(tag)],
  });

const others: readonly (readonly [string, Fields])[] = [
  ['another name and birth date', { 5: 'Berg^Bo', 7: '19550505' }],
  ['another name alone', { 5: 'Berg^Bo', 7: '' }],
  ['the name with another birth date', { 5: 'Lind^Ada', 7: '19950101' }],
  ['a newborn', { 5: 'Lind^Baby Girl', 7: '20260209' }],
  ['another name and a number of insurance', { 3: '4711^^^INSURER^MB', 5: 'Berg^Bo', 7: '19550505' }],
];
const same: readonly (readonly [string, Fields])[] = [
  ['no name', { 5: '', 7: '' }],
  ['the name', { 5: 'LIND^ADA', 7: '' }],
  ['a placeholder', { 5: 'UNKNOWN', 7: '' }],
  ['the birth date', { 5: '', 7: '19700101' }],
];

/** Results with a PID that has no number: the order or the tube tells whose they are, unless the name denies it. */
export const withoutPatientNumber: readonly ArrivalSet[] = [
  ...[nameless, namelessByTube].flatMap((result) => {
    const by = result === nameless ? 'of an order' : 'of a tube';
    return [
      ...others.map(
        ([name, patient]): ArrivalSet => ({
          name: `a result ${by} with ${name} in place of a patient number is nobody's`,
          messages: (tag) => [order(tag), result(tag, patient)],
          shows: [],
        }),
      ),
      ...same.map(
        ([name, patient]): ArrivalSet => ({
          name: `a result ${by} with ${name} in place of a patient number is of its patient`,
          messages: (tag) => [order(tag), result(tag, patient)],
          shows: [K41_FINAL],
        }),
      ),
    ];
  }),
  {
    name: 'one newborn of two is not the other, whose order it names',
    messages: (tag) => [
      toMessage(
        msh({ 7: at('0700'), 9: 'OML^O21', 10: `${tag}O2` }),
        pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Baby A', 7: '20260209' }),
        segment('ORC', { 1: 'NW', 2: `${tag}P1`, 3: `${tag}F1` }),
        obr({ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 7: COLLECTED }),
      ),
      nameless(tag, { 5: 'Lind^Baby B', 7: '20260209' }),
    ],
    shows: [],
  },
];
