import {
  type ArrivalSet,
  at,
  CULTURE,
  K41,
  K41_FINAL,
  organism,
  potassium,
  type Result,
  said,
  sampled,
} from './messages.ts';

const glucose = (loinc: string, value: string, status = 'F'): Result => ({
  ...{ value, status },
  fields: { 3: loinc === '' ? 'GLU^Glucose^L' : `GLU^Glucose^L^${loinc}^Glucose^LN` },
});

/** A potassium by OBX-4. */
const row = (subId: string, value: string, status = 'F'): Result => ({
  ...{ value, status },
  fields: { 4: subId },
});
const two = (tag: string): Uint8Array =>
  said(tag, { sentAt: at('0900'), results: [row('1', '4.1'), row('2', '4.9')] });

export const takenBack: readonly ArrivalSet[] = [
  {
    name: 'OBR-25 X without results takes the report back',
    messages: (tag) => [
      ...potassium([at('0900'), 'P', '6.8'], [at('0930'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1000'), order: { 25: 'X' } }),
    ],
    shows: [],
  },
  {
    name: 'ORC-1 OC of the laboratory takes the report back',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '6.9'])(tag),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'OC', 2: `${tag}P1`, 3: `${tag}F1` }, order: { 25: '' } },
      }),
    ],
    shows: [],
  },
  {
    name: 'DC stops what is to come and touches no result',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, {
        ...{ sentAt: at('1000'), orc: { 1: 'DC', 2: `${tag}P1`, 3: `${tag}F1` }, order: { 25: '' } },
      }),
    ],
    shows: [K41],
  },
  {
    name: 'a duplicate order that is cancelled takes nothing',
    messages: (tag) => [
      ...potassium([at('0930'), 'F', '4.1'])(tag),
      said(tag, { sentAt: at('1000'), order: { 2: `${tag}P9`, 25: 'X' } }),
    ],
    shows: [K41],
  },
  ...(['W', 'C'] as const).map(
    (status): ArrivalSet => ({
      name: `a ${status} that fits two tests of its order is for a person`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [glucose('2345-7', '4.1')] }),
        said(tag, { sentAt: at('0910'), results: [glucose('2339-0', '4.4')] }),
        said(tag, { ...{ sentAt: at('1000'), order: { 25: 'C' } }, results: [glucose('', '4.4', status)] }),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'a W of one of two tests that its codes tell apart takes that one back',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [glucose('2345-7', '4.1')] }),
      said(tag, { sentAt: at('0910'), results: [glucose('2339-0', '4.4')] }),
      said(tag, { ...{ sentAt: at('1000'), order: { 25: 'C' } }, results: [glucose('2339-0', '4.4', 'W')] }),
    ],
    shows: [/GLU \| 4\.1 .*final/],
  },
  {
    name: 'OBX-11 X takes its own result back',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.9' }, { code: 'NA', value: '140' }] }),
      said(tag, { sentAt: at('1000'), results: [{ value: '', status: 'X' }] }),
    ],
    shows: [/^A \| NA \| 140 /],
  },
  {
    name: 'a resend without OBR-22 of what was withdrawn is old',
    messages: potassium(
      [at('0900'), 'F', '6.9'],
      [at('1000'), 'W', '6.9'],
      [at('1100'), 'F', '6.9', { reportedAt: null }],
    ),
    shows: [],
  },
  ...['W', 'D', 'X'].map(
    (status): ArrivalSet => ({
      name: `a later unmarked final with the value that ${status} took back waits`,
      messages: potassium([at('0900'), 'F', '6.9'], [at('1000'), status, ''], [at('1100'), 'F', '6.9']),
      shows: [],
      holds: ['unmarked-correction'],
    }),
  ),
  {
    name: 'a later unmarked final with the value that OBR-25 X took back waits',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1000'), order: { 25: 'X' } }),
      ...potassium([at('1100'), 'F', '6.9'])(tag),
    ],
    shows: [],
    holds: ['unmarked-correction'],
  },
  {
    name: 'a resend without OBR-22 of what OBR-25 X took back is old',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '6.9'])(tag),
      said(tag, { sentAt: at('1000'), order: { 25: 'X' } }),
      ...potassium([at('1100'), 'F', '6.9', { reportedAt: null }])(tag),
    ],
    shows: [],
  },
  {
    name: 'a correction with the value that was withdrawn counts',
    messages: potassium([at('0900'), 'F', '4.1'], [at('1000'), 'W', ''], [at('1100'), 'C', '4.1']),
    shows: [K41],
  },
  ...(
    [
      ['W without OBX-4', row('', '', 'W')],
      ['W under an OBX-4 that nobody stated', row('3', '', 'W')],
      ['X without OBX-4', row('', '', 'X')],
    ] as const
  ).map(
    ([what, back]): ArrivalSet => ({
      name: `${what} of one of two results is held`,
      messages: (tag) => [two(tag), said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [back] })],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'a withdrawal without OBX-4 is of the result with its value',
    messages: (tag) => [
      two(tag),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [row('', '4.9', 'D')] }),
    ],
    shows: [K41_FINAL],
  },
  {
    name: 'X under an OBX-4 of its own takes no other result back',
    messages: (tag) => [two(tag), said(tag, { sentAt: at('1000'), results: [row('3', '', 'X')] })],
    shows: [K41_FINAL, /\| K \| 4.9 mmol\/L \| final/],
  },
  {
    name: 'an isolate that was left out may be taken back without the one that stays',
    messages: (tag) => {
      const culture = (time: string, status: string, ...results: readonly Result[]): Uint8Array =>
        said(tag, { sentAt: at(time), order: { ...CULTURE, 25: status }, results });
      const ecoli = organism('1', '112283007', 'Escherichia coli');
      return [
        culture('0900', 'F', ecoli, organism('2', '56415008', 'Klebsiella pneumoniae')),
        culture('1000', 'C', ecoli),
        culture('1010', 'C', { code: 'ORG', status: 'W', fields: { 2: 'CWE', 4: '2', 6: '' } }),
      ];
    },
    shows: [/\| ORG \| 112283007/],
  },
  {
    name: 'a correction of an analyzer that may be of either of two runs without OBX-21 is held',
    messages: (tag) => [
      sampled(tag, { sentAt: at('0900'), results: [{ value: '4.1' }, { value: '4.3' }] }),
      sampled(tag, { sentAt: at('1000'), results: [{ value: '4.4', status: 'C' }] }),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a withdrawal by an analyzer is of the run with its value',
    messages: (tag) => [
      sampled(tag, { sentAt: at('0900'), results: [{ value: '4.1' }, { value: '4.3' }] }),
      sampled(tag, { sentAt: at('1000'), results: [{ value: '4.3', status: 'W' }] }),
    ],
    shows: [K41_FINAL],
  },
  ...[{}, { reportedAt: null }].map(
    (times): ArrivalSet => ({
      name: `a preliminary result after a withdrawal was measured again, OBR-22 ${'reportedAt' in times ? 'empty' : 'in all'}`,
      messages: potassium(
        [at('0900'), 'P', '6.9', { ...times, order: { 25: 'P' } }],
        [at('1000'), 'W', '', { ...times, order: { 25: 'P' } }],
        [at('1100'), 'P', '4.1', { ...times, order: { 25: 'P' } }],
      ),
      shows: [/^A \| K \| 4.1 mmol\/L \| preliminary/],
      holds: [],
    }),
  ),
  {
    name: 'a final after a withdrawal and another measurement is final',
    messages: potassium(
      [at('0900'), 'F', '6.9'],
      [at('1000'), 'W', '', { order: { 25: 'C' } }],
      [at('1100'), 'P', '4.3', { order: { 25: 'P' } }],
      [at('1200'), 'F', '4.1'],
    ),
    shows: [K41_FINAL],
    holds: [],
  },
  {
    name: 'a preliminary result that was said before its withdrawal stays out, however late it comes',
    messages: potassium(
      [at('0900'), 'P', '6.9', { order: { 25: 'P' } }],
      [at('0930'), 'P', '4.1', { order: { 25: 'P' } }],
      [at('1000'), 'W', '', { order: { 25: 'C' } }],
    ),
    shows: [],
    holds: [],
  },
  {
    name: 'a preliminary result that was taken back and is sent again, with no time of its own, stays out',
    messages: potassium(
      [at('0900'), 'P', '6.9', { reportedAt: null, order: { 25: 'P' } }],
      [at('1000'), 'W', '', { reportedAt: null, order: { 25: 'P' } }],
      [at('1100'), 'P', '6.9', { reportedAt: null, order: { 25: 'P' } }],
    ),
    shows: [],
    holds: [],
  },
  {
    name: 'a preliminary result that was taken back and is said again at a later OBR-22 is for a person',
    messages: potassium(
      [at('0900'), 'P', '6.9', { order: { 25: 'P' } }],
      [at('1000'), 'W', '', { order: { 25: 'P' } }],
      [at('1100'), 'P', '6.9', { order: { 25: 'P' } }],
    ),
    shows: [],
    holds: ['unmarked-correction'],
  },
];
