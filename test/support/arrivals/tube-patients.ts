import { segment } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  type Fields,
  K41_FINAL,
  person,
  potassium,
  type Result,
  registration,
  said,
} from './messages.ts';

const tube = (tag: string): string =>
  segment('SPM', { 1: '1', 2: `${tag}T1&HIS`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' });

const bo = (tag: string): Fields => ({ 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 7: '19550505' });

/** Of an analyzer: potassium of the tube, under the patient number that somebody typed. */
const typed = (tag: string, time: string, value: string, patient: Fields, order: Fields = {}): Uint8Array =>
  said(tag, {
    ...{
      sentAt: at(time),
      header: { 3: 'ANALYZER' },
      patient,
      results: [{ value, fields: { 19: at(time) } }],
    },
    order: { 2: '', 3: '', 4: 'K^^L', 7: '', ...order },
    more: [tube(tag)],
  });

/** Of a LIS: the panel of the tube. */
const panel = (tag: string, time: string, result: Result, order: Fields = {}, patient: Fields = {}) =>
  said(tag, { sentAt: at(time), results: [result], order, patient, more: [tube(tag)] });

/** What a LIS and an analyzer say about the patient of one tube. */
export const tubePatients: readonly ArrivalSet[] = [
  ...(
    [
      ['of another service', {}],
      ['of one service', { 4: 'CHEM^Chem panel^L' }],
    ] as const
  ).map(
    ([name, order]): ArrivalSet => ({
      name: `a result ${name} that an analyzer sends for somebody else than the LIS of its tube waits`,
      messages: (tag) => [typed(tag, '0840', '8.1', bo(tag), order), panel(tag, '0850', { value: '4.1' })],
      shows: [K41_FINAL],
      holds: [],
    }),
  ),
  {
    name: 'a result that waited for the LIS of its tube stands after the LIS took its own back',
    messages: (tag) => [
      typed(tag, '0840', '8.1', bo(tag)),
      panel(tag, '0850', { value: '4.1' }),
      panel(tag, '0930', { status: 'W' }, { 25: 'C' }),
    ],
    shows: [/^B \| K \| 8.1 /],
  },
  {
    name: 'a result that waited for the LIS of its tube is replaced after a merge of the two patients',
    messages: (tag) => [
      typed(tag, '0840', '8.1', bo(tag)),
      panel(tag, '0850', { value: '4.1' }),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
    ],
    shows: [/^A \| K \| 4.1 /],
  },
  {
    name: 'a tube number that the LIS used for both patients names both',
    messages: (tag) => [
      panel(tag, '0850', { value: '4.1' }),
      typed(tag, '1340', '8.1', bo(tag)),
      panel(tag, '1400', { value: '8.2' }, { 2: `${tag}P2`, 3: `${tag}F2`, 7: at('1330') }, bo(tag)),
    ],
    shows: [K41_FINAL, /^B \| K \| 8.2 /],
    holds: [],
  },
  {
    name: 'a number of another list under one name is of nobody else',
    messages: (tag) => [
      typed(tag, '0840', '8.1', { 3: `${tag}77^^^HOSP^PI` }),
      panel(tag, '0850', { value: '4.1' }),
    ],
    shows: [K41_FINAL, /^77 \| K \| 8.1 /],
    holds: [],
  },
  ...(
    [
      ['and no birth date', { 5: 'LIND^ADA', 7: '' }],
      ['and no name', { 5: '', 7: '' }],
    ] as const
  ).map(
    ([name, fields]): ArrivalSet => ({
      name: `the number of a patient without an assigner ${name} is of the patient of the tube`,
      messages: (tag) => [
        typed(tag, '0840', '8.1', { ...fields, 3: `${tag}A` }),
        panel(tag, '0850', { value: '4.1' }),
      ],
      shows: [/^A \| K \| 4.1 /],
      holds: [],
    }),
  ),
  {
    name: 'a further number that the LIS names is of the patient of the tube',
    messages: (tag) => [
      typed(tag, '0840', '8.1', { 3: `${tag}77^^^HOSP^PI` }),
      panel(tag, '0850', { value: '4.1' }, {}, { 3: `${tag}A^^^RIVERSIDE^MR~${tag}77^^^HOSP^PI` }),
    ],
    shows: [/^A \| K \| 4.1 /],
    holds: [],
  },
  {
    name: 'a result without a tube contradicts nobody',
    messages: (tag) => [typed(tag, '0840', '8.1', bo(tag)), ...potassium([at('0850'), 'F', '4.1'])(tag)],
    shows: [K41_FINAL, /^B \| K \| 8.1 /],
    holds: [],
  },
];
