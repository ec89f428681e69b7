import { segment } from '../messages.ts';
import { type ArrivalSet, at, type Result, said, timed } from './messages.ts';

/** A message whose OBR-7 (`0800`) is the time of the order, and whose rows tell their draws by OBX-14. */
const series = (tag: string, sentAt: string, status: string, ...rows: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 7: at('0800'), 25: status }, results: rows });

/** A message of one draw by OBR-7. */
const draw = (tag: string, sentAt: string, time: string, ...[value, status = 'F']: readonly string[]) =>
  said(tag, {
    ...{ sentAt: at(sentAt), order: { 7: at(time), 25: status === 'W' ? 'C' : status } },
    results: [{ value: value ?? '', status }],
  });

const FIRST = timed('0800', '4.1');
const SECOND = timed('0820', '4.6');

const shown = (value: string, time: string, status = 'final'): RegExp =>
  new RegExp(`\\| K \\| ${value} mmol/L \\| ${status} \\| @2026-02-10T${time}`);

const sodium = (time: string, value: string): Result => ({ ...timed(time, value), code: 'NA' });

/** What the order shows in the end: two draws of two tests, of which the second potassium is corrected. */
const twoOfTwo: Pick<ArrivalSet, 'shows' | 'holds'> = {
  shows: [
    ...[shown('4.1', '08:00'), shown('4.9', '08:20', 'corrected')],
    ...[
      /\| NA \| 140 mmol\/L \| final \| @2026-02-10T08:00/,
      /\| NA \| 144 mmol\/L \| final \| @2026-02-10T08:20/,
    ],
  ],
  holds: [],
};
const correctionWithNew = (tag: string) =>
  series(tag, '1100', 'C', timed('0820', '4.9', 'C'), sodium('0820', '144'));

/** The draws of one order, told by OBX-14 in one message and by OBR-7 or SPM-17 in another. */
export const draws: readonly ArrivalSet[] = [
  {
    name: 'a draw by OBX-14 and again by OBR-7 is one',
    messages: (tag) => [series(tag, '0900', 'F', FIRST, SECOND), draw(tag, '0910', '0820', '4.6')],
    shows: [shown('4.1', '08:00'), shown('4.6', '08:20')],
    holds: [],
  },
  {
    name: 'a draw by OBX-14 and again by SPM-17 is one, at its own time',
    messages: (tag) => [
      series(tag, '0900', 'F', FIRST, SECOND),
      said(tag, {
        ...{ sentAt: at('0910'), order: { 7: '' }, results: [{ value: '4.6' }] },
        more: [segment('SPM', { 1: '1', 4: 'BLDA^Arterial blood^HL70487', 17: at('0820') })],
      }),
    ],
    shows: [shown('4.1', '08:00'), shown('4.6', '08:20')],
    holds: [],
  },
  {
    name: 'two draws by OBR-7 and again in one message by OBX-14 are two, also with equal values',
    messages: (tag) => [
      draw(tag, '0810', '0800', '4.1'),
      draw(tag, '0830', '0820', '4.1'),
      series(tag, '0900', 'F', FIRST, timed('0820', '4.1')),
    ],
    shows: [shown('4.1', '08:00'), shown('4.1', '08:20')],
    holds: [],
  },
  {
    name: 'a draw by OBX-14 is corrected by OBR-7',
    messages: (tag) => [series(tag, '0900', 'F', FIRST, SECOND), draw(tag, '0910', '0820', '4.9', 'C')],
    shows: [shown('4.1', '08:00'), shown('4.9', '08:20', 'corrected')],
    holds: [],
  },
  {
    name: 'a draw by OBX-14 is taken back by OBR-7',
    messages: (tag) => [series(tag, '0900', 'F', FIRST, SECOND), draw(tag, '0910', '0820', '', 'W')],
    shows: [shown('4.1', '08:00')],
    holds: [],
  },
  {
    name: 'a preliminary draw by OBR-7 is final by OBX-14',
    messages: (tag) => [
      draw(tag, '0830', '0820', '4.5', 'P'),
      series(tag, '0900', 'F', FIRST, SECOND),
      draw(tag, '0930', '0840', '5.1'),
    ],
    shows: [shown('4.1', '08:00'), shown('4.6', '08:20'), shown('5.1', '08:40')],
    holds: [],
  },
  {
    name: 'a draw by OBR-7 at another time than those by OBX-14 stands beside them, also with an equal value',
    messages: (tag) => [series(tag, '0900', 'F', FIRST, SECOND), draw(tag, '0910', '0840', '4.6')],
    shows: [shown('4.1', '08:00'), shown('4.6', '08:20'), shown('4.6', '08:40')],
    holds: [],
  },
  {
    name: 'one OBX-14 for each test may be the time of verification, so OBR-7 tells the draws',
    messages: (tag) => [series(tag, '0830', 'F', timed('0820', '4.1')), draw(tag, '0840', '0820', '4.6')],
    shows: [/\| K \| 4.1 mmol\/L \| final/, shown('4.6', '08:20')],
    holds: [],
  },
  {
    name: 'a corrected message has another test of the second draw for the first time: the draws were stated side by side',
    messages: (tag) => [
      series(tag, '0900', 'F', FIRST, SECOND),
      series(tag, '1000', 'F', sodium('0800', '140')),
      correctionWithNew(tag),
    ],
    ...twoOfTwo,
  },
  {
    name: 'a corrected message has another test of the second draw for the first time: the draws came one by one',
    messages: (tag) => [
      series(tag, '0900', 'F', SECOND),
      series(tag, '1000', 'F', FIRST, sodium('0800', '140')),
      correctionWithNew(tag),
    ],
    ...twoOfTwo,
  },
  {
    name: 'a corrected message has another time and value of a test whose time is no draw: its value is corrected',
    messages: (tag) => [
      series(tag, '0900', 'F', timed('0810', '4.1'), sodium('0815', '140')),
      series(tag, '1000', 'C', timed('0930', '4.4'), sodium('0930', '140')),
    ],
    shows: [/\| K \| 4.4 mmol\/L \| corrected/, /\| NA \| 140 mmol/],
    holds: [],
  },
  ...(
    [
      ['is corrected', ['4.4', 'C'], [shown('4.4', '08:00', 'corrected')]],
      ['is taken back', ['', 'W'], []],
      ['is sent again', ['4.1', 'F'], [shown('4.1', '08:00')]],
    ] as const
  ).map(
    ([what, [value, status], first]): ArrivalSet => ({
      name: `the first of two draws ${what} by its OBX-14 in a message of the second`,
      messages: (tag) => [
        draw(tag, '0910', '0800', '4.1'),
        draw(tag, '0920', '0820', '4.6'),
        said(tag, {
          ...{ sentAt: at('1100'), order: { 7: at('0820'), 25: status === 'F' ? 'F' : 'C' } },
          results: [timed('0800', value, status)],
        }),
      ],
      shows: [...first, shown('4.6', '08:20')],
      holds: [],
    }),
  ),
  {
    name: 'the second of two draws is corrected by the OBX-14 that it has itself, in a message of the first',
    messages: (tag) => [
      draw(tag, '0910', '0800', '4.1'),
      said(tag, { sentAt: at('0920'), order: { 7: at('0820') }, results: [timed('0820', '4.6')] }),
      series(tag, '1100', 'C', timed('0820', '4.9', 'C')),
    ],
    shows: [shown('4.1', '08:00'), shown('4.9', '08:20', 'corrected')],
    holds: [],
  },
  {
    name: 'a time of verification (OBX-14) that is that of the second draw moves nothing',
    messages: (tag) => [
      series(tag, '0825', 'F', timed('0820', '4.1')),
      draw(tag, '0920', '0820', '4.6'),
      series(tag, '1100', 'C', timed('0820', '4.4', 'C')),
    ],
    shows: [/\| K \| 4.4 mmol\/L \| corrected/, /\| K \| 4.6 mmol\/L \| final/],
    holds: [],
  },
];
