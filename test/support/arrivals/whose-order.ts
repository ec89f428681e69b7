import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  COLLECTED,
  type Fields,
  K41_CORRECTED,
  K41_FINAL,
  person,
  potassium,
  registration,
  said,
} from './messages.ts';

const tube = (tag: string): string =>
  segment('SPM', { 1: '1', 2: `${tag}S1`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' });

const people = { A: ['Lind^Ada', '19700101'], B: ['Berg^Bo', '19550505'] } as const;

const bothNumbers = (tag: string): string => `${tag}A^^^RIVERSIDE^MR~${tag}77^^^HOSP^PI`;

const bo = (tag: string) => ({ 3: `${tag}B^^^RIVERSIDE^MR`, 5: people.B[0], 7: people.B[1] });

/** An order (OML) of a person, for the tube or for none. */
const order = (
  ...[
    tag,
    time,
    control,
    who,
    number,
    { hasTube = true, status = '', placer = number, patient = {} } = {},
  ]: readonly [
    tag: string,
    time: string,
    control: string,
    who: keyof typeof people,
    number: string,
    rest?: {
      readonly hasTube?: boolean;
      readonly status?: string;
      readonly placer?: string;
      readonly patient?: Fields;
    },
  ]
): Uint8Array => {
  const numbers = { 2: `${tag}P${placer}`, 3: `${tag}F${number}` };
  return toMessage(
    msh({ 7: time.length > 4 ? time : at(time), 9: 'OML^O21', 10: `${tag}O${time}${control}${number}` }),
    pid({ 3: `${tag}${who}^^^RIVERSIDE^MR`, 5: people[who][0], 7: people[who][1], ...patient }),
    segment('ORC', { 1: control, ...numbers, 5: status }),
    obr({ ...numbers, 4: 'CHEM^Chem panel^L', 7: COLLECTED }),
    ...(hasTube ? [tube(tag)] : []),
  );
};

/** A result that names only its tube. */
const byTube = (tag: string, time: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), reportedAt: null, patient: { 3: '', 5: '', 7: '' } },
    order: { 2: '', 3: '' },
    results: [{ value: '4.1' }],
    more: [tube(tag)],
  });

const K41_OF_B = /^B \| K \| 4.1 mmol\/L \| final/;

/** Orders that give a number to somebody, or take it away, before and after the results of that number. */
export const whoseOrder: readonly ArrivalSet[] = [
  ...[
    { name: 'a newborn', patient: { 5: 'Lind^Newborn', 7: '20260210' } },
    { name: 'another child of the birth', patient: { 5: 'Lind^BABY B', 7: '20260208' }, as: 'Lind^BABY A' },
  ].map(
    ({ name, patient, as }): ArrivalSet => ({
      name: `an order of the number that describes ${name} is not the order of the result`,
      messages: (tag) => [
        order(tag, '0700', 'NW', 'A', '1', { hasTube: false, patient }),
        ...potassium([
          ...([at('0900'), 'F', '4.1'] as const),
          as === undefined ? {} : { patient: { 5: as, 7: '20260208' } },
        ])(tag),
      ],
      shows: [],
    }),
  ),
  {
    name: 'an order that is corrected to the patient of its result lets the result stand',
    messages: (tag) => [
      order(tag, '0700', 'NW', 'A', '1', { hasTube: false, patient: { 5: 'Lind^Newborn', 7: '20260210' } }),
      order(tag, '0710', 'XO', 'A', '1', { hasTube: false }),
      ...potassium([at('0900'), 'F', '4.1'])(tag),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a tube that two patients claim is of neither',
    messages: (tag) => [
      order(tag, '0800', 'NW', 'A', '1'),
      order(tag, '0805', 'NW', 'B', '2'),
      byTube(tag, '0900'),
    ],
    shows: [],
  },
  ...(
    [
      ['OC', ''],
      ['CA', ''],
      ['SC', 'CA'],
    ] as const
  ).map(
    ([control, status]): ArrivalSet => ({
      name: `a tube of an order that is cancelled (${control} ${status}) is of the patient who gets it`,
      messages: (tag) => [
        order(tag, '0800', 'NW', 'A', '1'),
        order(tag, '0810', control, 'A', '1', { status }),
        order(tag, '0815', 'NW', 'B', '2'),
        byTube(tag, '0900'),
      ],
      shows: [K41_OF_B],
    }),
  ),
  {
    name: 'a result by a tube whose only order was cancelled before is of nobody',
    messages: (tag) => [
      order(tag, '0800', 'NW', 'A', '1'),
      order(tag, '0810', 'CA', 'A', '1'),
      byTube(tag, '0900'),
    ],
    shows: [],
    holds: ['no-patient'],
  },
  {
    name: 'a result by a tube whose order is cancelled afterwards stays',
    messages: (tag) => [
      order(tag, '0800', 'NW', 'A', '1'),
      byTube(tag, '0900'),
      order(tag, '1000', 'CA', 'A', '1'),
    ],
    shows: [K41_FINAL],
  },
  {
    name: "a tube stays the patient's while another order needs it",
    messages: (tag) => [
      order(tag, '0800', 'NW', 'A', '1'),
      order(tag, '0805', 'NW', 'A', '2'),
      order(tag, '0810', 'CA', 'A', '1'),
      byTube(tag, '0900'),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a tube that two patients claim after another order for it was cancelled is of neither',
    messages: (tag) => [
      order(tag, '0800', 'OC', 'A', '1'),
      byTube(tag, '0900'),
      order(tag, '0910', 'NW', 'B', '2'),
      order(tag, '0915', 'NW', 'A', '3'),
    ],
    shows: [],
  },
  {
    name: 'a tube of which another patient had an order until it was cancelled is of neither',
    messages: (tag) => [
      byTube(tag, '0900'),
      order(tag, '0905', 'CA', 'B', '2'),
      order(tag, '0910', 'NW', 'A', '1'),
    ],
    shows: [],
  },
  {
    name: 'a discontinued order keeps its tube',
    messages: (tag) => [
      order(tag, '0800', 'NW', 'A', '1'),
      order(tag, '0810', 'DC', 'A', '1'),
      byTube(tag, '0900'),
    ],
    shows: [K41_FINAL],
  },
  ...(['F', 'C', 'W', 'X'] as const).map(
    (status): ArrivalSet => ({
      name: `what contradicts the patient of its order waits, also the ${status} after it`,
      messages: (tag) => [
        ...potassium(
          [at('0900'), 'F', '6.9', { patient: bo(tag) }],
          [at('1000'), status, status === 'W' || status === 'X' ? '' : '4.1', { patient: bo(tag) }],
        )(tag),
        order(tag, '0800', 'NW', 'A', '1', { hasTube: false }),
      ],
      shows: [],
    }),
  ),
  {
    name: 'an order of another day gives the number to somebody else, and leaves the older result',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      order(tag, '20260212080000', 'NW', 'B', '1', { hasTube: false }),
    ],
    shows: [K41_FINAL],
  },
  ...(
    [
      ['W', { results: [{ status: 'W' }] }],
      ['D', { results: [{ status: 'D' }] }],
      ['an OBR-25 of X', { order: { 25: 'X' }, results: [] }],
    ] as const
  ).map(
    ([name, withdrawal]): ArrivalSet => ({
      name: `a report that ${name} took back under one patient is filed anew under another`,
      messages: (tag) => [
        ...potassium([at('0900'), 'F', '6.9'], [at('1000'), 'W', '', withdrawal])(tag),
        ...potassium(
          [at('1010'), 'F', '5.5', { patient: bo(tag) }],
          [at('1100'), 'C', '4.1', { patient: bo(tag) }],
        )(tag),
      ],
      shows: [/^B \| K \| 4.1 mmol\/L \| corrected/],
    }),
  ),
  {
    name: 'a report filed anew under the number that survives a merge is one with the report that was withdrawn',
    messages: (tag) => [
      ...potassium(
        [at('0900'), 'F', '6.9', { patient: bo(tag) }],
        [at('1000'), 'W', '', { patient: bo(tag) }],
        [at('1010'), 'F', '5.5', { patient: { ...bo(tag), 3: `${tag}A^^^RIVERSIDE^MR` } }],
      )(tag),
      registration(
        ...([tag, 'A40^ADT_A39', at('1050'), person(tag, 'A', 'Berg^Bo', { 7: '19550505' })] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      ...potassium([at('1100'), 'C', '4.1', { patient: { ...bo(tag), 3: `${tag}A^^^RIVERSIDE^MR` } }])(tag),
    ],
    shows: [K41_CORRECTED],
  },
  ...(
    [
      ['another spelling of the assigner and no birth date', { assigner: 'Riverside', born: '' }],
      ['another case of the assigner alone', { assigner: 'riverside', born: '19700101' }],
    ] as const
  ).map(
    ([name, { assigner, born }]): ArrivalSet => ({
      name: `an order with ${name} is of the same patient`,
      messages: (tag) => [
        order(tag, '0700', 'NW', 'A', '1', { patient: { 3: `${tag}A^^^${assigner}^MR`, 7: born } }),
        ...potassium([at('0900'), 'F', '6.9'], [at('1000'), 'C', '4.1'])(tag),
      ],
      shows: [K41_CORRECTED],
      holds: [],
    }),
  ),
  ...(['A04', 'A08'] as const).map(
    (event): ArrivalSet => ({
      name: `an order under a further number that ${event} joined is of the same patient`,
      messages: (tag) => [
        order(tag, '0700', 'NW', 'A', '1', { patient: { 3: `${tag}77^^^HOSP^PI` } }),
        ...potassium([at('0900'), 'F', '4.1'])(tag),
        registration(tag, event, at('0950'), person(tag, 'A', 'Lind^Ada', { 3: bothNumbers(tag) })),
      ],
      shows: [K41_FINAL],
      holds: [],
    }),
  ),
  {
    name: 'a correction under the number of results of somebody else that were all taken back stays',
    messages: (tag) =>
      potassium(
        [at('0910'), 'P', '4.1', { patient: bo(tag) }],
        [at('0920'), 'P', '4.1', { patient: bo(tag) }],
        [at('0930'), 'W', '', { patient: bo(tag) }],
        [at('0940'), 'C', '6.9'],
      )(tag),
    shows: [/^A \| K \| 6.9 mmol\/L \| corrected/],
  },
  {
    name: 'a withdrawal of somebody else whose original never came leaves the number',
    messages: (tag) => potassium([at('0910'), 'W', '', { patient: bo(tag) }], [at('0920'), 'F', '4.1'])(tag),
    shows: [K41_FINAL],
  },
  {
    name: 'an order contradicts the result of somebody who was the same patient for a while',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1', { patient: bo(tag) }])(tag),
      order(tag, '0910', 'NW', 'A', '1'),
      registration(
        ...([tag, 'A40^ADT_A39', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR` }),
      ),
      registration(
        ...([tag, 'A37', at('1000'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('PV1', { 2: 'I' }),
        person(tag, 'B', 'Berg^Bo'),
        segment('PV1', { 2: 'I' }),
      ),
    ],
    shows: [],
  },
  {
    name: 'an order of somebody else under a further number contradicts the result all the same',
    messages: (tag) => [
      order(tag, '0700', 'NW', 'B', '1', { patient: { 3: `${tag}77^^^HOSP^PI` } }),
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      registration(tag, 'A04', at('0950'), person(tag, 'A', 'Lind^Ada', { 3: bothNumbers(tag) })),
    ],
    shows: [],
  },
  {
    name: 'an order of somebody else with the placer number and another filler number leaves the result',
    messages: (tag) => [
      order(tag, '0850', 'NW', 'B', '2', { placer: '1', hasTube: false }),
      ...potassium([at('0900'), 'F', '4.1'])(tag),
    ],
    shows: [K41_FINAL],
    holds: [],
  },
];
