import { segment } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  K41,
  K41_CORRECTED,
  K41_FINAL,
  person,
  registration,
  type Said,
  said,
} from './messages.ts';

/** One potassium of the order, under another service or patient where `rest` says so. */
const one = (
  tag: string,
  [time, status, value]: readonly [time: string, status: string, value: string],
  rest: Partial<Said> = {},
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), results: [{ status, value }] },
    ...rest,
    order: { 25: status === 'F' ? 'F' : 'C', ...rest.order },
  });

const renamed = { order: { 4: 'BMP^Basic panel^L' } };
const gas = { order: { 4: 'BG^Blood gas^L' } };
/** PID without a number; a name and a birth date where said. */
const nobody = (name = '', birthDate = ''): Partial<Said> => ({ patient: { 3: '', 5: name, 7: birthDate } });

/** A withdrawal of a test that OBX-3 names otherwise. */
const recoded = (test: string, status = 'W', value = ''): Partial<Said> => ({
  results: [{ status, value, fields: { 3: test } }],
});

/** Corrections and withdrawals that say too little, or say it otherwise, of an order that is known. */
export const knownOrders: readonly ArrivalSet[] = [
  {
    name: 'a correction under a renamed service is of the report of its number',
    messages: (tag) => [one(tag, ['0900', 'F', '6.9']), one(tag, ['1000', 'C', '4.1'], renamed)],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction in small letters, or with zeros in its sub-id, is of the test of its name',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { results: [{ value: '6.9', fields: { 3: 'K^Potassium^L', 4: '1' } }] }),
      one(tag, ['1000', 'C', '5.5'], {
        results: [{ status: 'C', value: '5.5', fields: { 3: 'K^Potassium^L', 4: '01' } }],
      }),
      one(tag, ['1100', 'C', '4.1'], {
        results: [{ status: 'C', value: '4.1', fields: { 3: 'k^Potassium^L', 4: '1' } }],
      }),
    ],
    shows: [/\| 4\.1 .*corrected/],
  },
  {
    name: 'a filler number by the name of its assigner, by its OID, and by both, is one',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { order: { 3: `${tag}F1^LAB` } }),
      one(tag, ['1000', 'C', '5.5'], { order: { 3: `${tag}F1^^1.2.3.4^ISO` } }),
      one(tag, ['1100', 'C', '4.1'], { order: { 3: `${tag}F1^LAB^1.2.3.4^ISO` } }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a withdrawal under a renamed service takes back, also what was corrected so',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['1000', 'C', '5.0'], renamed),
      one(tag, ['1100', 'W', ''], renamed),
    ],
    shows: [],
  },
  {
    name: 'a correction under a renamed service and a new number finds the result under the old one',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      one(tag, ['1000', 'C', '4.1'], renamed),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction under a renamed service may bring a new test',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['1000', 'C', '4.1'], {
        ...renamed,
        results: [
          { status: 'C', value: '4.1' },
          { code: 'NA', value: '140' },
        ],
      }),
    ],
    shows: [K41_CORRECTED, /^A \| NA \| 140 /],
  },
  {
    name: 'a correction under the service that was exchanged is of the report that has both',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['0930', 'F', '5.0'], { ...renamed, orc: { 1: 'XO', 2: `${tag}P1`, 3: `${tag}F1` } }),
      one(tag, ['1000', 'C', '4.1']),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction under a service that has its own final is of that service',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['0930', 'F', '5.0'], renamed),
      one(tag, ['1000', 'C', '4.1'], renamed),
    ],
    shows: [/^A \| K \| 6.9 mmol\/L \| final/, K41_CORRECTED],
  },
  ...(
    [
      ['C', '4.1', [K41_CORRECTED]],
      ['W', '', []],
    ] as const
  ).map(
    ([status, value, shows]): ArrivalSet => ({
      name: `a service that lacks the test takes no ${status} away from the service that has it`,
      messages: (tag) => [
        one(tag, ['0900', 'F', '6.9']),
        one(tag, ['1000', status, value], gas),
        one(tag, ['1100', 'F', ''], { ...gas, results: [{ code: 'NA', value: '140' }] }),
      ],
      shows: [...shows, /^A \| NA \| 140 /],
    }),
  ),
  {
    name: 'a correction that names the service finds the result of its number without a service',
    messages: (tag) => [one(tag, ['0900', 'F', '6.9'], { order: { 4: '' } }), one(tag, ['1000', 'C', '4.1'])],
    shows: [K41_CORRECTED],
  },
  ...[
    ['CHEM^Chem panel^L', 'chem^chem panel^L'],
    ['^Chem panel', '^CHEM PANEL'],
  ].map(
    ([first = '', second = '']): ArrivalSet => ({
      name: `a service in small letters or capitals is one: "${first}"`,
      messages: (tag) => [
        one(tag, ['0900', 'F', '6.9'], { order: { 4: first } }),
        one(tag, ['1000', 'F', '4.1'], { order: { 4: second } }),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  {
    name: 'a correction of one of two services of a number is of that service',
    messages: (tag) => [
      one(tag, ['0900', 'F', '4.1']),
      one(tag, ['0910', 'F', '5.5'], gas),
      one(tag, ['1000', 'C', '4.9'], gas),
    ],
    shows: [K41_FINAL, /^A \| K \| 4.9 mmol\/L \| corrected/],
  },
  {
    name: 'a withdrawal under a service that may be either of two takes nothing back',
    messages: (tag) => [
      one(tag, ['0900', 'F', '4.1']),
      one(tag, ['0910', 'F', '5.5'], gas),
      one(tag, ['1000', 'W', ''], renamed),
    ],
    shows: [K41_FINAL, /^A \| K \| 5.5 mmol\/L \| final/],
    holds: ['nothing-to-correct'],
  },
  ...['f1', 'F1 '].map(
    (filler): ArrivalSet => ({
      name: `a filler number in small letters or with a space is the same where the placer is: "${filler}"`,
      messages: (tag) => [
        one(tag, ['0900', 'F', '6.9']),
        one(tag, ['0930', 'C', '5.0'], { order: { 3: `${tag}${filler}` } }),
        one(tag, ['1000', 'C', '4.1']),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  {
    name: 'a filler number without its zeros is the same where the placer is',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { order: { 3: `000123${tag}` } }),
      one(tag, ['1000', 'C', '4.1'], { order: { 3: `123${tag}` } }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'an assigner in other letters is the same',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { order: { 2: '', 3: `${tag}F1^LAB` } }),
      one(tag, ['1000', 'C', '4.1'], { order: { 2: '', 3: `${tag}F1^Lab` } }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a withdrawal that knows the test only by LOINC takes back the test of that name',
    messages: (tag) => [
      one(tag, ['0900', 'F', ''], recoded('K^Potassium^L', 'F', '6.9')),
      one(tag, ['0910', 'F', ''], { results: [{ code: 'NA', value: '140' }] }),
      one(tag, ['1000', 'W', ''], recoded('2823-3^Potassium^LN')),
    ],
    shows: [/^A \| NA \| 140 /],
  },
  {
    name: 'a withdrawal of a name that two tests have takes back neither, and is for a person',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        results: [
          { value: '4.1', fields: { 3: 'NEU^Neutrophils^L' } },
          { value: '61', fields: { 3: 'NEUR^Neutrophils^L' } },
        ],
      }),
      one(tag, ['1000', 'W', ''], recoded('751-8^Neutrophils^LN')),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  ...[nobody(), nobody('Lind^Ada'), nobody('LIND^A', '19700101')].map(
    (who): ArrivalSet => ({
      name: `a correction without a patient number is of the report of its order: "${who.patient?.[5]}"`,
      messages: (tag) => [
        one(tag, ['0900', 'F', '6.9']),
        one(tag, ['1000', 'C', '5.0'], who),
        one(tag, ['1100', 'C', '4.1'], who),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  ...[nobody('Berg^Bo'), nobody('Lind^Ada', '19550505')].map(
    (who): ArrivalSet => ({
      name: `a correction without a patient number that describes somebody else waits: "${who.patient?.[5]}"`,
      messages: (tag) => [one(tag, ['0900', 'F', '4.1']), one(tag, ['1000', 'C', '5.0'], who)],
      shows: [K41_FINAL],
      holds: ['no-patient'],
    }),
  ),
  {
    name: 'a withdrawal without a patient number takes back, and a new final counts',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['1000', 'W', ''], nobody()),
      one(tag, ['1100', 'F', '4.1']),
    ],
    shows: [K41],
  },
  {
    name: 'an order that is cancelled without a patient number is cancelled',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'OC', 2: `${tag}P1`, 3: `${tag}F1` } },
        ...{ order: { 25: '' }, ...nobody() },
      }),
    ],
    shows: [],
  },
  {
    name: 'a correction without a patient number and an assigner is of the report with both',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { order: { 2: '', 3: `${tag}F1^LAB` } }),
      one(tag, ['1000', 'C', '4.1'], { order: { 2: '' }, ...nobody() }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction without a patient number goes with a report that a merge moves',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      one(tag, ['1000', 'C', '4.1'], nobody()),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction without a patient number goes along a chain of merges',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { patient: { 3: `${tag}C^^^RIVERSIDE^MR` } }),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'B', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}C^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A40^ADT_A39', at('0940'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      one(tag, ['1000', 'C', '4.1'], nobody()),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a withdrawal under a changed number takes back what was sent under the old one',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { patient: { 3: `${tag}B^^^RIVERSIDE^MR` } }),
      registration(
        ...([tag, 'A47^ADT_A30', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      one(tag, ['1000', 'W', '']),
    ],
    shows: [],
  },
  {
    name: 'a withdrawal without a patient number is of the twin of its order',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9'], { patient: { 5: 'Baby A^Girl', 7: '20260210', 24: 'Y', 25: '1' } }),
      one(tag, ['0910', 'F', '4.1'], {
        patient: { 5: 'Baby B^Girl', 7: '20260210', 24: 'Y', 25: '2' },
        order: { 2: `${tag}P2`, 3: `${tag}F2` },
      }),
      one(tag, ['1000', 'W', ''], nobody()),
    ],
    shows: [/ \| K \| 4.1 mmol\/L \| final/],
  },
  {
    name: 'a withdrawal under a renamed service is of the order that has the number now',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: '20251220090000', order: { 7: '20251220080000' } },
        results: [{ value: '4.1' }],
      }),
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['1000', 'W', ''], renamed),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a correction without a patient number is of the service of its number, whoever has the other',
    messages: (tag) => [
      one(tag, ['0900', 'F', '6.9']),
      one(tag, ['0910', 'F', '5.5'], {
        patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 7: '19550505' },
        ...gas,
      }),
      one(tag, ['1000', 'C', '4.1'], nobody()),
    ],
    shows: [K41_CORRECTED, /^B \| K \| 5.5 mmol\/L \| final/],
  },
];
