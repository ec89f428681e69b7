import { segment } from '../messages.ts';
import { type ArrivalSet, at, potassium, type Result, said, timed } from './messages.ts';

/** `@08` is 8 o'clock, `@08:30` half past. */
const shown = (value: string, status: string, time: string): RegExp =>
  new RegExp(`^A \\| K \\| ${value} mmol/L \\| ${status} \\| @2026-02-10T${time}`);

/** Each hour one result of a series, all under one OBR-7. */
const oneByOne =
  (...values: readonly string[]): ArrivalSet['messages'] =>
  (tag) =>
    values.map((value, index) =>
      said(tag, { sentAt: at(`1${index}`), results: [timed(`0${8 + index}`.slice(-2), value)] }),
    );

const named = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'APTT', value, status },
  fields: { 4: subId },
});

/** Of one tube, with a time of its own in OBX-14. */
const ofTube = (tag: string, sentAt: string, tube: string, time: string, value: string, status = 'F') =>
  said(tag, {
    ...{ sentAt: at(sentAt), order: { 25: status }, results: [timed(time, value, status)] },
    more: [segment('SPM', { 1: '1', 2: `${tag}${tube}`, 4: 'SER^Serum^HL70487' })],
  });

const comment = (value: string, status = 'F'): Result => ({ value, status, fields: { 2: 'TX', 6: '' } });

export const namedResults: readonly ArrivalSet[] = [
  {
    name: 'timed results under one OBR-7 stand side by side',
    messages: oneByOne('5', '6'),
    shows: [shown('5', 'final', '08'), shown('6', 'final', '09')],
  },
  {
    name: 'equal results of two times are two',
    messages: oneByOne('5', '5'),
    shows: [shown('5', 'final', '08'), shown('5', 'final', '09')],
  },
  {
    name: 'a value of one tube that is sent again with the time of its verification is one result',
    messages: (tag) => [
      ofTube(tag, '1000', 'T1', '0930', '5'),
      ofTube(tag, '1200', 'T1', '1130', '5'),
      ofTube(tag, '1300', 'T1', '1230', '6', 'C'),
    ],
    shows: [shown('6', 'corrected', '12:30')],
    holds: [],
  },
  {
    name: 'equal values of two tubes with times of their own are two',
    messages: (tag) => [ofTube(tag, '1000', 'T1', '0930', '5'), ofTube(tag, '1200', 'T2', '1130', '5')],
    shows: [shown('5', 'final', '09:30'), shown('5', 'final', '11:30')],
    holds: [],
  },
  {
    name: 'a series that grows stands once',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [timed('0800', '5')] }),
      said(tag, { sentAt: at('1000'), results: [timed('0800', '5'), timed('0900', '6')] }),
      said(tag, {
        ...{ sentAt: at('1100') },
        results: [timed('0800', '5'), timed('0900', '6'), timed('1000', '7')],
      }),
    ],
    shows: [shown('5', 'final', '08'), shown('6', 'final', '09'), shown('7', 'final', '10')],
  },
  {
    name: 'a correction of one timed result changes that one',
    messages: (tag) => [
      ...oneByOne('5', '6')(tag),
      said(tag, { sentAt: at('1200'), order: { 25: 'C' }, results: [timed('0900', '16', 'C')] }),
      said(tag, { sentAt: at('1300'), results: [timed('0800', '5')] }),
    ],
    shows: [shown('5', 'final', '08'), shown('16', 'corrected', '09')],
  },
  {
    name: 'a withdrawal of one timed result leaves the others',
    messages: (tag) => [
      ...oneByOne('5', '6', '7')(tag),
      said(tag, { sentAt: at('1300'), order: { 25: 'C' }, results: [timed('0900', '', 'W')] }),
    ],
    shows: [shown('5', 'final', '08'), shown('7', 'final', '10')],
  },
  {
    name: 'a final of the only preliminary and its marked correction may name another time',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 25: 'P' }, results: [timed('0800', '5', 'P')] }),
      said(tag, { sentAt: at('1000'), results: [timed('0815', '6')] }),
      said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [timed('0830', '7', 'C')] }),
    ],
    shows: [shown('7', 'corrected', '08:30')],
  },
  {
    name: 'each preliminary of a series belongs to the final of its time',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 25: 'P' }, results: [timed('0800', '5', 'P')] }),
      said(tag, { sentAt: at('0930'), order: { 25: 'P' }, results: [timed('0900', '6', 'P')] }),
      said(tag, { sentAt: at('1000'), results: [timed('0900', '6.1')] }),
      said(tag, { sentAt: at('1100'), results: [timed('0800', '5.1')] }),
    ],
    shows: [shown('5.1', 'final', '08'), shown('6.1', 'final', '09')],
  },
  {
    name: 'the first of a series has its time from OBR-7',
    messages: (tag) => [
      ...potassium([at('0900'), 'F', '5'])(tag),
      said(tag, { sentAt: at('1000'), results: [timed('0900', '6')] }),
      said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [timed('0800', '5.5', 'C')] }),
    ],
    shows: [shown('5.5', 'corrected', '08'), shown('6', 'final', '09')],
  },
  {
    name: 'a percentage and a count under one code are corrected one by one',
    messages: (tag) => {
      const row = (value: string, unit: string, status = 'F'): Result => ({
        status,
        value,
        fields: { 6: unit },
      });
      return [
        said(tag, { sentAt: at('0900'), results: [row('70', '%'), row('5.6', '10*9/L')] }),
        said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [row('5.9', '10*9/L', 'C')] }),
        said(tag, { sentAt: at('1100'), results: [row('70', '%')] }),
      ];
    },
    shows: [/^A \| K \| 70 % \| final/, /^A \| K \| 5.9 10\*9\/L \| corrected/],
  },
  {
    name: 'results with OBX-14 less than five minutes apart are one',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [timed('0800', '5')] }),
      said(tag, { sentAt: at('1000'), results: [timed('0804', '6')] }),
    ],
    shows: [shown('6', 'corrected', '08:04')],
  },
  // by device, run or method
  ...[17, 18, 21].map(
    (field): ArrivalSet => ({
      name: `two results side by side that OBX-${field} tells apart are corrected and sent again one by one`,
      messages: (tag) => {
        const named = (name: string, value: string, status = 'F'): Result => ({
          ...{ value, status },
          fields: { [field]: name },
        });
        return [
          said(tag, { sentAt: at('0900'), results: [named('ONE', '4.0'), named('TWO', '4.4')] }),
          said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('TWO', '4.9', 'C')] }),
          said(tag, { sentAt: at('1100'), results: [named('ONE', '4.0')] }),
        ];
      },
      shows: [/^A \| K \| 4 mmol/, /^A \| K \| 4.9 mmol\/L \| corrected/],
    }),
  ),
  {
    name: 'a run that is corrected after another run leaves the other run',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '4.0', fields: { 21: 'R1' } }] }),
      said(tag, { sentAt: at('1000'), results: [{ value: '4.4', fields: { 21: 'R2' } }] }),
      said(tag, {
        ...{ sentAt: at('1100'), order: { 25: 'C' } },
        results: [{ value: '4.9', status: 'C', fields: { 21: 'R1' } }],
      }),
    ],
    shows: [/^A \| K \| 4.4 mmol/, /^A \| K \| 4.9 mmol\/L \| corrected/],
  },
  {
    name: 'a correction without a device, of two, waits',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900') },
        results: [
          { value: '4.0', fields: { 18: 'ONE' } },
          { value: '4.4', fields: { 18: 'TWO' } },
        ],
      }),
      said(tag, { sentAt: at('0930'), results: [{ code: 'NA', value: '140' }] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [{ value: '4.9', status: 'C' }] }),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  ...(['MIX', ''] as const).map(
    (first): ArrivalSet => ({
      name: `a result with a word in OBX-4 stands beside the one without OBX-4, with '${first}' first`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [named(first, first === '' ? '80' : '36')] }),
        said(tag, {
          sentAt: at('1000'),
          results: [named(first === '' ? 'MIX' : '', first === '' ? '36' : '80')],
        }),
        said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [named('MIX', '35', 'C')] }),
      ],
      shows: [/^A \| APTT \| 80 mmol\/L \| final/, /^A \| APTT \| 35 mmol\/L \| corrected/],
    }),
  ),
  ...['C', 'W'].map(
    (status): ArrivalSet => ({
      name: `${status} of a result that a word in OBX-4 names, and nobody stated, is held`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [named('', '80')] }),
        said(tag, {
          ...{ sentAt: at('1000'), order: { 25: 'C' } },
          results: [named('MIX', status === 'W' ? '' : '35', status)],
        }),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'what a word in OBX-4 names is neither the final nor the correction of another word',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 25: 'P' }, results: [named('CAT', '80', 'P')] }),
      said(tag, { sentAt: at('1000'), results: [named('DOG', '36')] }),
      said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [named('DOG', '35', 'C')] }),
    ],
    shows: [/\| APTT \| 80 mmol\/L \| preliminary/, /\| APTT \| 35 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'a word in OBX-4 is the same in capitals or not',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [named('CAT', '80'), named('DOG', '36')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('cat', '81', 'C')] }),
      said(tag, { sentAt: at('1100'), order: { 25: 'C' }, results: [named('Dog', '', 'W')] }),
    ],
    shows: [/\| 81 /],
  },
  ...(
    [
      ['a correction', 'C', '3', '81'],
      ['a withdrawal', 'W', 'COW', ''],
      ['a correction', 'C', 'COW', '81'],
    ] as const
  ).map(
    ([what, status, word, value]): ArrivalSet => ({
      name: `${what} under an OBX-4 that nobody stated is held (${word})`,
      messages: (tag) => [
        said(tag, {
          sentAt: at('0900'),
          results:
            word === '3' ? [named('1', '80'), named('2', '36')] : [named('CAT', '80'), named('DOG', '36')],
        }),
        said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named(word, value, status)] }),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
  {
    name: 'a correction of one of two named results that is sent again holds nothing',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [named('CAT', '80'), named('DOG', '36')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('DOG', '35', 'C')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('DOG', '35', 'C')] }),
    ],
    shows: [/\| 80 mmol\/L \| final/, /\| 35 mmol\/L \| corrected/],
    holds: [],
  },
  {
    name: 'a correction that changes none of two named results stays in doubt when it is sent again',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [named('CAT', '80'), named('DOG', '36')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('DOG', '36', 'C')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [named('DOG', '36', 'C')] }),
    ],
    shows: [],
    holds: ['set-unclear'],
  },
  {
    name: 'a number is corrected without the comment under its code',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), results: [{ value: '6.1' }, comment('Slight hemolysis')] }),
      said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [{ value: '4.4', status: 'C' }] }),
    ],
    shows: [/\| K \| 4.4 mmol\/L \| corrected/, /\| K \| Slight hemolysis/],
    holds: [],
  },
  ...(
    [
      ['words alone may be in place of the number', 'Slight hemolysis', comment('Not measured', 'C')],
      ['an answer may be of the number that is corrected', 'Reactive', { value: '4.4', status: 'C' }],
    ] as const
  ).map(
    ([why, words, correction]): ArrivalSet => ({
      name: `a correction of a number or of the words under its code is held: ${why}`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), results: [{ value: '6.1' }, comment(words)] }),
        said(tag, { sentAt: at('1000'), order: { 25: 'C' }, results: [correction] }),
      ],
      shows: [],
      holds: ['set-unclear'],
    }),
  ),
];
