import { type ArrivalSet, at, type Fields, K41_CORRECTED, said } from './messages.ts';

const final = (tag: string, patient: Fields) =>
  said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }], patient });
const correction = (tag: string, patient: Fields) =>
  said(tag, { sentAt: at('1000'), results: [{ value: '4.1', status: 'C' }], patient });

/** PID-3 in which only the assigner is spelled otherwise. */
const numbered = (tag: string, assigner: string) => ({ 3: `${tag}A^^^${assigner}^MR` });

export const spelledPatients: readonly ArrivalSet[] = [
  ...[
    ['RIVERSIDE', 'RIVERSIDE&1.2.3&ISO'],
    ['RIVERSIDE', '&1.2.3&ISO'],
    ['RIVERSIDE', ''],
    ['', 'RIVERSIDE&1.2.3&ISO'],
  ].map(
    ([one = '', other = '']): ArrivalSet => ({
      name: `a patient number of ${one || 'nobody'} and of ${other || 'nobody'} is one for one name and birth date`,
      messages: (tag) => [final(tag, numbered(tag, one)), correction(tag, numbered(tag, other))],
      shows: [K41_CORRECTED],
      holds: [],
    }),
  ),
  ...[
    ['007', '7'],
    ['x', 'X'],
  ].map(
    ([one = '', other = '']): ArrivalSet => ({
      name: `patient number ${one} is ${other} in one order of one name and birth date`,
      messages: (tag) => [
        final(tag, { 3: `${one}${tag}7^^^RIVERSIDE^MR` }),
        correction(tag, { 3: `${other}${tag}7^^^RIVERSIDE^MR` }),
      ],
      shows: [/ \| K \| 4.1 mmol\/L \| corrected/],
      holds: [],
    }),
  ),
  {
    name: 'three spellings of one patient number are one person',
    messages: (tag) => [
      final(tag, numbered(tag, 'RIVERSIDE')),
      said(tag, { sentAt: at('0930'), results: [{ value: '5.0' }], patient: numbered(tag, '&1.2.3&ISO') }),
      correction(tag, numbered(tag, 'RIVERSIDE&1.2.3&ISO')),
    ],
    shows: [K41_CORRECTED],
    holds: [],
  },
];
