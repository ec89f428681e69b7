import { type ArrivalSet, at, K41_CORRECTED, type Result, said } from './messages.ts';

const one = (tag: string, sentAt: string, service: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(sentAt), results, order: { 4: service } });

const CHEM = 'CHEM^Chem panel^L';
const BMP = 'BMP^Basic panel^L';
const RENAL = 'REN^Renal panel^L';
const k = (value: string, status = 'F'): Result => ({ value, status });
const na = (value: string, status = 'F'): Result => ({ code: 'NA', value, status });

const K69 = /^A \| K \| 6.9 mmol\/L \| final/;
const NA140 = /^A \| NA \| 140 mmol\/L \| final/;

/** Corrections of results that stand in another report of the same number, under another service (OBR-4). */
export const renamedServices: readonly ArrivalSet[] = [
  {
    name: 'a correction that brings a test more is of the service that has the others',
    messages: (tag) => [
      one(tag, '0900', BMP, k('6.9')),
      one(tag, '1000', CHEM, k('4.1', 'C'), na('140', 'C')),
    ],
    shows: [K41_CORRECTED, /^A \| NA \| 140 mmol\/L \| corrected/],
  },
  {
    name: 'a final that repeats a correction is not its original',
    messages: (tag) => [
      one(tag, '0830', BMP, k('7.7', 'P')),
      one(tag, '0900', BMP, k('6.9')),
      one(tag, '1000', CHEM, k('4.1', 'C')),
      one(tag, '1030', CHEM, k('4.1')),
    ],
    shows: [K41_CORRECTED, /^A \| K \| 4.1 mmol\/L \| final/],
  },
  {
    name: 'a service by its words is that of its code',
    messages: (tag) => [
      one(tag, '0900', CHEM, k('6.9')),
      one(tag, '1000', '^Chem panel', k('5.0', 'C')),
      one(tag, '1100', '^CHEM PANEL^L', k('4.1')),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a preliminary result without a service is of the report of its number that has the test',
    messages: (tag) => [
      one(tag, '0900', '', k('7.7', 'P')),
      one(tag, '1000', CHEM, k('7.0', 'P')),
      one(tag, '1100', CHEM, k('4.1')),
    ],
    shows: [/^A \| K \| 4.1 mmol\/L \| final/],
  },
  {
    name: 'a correction of the tests of two services waits',
    messages: (tag) => [
      one(tag, '0900', BMP, k('6.9')),
      one(tag, '0900', CHEM, na('140')),
      one(tag, '1000', RENAL, k('4.1', 'C'), na('141', 'C')),
    ],
    shows: [K69, NA140],
    holds: ['nothing-to-correct'],
  },
  ...(['C', 'W'] as const).map(
    (status): ArrivalSet => ({
      name: `a ${status} waits if one of its tests stands under another service of its number`,
      messages: (tag) => [
        one(tag, '0900', BMP, k('6.9')),
        one(tag, '0900', CHEM, na('140')),
        one(tag, '1000', CHEM, k(status === 'C' ? '4.1' : '', status), na('141', 'C')),
      ],
      shows: [K69, NA140],
      holds: ['nothing-to-correct'],
    }),
  ),
];
