import { type ArrivalSet, at, COLLECTED, K41_CORRECTED, potassium, type Result, said } from './messages.ts';

const na: Result = { code: 'NA', value: '140' };
const NA = /^A \| NA \| 140 mmol\/L \| final/;

/** Unmarked finals that a person has to look at. They keep nothing else of their report out of the chart. */
export const doubtful: readonly ArrivalSet[] = [
  {
    name: 'a correction stands although an unmarked final repeats the value that it replaced',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'C', '4.1'], [at('1100'), 'F', '6.9']),
    shows: [K41_CORRECTED],
    holds: ['unmarked-correction'],
  },
  ...['W', 'D', 'X'].map(
    (status): ArrivalSet => ({
      name: `${status} takes back although an unmarked final repeats the value`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }, na] }),
        ...potassium([at('1000'), status, ''], [at('1100'), 'F', '6.9'])(tag),
      ],
      shows: [NA],
      holds: ['unmarked-correction'],
    }),
  ),
  {
    name: 'the other results of a message that repeats a replaced value stand as long as they came first',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }, na] }),
      ...potassium([at('1000'), 'C', '4.1'])(tag),
      said(tag, { sentAt: at('1100'), results: [{ value: '6.9' }, na] }),
    ],
    shows: [K41_CORRECTED, NA],
    holds: ['unmarked-correction'],
  },
  {
    name: 'another test is shown although an unmarked final waits',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9'], [at('1000'), 'C', '4.1'], [at('1100'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1130'), order: { 7: COLLECTED }, results: [na] }),
    ],
    shows: [K41_CORRECTED, NA],
    holds: ['unmarked-correction'],
  },
];
