import { segment } from '../messages.ts';
import { type ArrivalSet, at, K41, K41_CORRECTED, K41_FINAL, line, potassium, said } from './messages.ts';

export const whichStatement: readonly ArrivalSet[] = [
  {
    name: 'a final replaces its preliminary',
    messages: potassium([at('0900'), 'P', '6.9'], [at('1000'), 'F', '4.1']),
    shows: [K41_FINAL],
  },
  {
    name: 'a final that leaves the unit out keeps it',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '4.1'])(tag),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.1', fields: { 6: '' } }] }),
      said(tag, { sentAt: at('1100'), results: [{ value: '4.10', fields: { 6: '' } }] }),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'a final without a unit repeats the correction of the unit',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1', fields: { 6: 'umol/L' } }] }),
      ...potassium([at('1000'), 'C', '4.1'])(tag),
      said(tag, { sentAt: at('1100'), results: [{ value: '4.1', fields: { 6: '' } }] }),
    ],
    shows: [K41_CORRECTED],
  },
  {
    name: 'a unit that a correction deletes does not come back with a final that leaves it out',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.1' }] }),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.1', status: 'C', fields: { 6: '""' } }] }),
      said(tag, { sentAt: at('1100'), results: [{ value: '4.1', fields: { 6: '' } }] }),
    ],
    shows: [/^A \| K \| 4.1 +\| corrected/],
  },
  {
    name: 'another value without a unit has no unit',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.1', status: 'C', fields: { 6: '' } }] }),
    ],
    shows: [/^A \| K \| 4.1 +\| corrected/],
  },
  {
    name: 'an empty value after a final changes nothing',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'F', '']),
    shows: [K41_FINAL],
  },
  {
    name: 'an empty value without any status changes nothing',
    messages: potassium(
      [at('0900'), 'F', '4.1', { order: { 25: 'F' } }],
      [at('1000'), '', '', { order: { 25: '' } }],
      [at('1100'), '', '', { order: { 25: 'F' } }],
    ),
    shows: [K41_FINAL],
  },
  {
    name: 'a panel that is repeated with one empty value keeps the value',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9'], [at('0930'), 'C', '4.1'])(tag),
      said(tag, {
        sentAt: at('1000'),
        results: [
          { value: '', status: 'F' },
          { code: 'NA', value: '140' },
        ],
      }),
    ],
    shows: [K41_CORRECTED, /^A \| NA \| 140 mmol\/L \| final/],
  },
  {
    name: 'an empty value with a note is for a person',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '4.1'])(tag),
      said(tag, {
        ...{ sentAt: at('1000'), results: [{ value: '' }] },
        more: [segment('NTE', { 1: '1', 2: 'L', 3: 'see report' })],
      }),
    ],
    shows: [],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a correction without a value is for a person',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'C', '']),
    shows: [],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a correction that deletes the value deletes it',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'C', '""']),
    shows: [/^A \| K \| .*corrected/],
  },
  {
    name: 'a correction replaces its final, whatever comes late',
    messages: potassium([at('0900'), 'P', '7.7'], [at('1000'), 'F', '6.9'], [at('1100'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a preliminary that is newer than the final leaves the final',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'P', '6.9']),
    shows: [K41],
  },
  {
    name: 'a correction within the second of its final counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'P, F, C and another test within one second',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '7.7'], [at('0900'), 'F', '6.9'], [at('0900'), 'C', '4.1'])(tag),
      said(tag, { sentAt: at('0900'), results: [{ code: 'NA', value: '140' }] }),
    ],
    shows: [K41_CORRECTED, /^A \| NA \| 140 /],
  },
  {
    name: 'a withdrawal within the second of its final counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'W', '6.9']),
    shows: [],
  },
  {
    name: 'where OBR-22 never changes, MSH-7 is asked',
    messages: potassium(
      [at('0900'), 'F', '7.7', { reportedAt: at('0855') }],
      [at('1000'), 'C', '6.9', { reportedAt: at('0855') }],
      [at('1100'), 'C', '4.1', { reportedAt: at('0855') }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'where only some have OBR-22, MSH-7 is asked',
    messages: potassium(
      [at('0900'), 'F', '6.9', { reportedAt: at('1030') }],
      [at('1000'), 'C', '4.1', { reportedAt: null }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'three messages of which one has OBR-22',
    messages: potassium(
      [at('0900'), 'P', '7.7', { reportedAt: null }],
      [at('0930'), 'F', '6.9', { reportedAt: at('1130') }],
      [at('1000'), 'C', '4.1', { reportedAt: null }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a final from a clock in the future does not beat its correction',
    messages: potassium(['20350101080000', 'F', '6.9'], [at('1000'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction from a clock that fell back to 2000 counts',
    messages: potassium([at('0900'), 'F', '6.9'], ['20000101000500', 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'clocks that are both absurd leave the order to the status',
    messages: potassium(
      ['19700101000000', 'P', '7.7'],
      ['20400101000000', 'F', '6.9'],
      ['19800101000000', 'C', '4.1'],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'messages without any time are ordered by status',
    messages: potassium(['', 'P', '7.7'], ['', 'F', '6.9'], ['', 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'days are compared with days',
    messages: potassium(['20260210', 'C', '4.1'], [at('0900'), 'F', '6.9']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'in the hour that comes twice in autumn nothing is older',
    messages: potassium(
      ['20251102013000', 'F', '6.9', { order: { 7: '20251102003000' } }],
      ['20251102011000', 'C', '4.1', { order: { 7: '20251102003000' } }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'with zones the autumn hour is in order',
    messages: potassium(
      ['20251102013000-0400', 'C', '6.9', { order: { 7: '20251102003000-0400' } }],
      ['20251102011000-0500', 'C', '4.1', { order: { 7: '20251102003000-0400' } }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a final that is sent again is as old as it was',
    messages: potassium(
      [at('0900'), 'F', '6.9', { reportedAt: at('0900') }],
      [at('1000'), 'C', '4.1'],
      [at('1100'), 'F', '6.9', { reportedAt: at('0900') }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a correction back to the first value counts',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'C', '6.9'], [at('1100'), 'C', '4.1']),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a result that is reported anew after its withdrawal counts',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'W', '6.9'], [at('1100'), 'F', '4.1']),
    shows: [K41],
  },
  {
    name: 'U without a value makes the preliminary one final',
    messages: potassium([at('0900'), 'P', '4.1'], [at('1000'), 'U', '']),
    shows: [K41_FINAL],
  },
  {
    name: 'OBR-25 C says for OBX-11 F that it corrects',
    messages: potassium([at('0900'), 'F', '6.9'], [at('0900'), 'F', '4.1', { order: { 25: 'C' } }]),
    shows: [K41_CORRECTED],
  },
  {
    name: 'numbers of messages tell the order within one second',
    messages: potassium(
      [at('0900'), 'C', '6.9', { control: '00000107' }],
      [at('0900'), 'C', '4.1', { control: '00000108' }],
    ),
    shows: [K41_CORRECTED],
  },
  {
    name: 'a later unmarked final is news',
    messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), 'F', '4.1']),
    shows: [K41],
  },
  {
    name: 'appended text stands behind the text, in the order in which it was said',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [line('BENIGN.')] }),
      said(tag, { sentAt: at('1000'), results: [line('FIRST.', 'B')] }),
      said(tag, { sentAt: at('1100'), results: [line('SECOND.', 'B')] }),
    ],
    shows: [/^A \| CYTO \| BENIGN\.\s+FIRST\.\s+SECOND\. \| amended/],
  },
  {
    name: 'what is appended leaves the value, with the same value or without one',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'B', ''], [at('1100'), 'B', '4.1']),
    shows: [/^A \| K \| 4.1 mmol\/L \| amended/],
  },
  {
    name: 'another value in a statement that only appends waits',
    messages: potassium([at('0900'), 'P', '4.1'], [at('1000'), 'F', '4.1'], [at('1100'), 'B', '6.9']),
    shows: [],
    holds: ['unmarked-correction'],
  },
  ...['D', 'W', 'X'].map(
    (status): ArrivalSet => ({
      name: `a new value waits if it and the ${status} of the value before are of one second`,
      messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), status, ''], [at('1000'), 'F', '4.1']),
      shows: [],
      holds: ['unmarked-correction'],
    }),
  ),
  {
    name: 'a result that is taken back within its own second waits for nothing',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }, { code: 'NA', value: '140' }] }),
      ...potassium([at('0900'), 'D', ''])(tag),
    ],
    shows: [/^A \| NA \| 140 mmol\/L \| final/],
    holds: [],
  },
  ...['Z', 'M', 'Y'].map(
    (status): ArrivalSet => ({
      name: `where OBX-11 is ${status}, no code of its table, OBR-25 says that a value is corrected`,
      messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), status, '4.1', { order: { 25: 'C' } }]),
      shows: [K41_CORRECTED],
      holds: [],
    }),
  ),
];
