import { msh, obr, obx, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, K41, potassium, said } from './messages.ts';

/** An order message of the laboratory about the order of the potassium. */
const orderMessage = (
  tag: string,
  time: string,
  control: string,
  { type = 'OML^O21^OML_O21', withObr = true }: { readonly type?: string; readonly withObr?: boolean } = {},
): Uint8Array =>
  toMessage(
    ...[msh({ 7: at(time), 9: type, 10: `${tag}O${time}` })],
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    segment('ORC', { 1: control, 2: `${tag}P1`, 3: `${tag}F1` }),
    ...(withObr ? [obr({ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 25: '' })] : []),
  );
const P_AND_F = potassium([at('0900'), 'P', '6.8'], [at('0930'), 'F', '4.1']);
const BLOOD_GAS = { 4: 'GAS^Blood gas^L' };

/** One sample of a series under one filler number, or without a value its cancellation. */
const glucoseAt = (tag: string, collected: string, sent: string, value?: string, status = 'F'): Uint8Array =>
  toMessage(
    msh({ 7: at(sent), 10: `${tag}${collected}${sent}${status}` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    obr({
      2: `${tag}P1`,
      3: `${tag}F1`,
      4: 'OGTT^Glucose tolerance^L',
      7: at(collected),
      22: at(sent),
      25: value === undefined ? 'X' : status,
    }),
    ...(value === undefined ? [] : [obx({ 3: 'GLU^Glucose^L', 5: value, 6: 'mmol/L', 11: status })]),
  );

export const cancelledOrders: readonly ArrivalSet[] = [
  ...['OC', 'CR'].map(
    (control): ArrivalSet => ({
      name: `${control} in an order message of the LIS takes the report back`,
      messages: (tag) => [...P_AND_F(tag), orderMessage(tag, '1000', control)],
      shows: [],
    }),
  ),
  ...['CA', 'UC', 'UD', 'DC', 'OD', 'DR', 'XO', 'SC'].map(
    (control): ArrivalSet => ({
      name: `${control} in an order message changes the order only`,
      messages: (tag) => [...P_AND_F(tag), orderMessage(tag, '1000', control, { type: 'ORM^O01^ORM_O01' })],
      shows: [K41],
    }),
  ),
  {
    name: 'the cancelled sample of a series takes no other sample back',
    messages: (tag) => [
      glucoseAt(tag, '0800', '1030', '5.1'),
      glucoseAt(tag, '0900', '1030', '12.0'),
      glucoseAt(tag, '1000', '1130'),
    ],
    shows: [/GLU \| 5\.1 .*final/, /GLU \| 12 .*final/],
  },
  {
    name: 'the cancelled sample of a series is the one whose time it says',
    messages: (tag) => [
      glucoseAt(tag, '0800', '1030', '5.1'),
      glucoseAt(tag, '0900', '1030', '12.0'),
      glucoseAt(tag, '0900', '1130'),
    ],
    shows: [/GLU \| 5\.1 .*final/],
  },
  {
    name: 'a cancelled sample that may be the next of a series is for a person',
    messages: (tag) => [
      glucoseAt(tag, '0800', '1030', '5.1', 'P'),
      glucoseAt(tag, '0800', '1030', '5.1'),
      glucoseAt(tag, '0900', '1130'),
    ],
    shows: [],
    holds: ['cancelled-with-results'],
  },
  {
    name: 'a clotted sample that is cancelled holds nothing of the sample that was collected again',
    messages: (tag) => [
      glucoseAt(tag, '0800', '0815', '5.9', 'P'),
      glucoseAt(tag, '0800', '0830'),
      glucoseAt(tag, '0930', '1000', '5.1'),
    ],
    shows: [/GLU \| 5\.1 .*final/],
  },
  {
    name: 'a clotted sample without a result holds nothing of the sample that was collected again',
    messages: (tag) => [glucoseAt(tag, '0800', '0830'), glucoseAt(tag, '0930', '1000', '5.1')],
    shows: [/GLU \| 5\.1 .*final/],
  },
  {
    name: 'an order message that is older than the results takes nothing',
    messages: (tag) => [orderMessage(tag, '0800', 'OC'), ...P_AND_F(tag)],
    shows: [K41],
  },
  {
    name: 'an ORC alone of the LIS takes back every report of its order',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, { sentAt: at('0935'), order: BLOOD_GAS, results: [{ code: 'PH', value: '7.3' }] }),
      orderMessage(tag, '1000', 'OC', { type: 'ORM^O01^ORM_O01', withObr: false }),
    ],
    shows: [],
  },
  {
    name: 'results after the cancellation of their whole order stand',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '6.9'])(tag),
      orderMessage(tag, '1000', 'OC', { withObr: false }),
      ...potassium([at('1100'), 'C', '4.1'])(tag),
    ],
    shows: [K41],
  },
  {
    name: 'an ORC alone behind results changes nothing',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, {
        ...{ sentAt: at('0935'), order: BLOOD_GAS, results: [{ code: 'PH', value: '7.3' }] },
        more: [segment('ORC', { 1: 'SC', 2: `${tag}P1`, 3: `${tag}F1`, 5: 'CM' })],
      }),
    ],
    shows: [K41, /\| PH \| 7.3 /],
  },
  ...['UC', 'UD', 'DC', 'OD', 'DR'].map(
    (control): ArrivalSet => ({
      name: `${control} in a result message takes no result, although OBR-25 says X`,
      messages: (tag) => [
        ...P_AND_F(tag),
        said(tag, {
          ...{ sentAt: at('1000'), order: { 25: 'X' } },
          orc: { 1: control, 2: `${tag}P1`, 3: `${tag}F1` },
        }),
      ],
      shows: [K41],
    }),
  ),
  {
    name: 'a cancellation beside final and open tests waits',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      said(tag, { sentAt: at('0910'), results: [{ code: 'NA', value: '140', status: 'P' }] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'X' } }),
    ],
    shows: [],
    holds: ['cancelled-with-results'],
  },
  {
    name: 'a cancellation without a clock waits',
    messages: (tag) => [
      ...potassium(['', 'F', '4.1', { reportedAt: null }])(tag),
      said(tag, { sentAt: '', order: { 22: '', 25: 'X' } }),
    ],
    shows: [],
    holds: ['cancelled-with-results'],
  },
  {
    name: 'an added test of the order stays where another service of it is cancelled',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      said(tag, {
        sentAt: at('0930'),
        order: { ...BLOOD_GAS, 11: 'A' },
        results: [{ code: 'PH', value: '7.3' }],
      }),
      said(tag, { sentAt: at('1000'), order: { ...BLOOD_GAS, 25: 'X' } }),
      said(tag, {
        sentAt: at('1010'),
        order: { 4: 'LACT^Lactate^L', 11: 'A' },
        results: [{ code: 'LAC', value: '2' }],
      }),
    ],
    shows: [K41, /\| LAC \| 2 /],
  },
];
