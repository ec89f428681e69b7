import { obr } from '../messages.ts';
import { type ArrivalSet, at, K41, K41_CORRECTED, K41_FINAL, potassium, results, said } from './messages.ts';

/** The potassium of the basic panel, for which the laboratory exchanged the first service. */
const exchange = (tag: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at('1000'), orc: { 1: 'XO', 2: `${tag}P1`, 3: `${tag}F1` } },
    ...{ order: { 4: 'BMP^Basic panel^L' }, results: [{ value: '4.1' }] },
  });

export const whichReport: readonly ArrivalSet[] = [
  {
    name: 'a filler number that appears later is of the same order',
    messages: potassium(
      [at('0900'), 'P', '7.7', { order: { 3: '' } }],
      [at('1000'), 'F', '6.9'],
      [at('1100'), 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'an order that got another placer number is one with what names only this number',
    messages: potassium(
      [at('0900'), 'P', '7.7', { order: { 2: 'P9' } }],
      [at('1000'), 'F', '6.9', { order: { 3: '' } }],
      [at('1100'), 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a service with and without its coding system is one',
    messages: potassium(
      [at('0900'), 'F', '6.9', { order: { 4: 'CHEM^Chem panel' } }],
      [at('1000'), 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a test that gets a LOINC beside its code is one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      said(tag, {
        sentAt: at('1000'),
        results: [{ value: '4.1', status: 'C', fields: { 3: 'K^Potassium^L^2823-3^Potassium^LN' } }],
      }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'two fillers of one placer are two',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('0910'), order: { 3: `${tag}F2` }, results: [{ value: '4.4' }] }),
      said(tag, {
        ...{ sentAt: at('0920'), order: { 3: `${tag}F2` } },
        results: [{ value: '4.5', status: 'C' }],
      }),
    ],
    shows: [K41_FINAL, /^A \| K \| 4.5 mmol\/L \| corrected/],
  },
  {
    name: 'an exchanged service leaves one current value',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'XO', 2: `${tag}P1`, 3: `${tag}F1` } },
        ...{ order: { 4: 'BMP^Basic panel^L' }, results: [{ value: '4.1' }] },
      }),
    ],
    shows: [K41],
  },
  {
    name: 'an exchanged service takes the place of the one that has its tests, beside a third',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0850'), order: { 4: 'CBC^Blood count^L' } },
        results: [{ code: 'HGB', value: '12' }],
      }),
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      exchange(tag),
    ],
    shows: [K41, /^A \| HGB \| 12 .* final/],
    holds: [],
  },
  ...['C', 'F'].map(
    (status): ArrivalSet => ({
      name: `an exchanged service is one report with the new one, whichever came first: ${status}`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
        exchange(tag),
        said(tag, {
          ...{ sentAt: at('1100'), order: { 4: 'BMP^Basic panel^L', 25: status } },
          results: [{ code: 'ALB', value: '40', status }],
        }),
      ],
      shows: [K41, /\| ALB \| 40 /],
    }),
  ),
  {
    name: 'an earlier service that is sent again after its exchange changes nothing',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }] }),
      exchange(tag),
      said(tag, { sentAt: at('1200'), reportedAt: at('0900'), results: [{ value: '6.9' }] }),
    ],
    shows: [K41],
  },
  {
    name: 'each of a series keeps its time, also where they come one by one',
    messages: (tag) =>
      ['0800', '0900', '1000'].map((collected, index) =>
        said(tag, {
          ...{
            sentAt: at(`${Number(collected.slice(0, 2)) + 1}`.padStart(2, '0')),
            order: { 7: at(collected) },
          },
          results: [{ value: `${5 + index}` }],
        }),
      ),
    shows: [
      /\| K \| 5 mmol\/L \| final \| @2026-02-10T08/,
      /\| K \| 6 mmol\/L \| final \| @2026-02-10T09/,
      /\| K \| 7 mmol\/L \| final \| @2026-02-10T10/,
    ],
  },
  {
    name: 'a correction of one of a series changes that one',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('1100'), results: [{ value: '5' }] },
        more: [
          obr({
            1: '2',
            2: `${tag}P1`,
            3: `${tag}F1`,
            4: 'CHEM^Chem panel^L',
            7: at('0900'),
            22: at('1100'),
          }),
          ...results([{ value: '6' }]),
        ],
      }),
      said(tag, {
        ...{ sentAt: at('1200'), order: { 7: at('0900'), 25: 'C' } },
        results: [{ value: '16', status: 'C' }],
      }),
    ],
    shows: [
      /\| K \| 5 mmol\/L \| final \| @2026-02-10T08/,
      /\| K \| 16 mmol\/L \| corrected \| @2026-02-10T09/,
    ],
  },
  {
    name: 'an order number of the year before is another order',
    messages: potassium(
      ['20250110090000', 'F', '5.5', { order: { 7: '20250110080000' } }],
      [at('0900'), 'F', '6.9'],
      [at('1000'), 'C', '4.1'],
    ),
    shows: [/^A \| K \| 5.5 .*@2025-01-10/, K41_CORRECTED],
  },
];
