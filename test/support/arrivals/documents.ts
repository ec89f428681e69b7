import { msh, obx, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, type Fields } from './messages.ts';

interface Document {
  /** The trigger event: `T02`. */
  readonly event: string;
  readonly sentAt: string;
  /** TXA-12 behind the tag: `D1^LAB`. */
  readonly number: string;
  /** Undefined: a notification. */
  readonly text?: string;
  /** TXA-17; default LA. */
  readonly completion?: string;
  /** TXA-13 behind the tag. */
  readonly parent?: string;
  readonly fields?: Fields;
  readonly patient?: Fields;
}

let sent = 0;

const document = (
  tag: string,
  { event, sentAt, number, text, completion, parent, fields, patient }: Document,
) =>
  toMessage(
    msh({ 7: at(sentAt), 9: `MDM^${event}^MDM_T02`, 10: `${tag}D${++sent}` }),
    segment('EVN', { 1: event, 2: at(sentAt) }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101', ...patient }),
    segment('TXA', {
      ...{ 1: '1', 2: 'PN^Pathology note', 3: 'TX', 4: at('0800'), 12: `${tag}${number}` },
      ...{ 13: parent === undefined ? '' : `${tag}${parent}`, 17: completion ?? 'LA', 19: 'AV', ...fields },
    }),
    ...(text === undefined
      ? []
      : [obx({ 1: '1', 2: 'TX', 3: 'PN^Pathology note^L', 5: text, 6: '', 11: 'F' })]),
  );

const all =
  (...documents: readonly Document[]): ArrivalSet['messages'] =>
  (tag) =>
    documents.map((one) => document(tag, one));

const first = { event: 'T02', sentAt: '0900', number: 'D1^LAB', text: 'BENIGN' };
const edit = { event: 'T08', sentAt: '1000', number: 'D1^LAB', text: 'MALIGNANT' };
const MALIGNANT = /^A \| PN \| MALIGNANT \| /;

const spellings = [
  { name: 'no assigner', number: 'D1' },
  { name: 'the name and an OID', number: 'D1^LAB^1.2.3^ISO' },
  { name: 'an OID', number: 'D1^^1.2.3^ISO' },
];

export const documents: readonly ArrivalSet[] = [
  ...['T11', 'T04'].map(
    (event): ArrivalSet => ({
      name: `a document that was cancelled by ${event} for one patient is reported for another`,
      messages: (tag) => [
        document(tag, first),
        document(tag, { event, sentAt: '0910', number: 'D1^LAB', completion: 'CA', fields: { 19: 'CA' } }),
        document(tag, {
          ...{ ...first, sentAt: '0920', text: 'MALIGNANT' },
          patient: { 3: `${tag}B^^^RIVERSIDE^MR`, 5: 'Berg^Bo', 7: '19550505' },
        }),
      ],
      shows: [/^B \| PN \| MALIGNANT \| /],
    }),
  ),
  ...spellings.flatMap(({ name, number }): ArrivalSet[] => [
    {
      name: `an edit of a document finds it by its number with ${name}`,
      messages: all(first, { ...edit, number }),
      shows: [MALIGNANT],
      holds: [],
    },
    {
      name: `a cancelled document is gone, although its number has ${name}`,
      messages: all(first, { event: 'T11', sentAt: '1000', number, fields: { 19: 'CA' } }),
      shows: [],
      results: 0,
      holds: [],
    },
    {
      name: `a replaced document is gone, although TXA-13 has ${name}`,
      messages: all(first, { ...edit, event: 'T10', number: 'D2^LAB', parent: number }),
      shows: [MALIGNANT],
      holds: [],
    },
  ]),
  {
    name: 'a document with two assigners is two',
    messages: all(first, { ...edit, event: 'T02', number: 'D1^OTHER' }),
    shows: [MALIGNANT, /^A \| PN \| BENIGN \| /],
    holds: [],
  },
  {
    name: 'a document whose number one message has in both spellings is one',
    messages: all(
      first,
      { ...edit, number: 'D1^^1.2.3^ISO' },
      { ...edit, sentAt: '1100', number: 'D1^LAB^1.2.3^ISO', text: 'NO MALIGNANCY' },
    ),
    shows: [/^A \| PN \| NO MALIGNANCY \| /],
    holds: [],
  },
  ...['T03', 'T07'].flatMap((event) =>
    ['DI', 'PA'].map(
      (completion): ArrivalSet => ({
        name: `${event} signs the ${completion} edit before it`,
        messages: all(
          first,
          { ...edit, completion },
          { event, sentAt: '1100', number: 'D1', completion: 'LA' },
        ),
        shows: [MALIGNANT],
        holds: [],
      }),
    ),
  ),
  {
    name: 'a signature does not sign an edit that came after it',
    messages: all(
      first,
      { event: 'T03', sentAt: '0930', number: 'D1^LAB', completion: 'LA' },
      { ...edit, completion: 'DI' },
    ),
    shows: [/^A \| PN \| BENIGN \| final/],
    holds: [],
  },
  {
    name: 'an edit without a completion status keeps the signature',
    messages: all(first, { ...edit, completion: '' }),
    shows: [MALIGNANT],
    holds: [],
  },
  {
    name: 'a cancellation of an unknown document waits',
    messages: all({ event: 'T11', sentAt: '1000', number: 'D1', fields: { 19: 'CA' } }),
    shows: [],
    holds: ['nothing-to-correct'],
  },
  {
    name: 'a signature of an unknown document waits',
    messages: all({ event: 'T03', sentAt: '1000', number: 'D1' }),
    shows: [],
    holds: ['nothing-to-correct'],
  },
  {
    name: 'an edit does not bring back a cancelled document',
    messages: all(
      first,
      { event: 'T11', sentAt: '1000', number: 'D1^LAB', fields: { 19: 'CA' } },
      { ...edit, sentAt: '1100' },
    ),
    shows: [],
    results: 0,
    holds: [],
  },
  {
    name: 'an edit does not bring back a replaced document',
    messages: all(
      first,
      { ...edit, event: 'T10', number: 'D2^LAB', parent: 'D1^LAB', text: 'NO MALIGNANCY' },
      { ...edit, sentAt: '1100' },
    ),
    shows: [/^A \| PN \| NO MALIGNANCY \| /],
    holds: [],
  },
  {
    name: 'a document that is sent anew after its cancellation counts',
    messages: all(
      first,
      { event: 'T11', sentAt: '1000', number: 'D1^LAB', fields: { 19: 'CA' } },
      { ...edit, event: 'T02', sentAt: '1100' },
    ),
    shows: [MALIGNANT],
    holds: [],
  },
];
