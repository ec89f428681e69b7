import { type ArrivalSet, at, K41_CORRECTED, potassium, said, sampled } from './messages.ts';

export const brokenClocks: readonly ArrivalSet[] = [
  ...['20000101000500', '19900101000500', '20190101000500', '20360101000500'].map(
    (broken): ArrivalSet => ({
      name: `a sample whose first result came from a clock of ${broken.slice(0, 4)} is corrected`,
      isReceivedSoon: true,
      messages: (tag) => [
        sampled(tag, { sentAt: broken, reportedAt: null, results: [{ value: '6.9' }] }),
        sampled(tag, { sentAt: at('1000'), reportedAt: null, results: [{ value: '4.1', status: 'C' }] }),
      ],
      shows: [K41_CORRECTED],
    }),
  ),
  {
    name: 'a correction stands although its clock is behind that of the only final',
    messages: potassium([at('1300'), 'F', '6.9'], [at('1000'), 'C', '4.1']),
    shows: [K41_CORRECTED],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a withdrawal counts although its clock is behind that of the only final',
    messages: (tag) => [
      said(tag, { sentAt: at('1300'), results: [{ value: '6.9' }] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [{ value: '', status: 'W' }] }),
    ],
    shows: [],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a correction behind the clock of the only final, sent twice, does not let the final stand',
    messages: potassium([at('1300'), 'F', '6.9'], [at('1000'), 'C', '4.1'], [at('1000'), 'C', '4.1']),
    shows: [K41_CORRECTED],
    holds: ['unmarked-correction'],
  },
  {
    name: 'two corrections behind the clock of the only final do not let the final stand',
    messages: potassium([at('1300'), 'F', '6.9'], [at('1000'), 'C', '5.5'], [at('1030'), 'C', '4.1']),
    shows: [K41_CORRECTED],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a final after a correction is news as soon as the original has come',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'C', '5.5'], [at('1100'), 'F', '4.1']),
    shows: [K41_CORRECTED],
    holds: [],
  },
  {
    name: 'a correction by a slow clock that repeats the value changes nothing',
    messages: potassium([at('1300'), 'F', '4.1'], [at('1000'), 'C', '4.1']),
    shows: [/ \| 4\.1 mmol/],
    holds: [],
  },
];
