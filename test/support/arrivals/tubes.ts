import { segment } from '../messages.ts';
import { type ArrivalSet, at, type Result, said } from './messages.ts';

const SERUM = 'SER^Serum^HL70487';
const URINE = 'UR^Urine^HL70487';

const tube = (tag: string, number = 'T1', type = SERUM): string =>
  segment('SPM', { 1: '1', 2: `${tag}${number}&HIS`, 4: type, 11: 'P^Patient^HL70369' });

/** Of an analyzer that names each test as a service, and only the tube. */
const measured = (tag: string, sentAt: string, result: Result, number?: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), header: { 3: 'ANALYZER' }, results: [result] },
    order: { 2: '', 3: '', 4: `${result.code}^^L`, 7: '' },
    more: [tube(tag, number)],
  });

/** As `measured`, sent and analyzed (OBX-19) at one time of any day. */
const measuredAt = (tag: string, time: string, value: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: time, header: { 3: 'ANALYZER' }, results: [{ ...k(value), fields: { 19: time } }] },
    order: { 2: '', 3: '', 4: 'K^^L', 7: '', 22: time },
    more: [tube(tag)],
  });

/** As `measured`, of a specimen of this type (SPM-4). */
const measuredIn = (tag: string, sentAt: string, type: string, result: Result): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), header: { 3: 'ANALYZER' }, results: [result] },
    order: { 2: '', 3: '', 4: `${result.code}^^L`, 7: '' },
    more: [tube(tag, 'T1', type)],
  });

/** Several runs of one test, of an analyzer that knows the panel. */
const runs = (tag: string, sentAt: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, {
    sentAt: at(sentAt),
    header: { 3: 'ANALYZER' },
    order: { 3: '', 2: '' },
    results,
    more: [tube(tag)],
  });

/** Of a LIS: the panel of the tube. */
const panel = (tag: string, sentAt: string, status: string, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order: { 25: status }, results, more: [tube(tag)] });

const k = (value: string, status = 'F'): Result => ({ code: 'K', value, status });
const na = (value: string): Result => ({ code: 'NA', value });
const shown = (code: string, value: string): RegExp => new RegExp(`^A \\| ${code} \\| ${value} mmol/L \\| `);

/** One tube, about which an analyzer reports single tests and a LIS a panel. */
export const tubes: readonly ArrivalSet[] = [
  {
    name: 'the panel of a LIS replaces the value that the analyzer sent of its tube',
    messages: (tag) => [
      measured(tag, '0840', k('8.1')),
      panel(tag, '0850', 'F', k('4.1')),
      panel(tag, '0930', 'C', k('4.0', 'C')),
    ],
    shows: [shown('K', '4')],
  },
  {
    name: 'a correction of a LIS replaces the value that the analyzer sent, and no test that it lacks',
    messages: (tag) => [
      measured(tag, '0840', k('8.1')),
      measured(tag, '0841', na('150')),
      panel(tag, '0930', 'C', k('4.1', 'C')),
    ],
    shows: [shown('K', '4.1'), shown('NA', '150')],
  },
  {
    name: 'a panel that comes in parts replaces what the analyzer sent between them',
    messages: (tag) => [
      panel(tag, '0850', 'F', k('4.1')),
      measured(tag, '0851', na('150')),
      measured(tag, '0852', k('8.1')),
      panel(tag, '0930', 'F', na('140')),
    ],
    shows: [shown('K', '4.1'), shown('NA', '140')],
  },
  {
    name: 'a withdrawal of a LIS takes back what the analyzer sent',
    messages: (tag) => [measured(tag, '0840', k('8.1')), panel(tag, '0930', 'C', k('', 'W'))],
    shows: [],
  },
  ...[k('', 'X'), { ...k('.....'), fields: { 2: 'NM' } }].map(
    (failed): ArrivalSet => ({
      name: `a run that failed leaves the value of the run before: OBX-5 "${failed.value}"`,
      messages: (tag) => [measured(tag, '0840', k('4.1')), measured(tag, '0930', failed)],
      shows: [shown('K', '4.1')],
      holds: [],
    }),
  ),
  {
    name: 'a run that failed between two others leaves the newest value',
    messages: (tag) => [
      measured(tag, '0840', k('4.1')),
      measured(tag, '0850', k('', 'X')),
      measured(tag, '0900', k('4.2')),
    ],
    shows: [shown('K', '4.2')],
  },
  {
    name: 'a LIS that cancels takes out the value whose rerun failed',
    messages: (tag) => [
      measured(tag, '0840', k('4.1')),
      measured(tag, '0850', k('', 'X')),
      panel(tag, '0930', 'F', k('', 'X')),
    ],
    shows: [],
    results: 0,
  },
  {
    name: 'the one value of a LIS replaces the runs of an analyzer',
    messages: (tag) => [
      runs(tag, '0830', k('6.9'), k('4.0')),
      runs(tag, '0840', k('4.2')),
      panel(tag, '0900', 'F', k('4.1')),
    ],
    shows: [shown('K', '4.1')],
    holds: [],
  },
  {
    name: 'the value of another tube stays beside the panel',
    messages: (tag) => [measured(tag, '0840', k('8.1'), 'T2'), panel(tag, '0850', 'F', k('4.1'))],
    shows: [shown('K', '4.1'), shown('K', '8.1')],
  },
  {
    name: 'the urine of an analyzer stays beside the serum of a LIS that has the number of one tube',
    messages: (tag) => [measuredIn(tag, '0840', URINE, na('80')), panel(tag, '0850', 'F', na('141'))],
    shows: [/^A \| NA \| 80 mmol\/L \| final/, /^A \| NA \| 141 mmol\/L \| final/],
    holds: [],
  },
  {
    name: 'a specimen of a type that only one of the two systems names is of the tube',
    messages: (tag) => [measuredIn(tag, '0840', '', k('8.1')), panel(tag, '0850', 'F', k('4.1'))],
    shows: [shown('K', '4.1')],
    holds: [],
  },
  {
    name: 'the isolate that a LIS does not name stays beside the one that it names',
    messages: (tag) => [
      measured(tag, '0840', { ...k('8'), fields: { 4: '2' } }),
      panel(tag, '0850', 'F', { ...k('4'), fields: { 4: '1' } }),
    ],
    shows: [shown('K', '4'), shown('K', '8')],
    holds: [],
  },
  {
    name: 'a result that an analyzer states under the number of a tube a day later is another result',
    messages: (tag) => [
      measuredAt(tag, at('0840'), '4.1'),
      panel(tag, '0850', 'F', k('4.4')),
      measuredAt(tag, '20260211094500', '5.5'),
    ],
    shows: [shown('K', '4.4'), shown('K', '5.5')],
    holds: [],
  },
  ...(['0850', '1000'] as const).map(
    (time): ArrivalSet => ({
      name: `the value of a LIS (${time}) stands although an analyzer corrected it, and the correction waits`,
      messages: (tag) => [
        measured(tag, '0840', k('8.1')),
        panel(tag, time, 'F', k('8.1')),
        measured(tag, '0945', { ...k('4.1'), status: 'C' }),
      ],
      shows: [shown('K', '8.1')],
      holds: ['unmarked-correction'],
    }),
  ),
  {
    name: 'the value of a LIS stands although an analyzer corrected it twice, and the other test is shown',
    messages: (tag) => [
      measured(tag, '0840', k('8.1')),
      measured(tag, '0845', { ...k('4.1'), status: 'C' }),
      panel(tag, '0850', 'F', k('8.1'), na('141')),
      measured(tag, '0945', { ...k('4.2'), status: 'C' }),
    ],
    shows: [shown('K', '8.1'), shown('NA', '141')],
  },
  {
    name: 'a LIS that takes over the correction of an analyzer shows it',
    messages: (tag) => [
      measured(tag, '0840', k('8.1')),
      measured(tag, '0845', { ...k('4.1'), status: 'C' }),
      panel(tag, '0950', 'F', k('4.1')),
    ],
    shows: [shown('K', '4.1')],
    holds: [],
  },
];
