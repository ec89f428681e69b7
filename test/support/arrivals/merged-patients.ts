import { msh, pid, segment, toMessage } from '../messages.ts';
import { type Panel, panelMessage } from './child-panels.ts';
import {
  type ArrivalSet,
  at,
  CULTURE,
  type Fields,
  K41_CORRECTED,
  K41_FINAL,
  METER,
  organism,
  person,
  potassium,
  registration,
  type Said,
  said,
} from './messages.ts';

const OLD: Fields = { 18: 'ACC1' };

/** The same person, as the messages before the merge name her. */
const old = (tag: string): Partial<Said> => ({
  patient: { ...OLD, 3: `${tag}B^^^RIVERSIDE^MR` },
});

/** Number B becomes number A; by A44 only its account does. */
const merge = (tag: string, event: string): Uint8Array =>
  registration(
    tag,
    event === 'A40' ? 'A40^ADT_A39' : 'A44^ADT_A43',
    at('0930'),
    person(tag, 'A', 'Lind^Ada', OLD),
    segment('MRG', { 1: `${tag}B^^^RIVERSIDE^MR`, 3: 'ACC1' }),
  );

const ECO = organism('1', '112283007', 'E coli');
const EFA = organism('2', '78065002', 'E faecalis');

const panel: Panel = { time: '0920', isolate: 'ORG&Organism&L^2', drugs: { VAN: 'S' } };

/** The culture, with both isolates unless `isolates` says otherwise. */
const culture = (time: string, status: string, isolates = [ECO, EFA]): Said => ({
  ...{ sentAt: at(time), order: { ...CULTURE, 25: status } },
  results: isolates.map((one) => ({ ...one, status })),
});

const cancelled = (tag: string, rest: Partial<Said> = {}): Uint8Array =>
  toMessage(
    msh({ 7: at('1000'), 10: `${tag}OC` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101', ...OLD, ...rest.patient }),
    segment('ORC', { 1: 'OC', 2: `${tag}P1`, 3: `${tag}F1`, 5: 'CA' }),
  );

/** Under the new number, with its account. */
const now: Partial<Said> = { patient: OLD };

const meter = (tag: string, time: string, status: string, value: string, rest: Partial<Said>) =>
  said(tag, {
    ...{ ...rest, sentAt: at(time), reportedAt: null, header: { 3: 'ANALYZER' } },
    order: { 2: '', 3: '', 25: status },
    results: [{ value, status, fields: METER }],
  });

/** What was sent before a merge or a move is found by what is sent after it. */
const merged = ['A40', 'A44'].flatMap((event): ArrivalSet[] => [
  {
    name: `after ${event} a withdrawal is of the result that was stated under its number for the other patient`,
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ status: 'P', value: '4.1' }], ...now }),
      said(tag, { sentAt: at('0910'), results: [{ status: 'P', value: '4.1' }], ...old(tag) }),
      merge(tag, event),
      said(tag, { sentAt: at('0940'), results: [{ status: 'W' }], ...now }),
    ],
    shows: [],
  },
  {
    name: `after ${event} a panel goes with its isolate`,
    messages: (tag) => [
      said(tag, { ...culture('0900', 'F'), ...old(tag) }),
      panelMessage(tag, panel, old(tag)),
      merge(tag, event),
      said(tag, { ...culture('1000', 'C', [ECO]), ...now }),
    ],
    shows: [/^A \| ORG \| 112283007/],
  },
  {
    name: `after ${event} a panel goes with its cancelled culture`,
    messages: (tag) => [
      said(tag, { ...culture('0900', 'F'), ...old(tag) }),
      panelMessage(tag, panel, old(tag)),
      merge(tag, event),
      said(tag, { ...culture('1000', 'X', []), ...now }),
    ],
    shows: [],
  },
  {
    name: `a panel that ${event} brings to its culture goes with the isolate that was left out before`,
    messages: (tag) => [
      said(tag, { ...culture('0900', 'F'), ...now }),
      panelMessage(tag, panel, old(tag)),
      said(tag, { ...culture('1000', 'C', [ECO]), ...now }),
      merge(tag, event),
    ],
    shows: [/^A \| ORG \| 112283007/],
  },
  {
    name: `a culture that ${event} brings to its panel takes the panel of a missing isolate along`,
    messages: (tag) => [
      said(tag, { ...culture('0900', 'F'), ...old(tag) }),
      panelMessage(tag, panel, now),
      said(tag, { ...culture('0925', 'C', [ECO]), ...old(tag) }),
      merge(tag, event),
    ],
    shows: [/^A \| ORG \| 112283007/],
  },
  {
    name: `after ${event} a correction without a number replaces the value of its minute and meter`,
    messages: (tag) => [
      meter(tag, '0801', 'F', '6.9', old(tag)),
      merge(tag, event),
      meter(tag, '1000', 'C', '4.1', now),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: `after ${event} a withdrawal without a number takes back the value of its minute and meter`,
    messages: (tag) => [
      meter(tag, '0801', 'F', '6.9', old(tag)),
      merge(tag, event),
      meter(tag, '1000', 'W', '', now),
    ],
    shows: [],
  },
  {
    name: `around ${event} a result without a number that is sent again under the other number is one`,
    messages: (tag) => [
      meter(tag, '0801', 'F', '4.1', old(tag)),
      merge(tag, event),
      meter(tag, '1000', 'F', '4.1', now),
    ],
    shows: [K41_FINAL],
    holds: [],
  },
  {
    name: `around ${event} another value without a number of the same minute is a second result`,
    messages: (tag) => [
      meter(tag, '0801', 'F', '4.1', old(tag)),
      merge(tag, event),
      meter(tag, '1000', 'F', '4.6', now),
    ],
    shows: [K41_FINAL, /\| K \| 4.6 mmol\/L \| final/],
    holds: [],
  },
  {
    name: `around ${event} a result without a number and its correction are sent again under both numbers`,
    messages: (tag) => [
      meter(tag, '0801', 'F', '6.9', old(tag)),
      meter(tag, '0900', 'C', '4.1', old(tag)),
      merge(tag, event),
      meter(tag, '1000', 'F', '6.9', now),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: `after ${event} an order that is cancelled without a service is cancelled`,
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9', old(tag)])(tag),
      merge(tag, event),
      cancelled(tag),
    ],
    shows: [],
  },
]);

export const mergedPatients: readonly ArrivalSet[] = [
  ...merged,
  {
    name: 'a withdrawal is of the result that was stated under its number for the patient with whom A24 links',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '4.1', old(tag)])(tag),
      ...potassium([at('0910'), 'W', ''])(tag),
      registration(
        ...([tag, 'A24', at('0930'), person(tag, 'A', 'Lind^Ada')] as const),
        segment('PV1', { 2: 'I' }),
        person(tag, 'B', 'Lind^Ada'),
        segment('PV1', { 2: 'I' }),
      ),
    ],
    shows: [],
  },
  ...[
    { name: 'of another name and birth date', as: { 5: 'Berg^Bo', 7: '19550505' } },
    { name: 'of a newborn', as: { 5: 'Lind^Newborn', 7: '' } },
  ].map(
    ({ name, as }): ArrivalSet => ({
      name: `a later result under the retired number waits: ${name}`,
      messages: (tag) => [
        ...potassium([at('0900'), 'F', '4.1', old(tag)])(tag),
        merge(tag, 'A40'),
        ...potassium([
          ...(['20260225090000', 'F', '5.5'] as const),
          { patient: { ...old(tag).patient, ...as }, order: { 2: `${tag}P2`, 3: `${tag}F2` } },
        ])(tag),
      ],
      shows: [K41_FINAL],
    }),
  ),
  {
    name: 'the next unknown patient under a retired number is not the survivor of the one before',
    messages: (tag) => {
      const unknown = { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'DOE^JOHN', 7: '' };
      return [
        ...potassium([at('0900'), 'F', '4.1', { patient: unknown }])(tag),
        merge(tag, 'A40'),
        registration(tag, 'A04', '20260225070000', pid(unknown)),
        ...potassium([
          ...(['20260225090000', 'F', '5.5'] as const),
          { patient: unknown, order: { 2: `${tag}P2`, 3: `${tag}F2` } },
        ])(tag),
      ];
    },
    shows: [K41_FINAL],
  },
  {
    name: 'of two people under the retired number, the survivor stands and the other waits',
    messages: (tag) => [
      ...potassium([
        ...([at('0910'), 'F', '5.5'] as const),
        {
          patient: { ...old(tag).patient, 5: 'Berg^Bo', 7: '19550505' },
          order: { 2: `${tag}P2`, 3: `${tag}F2` },
        },
      ])(tag),
      ...potassium([at('0920'), 'F', '4.1', old(tag)])(tag),
      merge(tag, 'A40'),
    ],
    shows: [K41_FINAL],
  },
];
