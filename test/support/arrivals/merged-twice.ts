import { pid, segment } from '../messages.ts';
import { type ArrivalSet, at, type Fields, registration, said } from './messages.ts';

const ADA = { 5: 'Lind^Ada', 7: '19700101' };
const BO = { 5: 'Berg^Bo', 7: '19550505' };
const NOBODY = { 5: '', 7: '' };

const id = (tag: string, number: string): string => `${tag}${number}^^^RIVERSIDE^MR`;

/** A potassium under a number, of an order of its own. */
const result = (tag: string, time: string, number: string, value: string, who: Fields): Uint8Array =>
  said(tag, {
    sentAt: at(time),
    patient: { 3: id(tag, number), ...who },
    order: { 2: `${tag}P${value}`, 3: `${tag}F${value}` },
    results: [{ value }],
  });

const merge = (tag: string, time: string, into: string, who: Fields, retired = 'X'): Uint8Array =>
  registration(
    ...([tag, 'A40', at(time), pid({ 3: id(tag, into), ...who })] as const),
    segment('MRG', { 1: id(tag, retired) }),
  );

const of = (patient: string, value: string): RegExp => new RegExp(`^${patient} \\| K \\| ${value} `);

/** A number that is merged twice, into two people: see ADR 47. */
export const mergedTwice: readonly ArrivalSet[] = [
  {
    name: 'a number that was given to the next person and merged again keeps its first results where they were',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', ADA),
      merge(tag, '0930', 'A', ADA),
      result(tag, '1000', 'X', '6.9', BO),
      merge(tag, '1030', 'B', BO),
    ],
    shows: [of('A', '4.1'), of('B', '6.9')],
    holds: [],
  },
  {
    name: 'a second merge corrects the first, if the results name the second survivor',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', BO),
      merge(tag, '0930', 'A', ADA),
      merge(tag, '1030', 'B', BO),
    ],
    shows: [of('B', '4.1')],
    holds: [],
  },
  {
    name: 'results by number alone from before both merges wait for a person, later ones are the second survivor’s',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', NOBODY),
      merge(tag, '0930', 'A', ADA),
      result(tag, '1000', 'X', '6.9', NOBODY),
      merge(tag, '1030', 'B', BO),
    ],
    shows: [],
    holds: ['identity-change'],
  },
  {
    name: 'a second merge into the same person under another number counts',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', ADA),
      merge(tag, '0930', 'B', ADA),
      merge(tag, '1030', 'A', ADA),
    ],
    shows: [of('A', '4.1')],
    holds: [],
  },
  {
    name: 'a person is not merged into an unknown one of another birth date in silence',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', BO),
      merge(tag, '0930', 'D', { 5: 'DOE^JOHN', 7: '19500101' }),
    ],
    shows: [],
  },
  {
    name: 'an unknown person is merged into a known one',
    messages: (tag) => [
      result(tag, '0900', 'X', '4.1', { 5: 'DOE^JOHN', 7: '19500101' }),
      merge(tag, '0930', 'B', BO),
    ],
    shows: [of('B', '4.1')],
    holds: [],
  },
  {
    name: 'numbers that registration exchanges by way of a third wait for a person',
    messages: (tag) => [
      result(tag, '0900', 'A', '4.1', NOBODY),
      merge(tag, '0930', 'X', ADA, 'A'),
      merge(tag, '0940', 'A', BO, 'B'),
      merge(tag, '0950', 'B', ADA, 'X'),
    ],
    shows: [],
    holds: ['identity-change'],
  },
];
