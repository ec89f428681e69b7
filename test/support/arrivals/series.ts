import { obr } from '../messages.ts';
import { type ArrivalSet, at, K41_FINAL, type Result, results, said } from './messages.ts';

const glucose = (value: string, status: string): Result => ({ code: 'GLU', value, status });

/** A message of one order with an OBR for each time. */
const series = (
  tag: string,
  [sentAt, status]: readonly [sentAt: string, status: string],
  ...[first = ['', ''], ...others]: readonly (readonly [time: string, value: string])[]
): Uint8Array =>
  said(tag, {
    sentAt: at(sentAt),
    order: { 7: at(first[0]), 25: status },
    results: [glucose(first[1], status)],
    more: others.flatMap(([time, value], index) => [
      obr({
        ...{ 1: String(index + 2), 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L' },
        ...{ 7: at(time), 22: at(sentAt), 25: status },
      }),
      ...results([glucose(value, status)]),
    ]),
  });

/** A result with its own time (OBX-14). */
const drawn = (code: string, value: string, time: string, status: string): Result => ({
  ...{ code, value, status },
  fields: { 14: at(time) },
});

const shown = (value: string, status: string, time: string): RegExp =>
  new RegExp(`^A \\| GLU \\| ${value} mmol/L \\| ${status} \\| @2026-02-10T${time}`);

/** One order with several times of collection (OBR-7): a glucose tolerance test. */
export const seriesOfTimes: readonly ArrivalSet[] = [
  {
    name: 'a time of the wrong year is corrected, also after another test of the order has come',
    messages: (tag) => [
      said(tag, {
        sentAt: at('0900'),
        order: { 7: '20250210080000' },
        results: [glucose('5', 'F')],
      }),
      series(tag, ['1000', 'C'], ['0800', '5']),
      said(tag, { sentAt: at('1010'), results: [{ value: '4.1' }] }),
    ],
    shows: [shown('5', 'corrected', '08'), K41_FINAL],
    holds: [],
  },
  ...['20260209', '20260209080000'].map(
    (first): ArrivalSet => ({
      name: `the results of two days stand side by side, OBR-7 ${first} and 20260210`,
      messages: (tag) => [
        said(tag, { sentAt: at('0900'), order: { 7: first }, results: [glucose('5', 'F')] }),
        said(tag, { sentAt: at('1000'), order: { 7: '20260210' }, results: [glucose('6', 'F')] }),
        said(tag, { sentAt: at('1100'), order: { 7: first, 25: 'C' }, results: [glucose('7', 'C')] }),
      ],
      shows: [/^A \| GLU \| 7 mmol\/L \| corrected \| @2026-02-09/, /^A \| GLU \| 6 .* @2026-02-10$/],
      holds: [],
    }),
  ),
  {
    name: 'a day without a time of day is that of the final of a preliminary result of another day',
    messages: (tag) => [
      said(tag, { sentAt: at('0900'), order: { 7: '20260209' }, results: [glucose('5', 'P')] }),
      said(tag, { sentAt: at('1000'), order: { 7: '20260210' }, results: [glucose('6', 'F')] }),
    ],
    shows: [/^A \| GLU \| 6 .* @2026-02-10$/],
    holds: [],
  },
  {
    name: 'a corrected time of one of a series is that of its value',
    messages: (tag) => [
      series(tag, ['1100', 'F'], ['0800', '5'], ['1000', '9']),
      series(tag, ['1200', 'C'], ['0930', '9']),
    ],
    shows: [shown('5', 'final', '08'), shown('9', 'corrected', '09:30')],
  },
  {
    name: 'a corrected time and value is that of the time which its message leaves out',
    messages: (tag) => [
      series(tag, ['1100', 'F'], ['0800', '5'], ['0900', '7'], ['1000', '9']),
      series(tag, ['1200', 'C'], ['0830', '8'], ['0800', '5'], ['1000', '9']),
    ],
    shows: [shown('5', '.*', '08:00'), shown('8', 'corrected', '08:30'), shown('9', '.*', '10')],
  },
  {
    name: 'a correction of the second of three times that comes before that time waits for it, and for nothing else',
    messages: (tag) => [
      series(tag, ['0930', 'F'], ['0830', '6']),
      series(tag, ['1030', 'F'], ['0930', '4']),
      series(tag, ['1130', 'F'], ['1030', '7']),
      series(tag, ['1200', 'C'], ['0930', '5']),
    ],
    shows: [shown('6', 'final', '08:30'), shown('5', 'corrected', '09:30'), shown('7', 'final', '10:30')],
    holds: [],
  },
  {
    name: 'two values of a series that were exchanged are corrected in messages of their own',
    messages: (tag) => [
      series(tag, ['0930', 'F'], ['0830', '6']),
      series(tag, ['0940', 'F'], ['0900', '4']),
      series(tag, ['1000', 'C'], ['0830', '4']),
      series(tag, ['1001', 'C'], ['0900', '6']),
    ],
    shows: [shown('4', 'corrected', '08:30'), shown('6', 'corrected', '09:00')],
    holds: [],
  },
  {
    name: 'two values of a series that were exchanged are corrected, and only one of them was reported before',
    messages: (tag) => [
      series(tag, ['0940', 'F'], ['0900', '4']),
      series(tag, ['1000', 'C'], ['0830', '4']),
      series(tag, ['1001', 'C'], ['0900', '6']),
    ],
    shows: [shown('4', 'corrected', '08:30'), shown('6', 'corrected', '09:00')],
    holds: [],
  },
  ...(
    [
      ['I', ''],
      ['P', '9'],
    ] as const
  ).map(
    ([status, value]): ArrivalSet => ({
      name: `a row without a time (${status}) makes no series one result`,
      messages: (tag) => [
        said(tag, {
          ...{ sentAt: at('0700'), order: { 7: '', 25: status } },
          results: [glucose(value, status)],
        }),
        series(tag, ['0930', 'F'], ['0830', '4']),
        series(tag, ['1000', 'F'], ['0930', '6']),
        series(tag, ['1100', 'F'], ['1030', '7']),
      ],
      shows: [shown('4', 'final', '08:30'), shown('6', 'final', '09:30'), shown('7', 'final', '10:30')],
    }),
  ),
  {
    name: 'draws that are four minutes apart stand side by side, and a correction finds the one of its minute',
    messages: (tag) => [
      series(tag, ['0930', 'F'], ['0830', '4']),
      series(tag, ['0934', 'F'], ['0834', '6']),
      series(tag, ['0938', 'F'], ['0838', '7']),
      series(tag, ['1000', 'C'], ['0834', '5']),
    ],
    shows: [shown('4', 'final', '08:30'), shown('5', 'corrected', '08:34'), shown('7', 'final', '08:38')],
    holds: [],
  },
  {
    name: 'each of two draws that are four minutes apart has its preliminary result and its final',
    messages: (tag) => [
      series(tag, ['0930', 'P'], ['0830', '3']),
      series(tag, ['0931', 'P'], ['0834', '9']),
      series(tag, ['0940', 'F'], ['0830', '4']),
      series(tag, ['0941', 'F'], ['0834', '6']),
    ],
    shows: [shown('4', 'final', '08:30'), shown('6', 'final', '08:34')],
    holds: [],
  },
  {
    name: 'a preliminary result of one of two draws that are four minutes apart stands beside the final of the other',
    messages: (tag) => [
      series(tag, ['0930', 'P'], ['0830', '4']),
      series(tag, ['0931', 'P'], ['0834', '5']),
      series(tag, ['0940', 'F'], ['0834', '6']),
    ],
    shows: [shown('4', 'preliminary', '08:30'), shown('6', 'final', '08:34')],
    holds: [],
  },
  ...['0834', '0840', '1030'].map(
    (time): ArrivalSet => ({
      name: `a draw of ${time} that comes in two messages replaces no result of the draw before`,
      messages: (tag) => [
        series(tag, ['0930', 'F'], ['0830', '4']),
        said(tag, { sentAt: at('1034'), order: { 7: at(time) }, results: [{ value: '4.1' }] }),
        series(tag, ['1035', 'F'], [time, '6']),
      ],
      shows: [
        shown('4', 'final', '08:30'),
        shown('6', 'final', `${time.slice(0, 2)}:${time.slice(2)}`),
        /^A \| K \| 4\.1 /,
      ],
      holds: [],
    }),
  ),
  {
    name: 'a correction of one test is held if its draw has values of its own, and its original is of another draw',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0930'), order: { 7: at('0830') } },
        results: [glucose('4', 'F'), { value: '4.1' }],
      }),
      series(tag, ['0935', 'F'], ['0834', '6']),
      said(tag, {
        ...{ sentAt: at('0940'), order: { 7: at('0834'), 25: 'C' } },
        results: [{ value: '4.5', status: 'C' }],
      }),
    ],
    shows: [],
    results: 0,
    holds: ['set-unclear'],
  },
  {
    name: 'a value that is sent again with a time two minutes later is one result',
    messages: (tag) => [series(tag, ['0930', 'F'], ['0830', '4']), series(tag, ['0934', 'F'], ['0832', '4'])],
    shows: [shown('4', 'final', '08:3[02]')],
    holds: [],
  },
  {
    name: 'a value of a series that is corrected to the value of another leaves that one',
    messages: (tag) => [
      series(tag, ['0930', 'F'], ['0830', '6']),
      series(tag, ['0940', 'F'], ['0900', '4']),
      series(tag, ['1000', 'C'], ['0830', '4']),
    ],
    shows: [shown('4', 'corrected', '08:30'), shown('4', 'final', '09:00')],
    holds: [],
  },
  {
    name: 'a value of a series is taken back, and the same value of another time stays',
    messages: (tag) => [
      series(tag, ['0930', 'F'], ['0830', '4']),
      series(tag, ['0940', 'F'], ['0900', '4']),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 7: at('0830'), 25: 'C' } },
        results: [glucose('4', 'W')],
      }),
    ],
    shows: [shown('4', 'final', '09:00')],
    holds: [],
  },
  {
    name: 'a value without a time that one of a series has already is that one, sent again',
    messages: (tag) => [
      series(tag, ['0910', 'F'], ['0800', '5']),
      series(tag, ['1010', 'F'], ['1000', '7']),
      said(tag, { sentAt: at('1100'), order: { 7: '' }, results: [glucose('5', 'F')] }),
    ],
    shows: [shown('5', 'final', '08:00'), shown('7', 'final', '10:00')],
    holds: [],
  },
  {
    name: 'a new draw in a corrected message that has the first draw as well takes nothing of the first away',
    messages: (tag) => [
      said(tag, {
        ...{ sentAt: at('0900'), order: { 7: at('0800') } },
        results: [drawn('PH', '7.30', '0800', 'F'), drawn('PO2', '80', '0800', 'F')],
      }),
      said(tag, {
        ...{ sentAt: at('1000'), order: { 7: at('0800'), 25: 'C' } },
        results: [
          ...[drawn('PH', '7.31', '0800', 'C'), drawn('PH', '7.40', '0830', 'F')],
          drawn('PO2', '90', '0830', 'F'),
        ],
      }),
    ],
    shows: [
      /\| PH \| 7.31 .* corrected .*T08:00/,
      /\| PO2 \| 80 .* final .*T08:00/,
      /\| PH \| 7.4 .*T08:30/,
      /\| PO2 \| 90 .*T08:30/,
    ],
    holds: [],
  },
];
