import { segment } from '../messages.ts';
import {
  type ArrivalSet,
  at,
  COLLECTED,
  K41_CORRECTED,
  K41_FINAL,
  METER,
  type Result,
  said,
  unnumbered,
} from './messages.ts';

const SERUM = segment('SPM', { 1: '1', 4: 'SER^Serum^HL70487' });

const numbered = (tag: string, time: string, result: Result): Uint8Array =>
  said(tag, { sentAt: at(time), results: [result] });

const numberless = (tag: string, time: string, result: Result): Uint8Array =>
  said(tag, { sentAt: at(time), results: [result], order: { 2: '', 3: '' } });

export const withoutNumber: readonly ArrivalSet[] = [
  {
    name: 'a correction without a number replaces the value of its minute and meter',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450', fields: METER }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C', fields: METER }),
    ],
    shows: [/^A \| K \| 45 mmol\/L \| corrected/],
  },
  {
    name: 'a value without a number that is sent again stays corrected',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450' }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C' }),
      unnumbered(tag, '0805', 'F', { value: '450' }),
    ],
    shows: [/^A \| K \| 45 mmol\/L \| corrected/],
  },
  {
    name: 'the last of two corrections without a number counts',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '450' }),
      unnumbered(tag, '0816', 'C', { value: '45', status: 'C' }),
      unnumbered(tag, '0820', 'F', { value: '54', status: 'A' }),
    ],
    shows: [/^A \| K \| 54 mmol\/L \| /],
  },
  ...['W', 'D', 'X'].map(
    (status): ArrivalSet => ({
      name: `${status} without a number and a value takes back`,
      messages: (tag) => [
        unnumbered(tag, '0801', 'F', { value: '450' }),
        unnumbered(tag, '0816', 'F', { status }),
      ],
      shows: [],
    }),
  ),
  {
    name: 'a correction of one result without a number leaves the others',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '7.21', code: 'PH' }, { value: '4.1' }),
      unnumbered(tag, '0816', 'C', { value: '7.35', code: 'PH' }),
    ],
    shows: [/^A \| PH \| 7.35 mmol\/L \| corrected/, K41_FINAL],
  },
  {
    name: 'OBX-14 alone says which result without a number is corrected',
    messages: (tag) => [
      unnumbered(tag, '0801', '', { value: '6.9', fields: { 14: COLLECTED } }),
      unnumbered(tag, '0816', '', { value: '4.1', status: 'C', fields: { 14: COLLECTED } }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'two finals without a number in one minute are two',
    messages: (tag) => [
      unnumbered(tag, '0801', 'F', { value: '4.1' }),
      unnumbered(tag, '0816', 'F', { value: '5.5' }),
    ],
    shows: [K41_FINAL, /^A \| K \| 5.5 mmol\/L \| final/],
  },
  ...(
    [
      ['C', '4.1', [K41_CORRECTED]],
      ['W', '', []],
    ] as const
  ).flatMap(([status, value, shows]): ArrivalSet[] => [
    {
      name: `${status} with a number is of the result that came without one`,
      messages: (tag) => [
        numberless(tag, '0900', { value: '6.9' }),
        numbered(tag, '1000', { status, value }),
      ],
      shows,
    },
    {
      name: `${status} without a number is of the result that came with one`,
      messages: (tag) => [
        numbered(tag, '0900', { value: '6.9' }),
        numberless(tag, '1000', { status, value }),
        numbered(tag, '1030', { code: 'NA', value: '140' }),
      ],
      shows: [...shows, /^A \| NA \| 140 /],
    },
    {
      name: `${status} takes the value that was sent with and without a number`,
      messages: (tag) => [
        numberless(tag, '0900', { value: '6.9' }),
        numbered(tag, '0930', { value: '6.9' }),
        numbered(tag, '1000', { status, value }),
      ],
      shows,
    },
  ]),
  ...(
    [
      ['C', '5.6', '5.4', [/^A \| K \| 5.6 mmol\/L \| corrected/]],
      ['C', '5.6', '5', [/^A \| K \| 5.6 mmol\/L \| corrected/]],
      ['W', '', '5.4', []],
    ] as const
  ).map(
    ([status, value, original, shows]): ArrivalSet => ({
      name: `${status} with a number and its original ${original} leave the meter's value of their minute`,
      messages: (tag) => [
        numberless(tag, '0801', { value: '5', fields: METER }),
        numbered(tag, '0900', { value: original }),
        numbered(tag, '1000', { status, value }),
      ],
      shows: [...shows, /^A \| K \| 5 mmol\/L \| final/],
    }),
  ),
  {
    name: 'a correction by a meter without a number leaves the value with a number of its minute',
    messages: (tag) => [
      numberless(tag, '0801', { value: '5', fields: METER }),
      numberless(tag, '0816', { status: 'C', value: '4.1', fields: METER }),
      numbered(tag, '0900', { value: '5.4' }),
    ],
    shows: [K41_CORRECTED, /^A \| K \| 5.4 mmol\/L \| final/],
  },
  ...(
    [
      ['C', '5.6', [/^A \| K \| 5.6 mmol\/L \| corrected/]],
      ['W', '', []],
    ] as const
  ).map(
    ([status, value, shows]): ArrivalSet => ({
      name: `${status} with a number leaves the value without one if its original has another value`,
      messages: (tag) => [
        numberless(tag, '0801', { value: '5' }),
        numbered(tag, '0900', { value: '5.4' }),
        numbered(tag, '1000', { status, value }),
      ],
      shows: [...shows, /^A \| K \| 5 mmol\/L \| final/],
    }),
  ),
  {
    name: 'W with a number and another type of specimen leaves the value without a number',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0801'), results: [{ value: '4.1' }], order: { 2: '', 3: '' } },
        more: [segment('SPM', { 1: '1', 4: 'UR^Urine^HL70487' })],
      }),
      said(tag, { sentAt: at('0900'), results: [{ value: '5.4' }], more: [SERUM] }),
      said(tag, { sentAt: at('1000'), results: [{ status: 'W' }], more: [SERUM] }),
    ],
    shows: [K41_FINAL],
  },
];
