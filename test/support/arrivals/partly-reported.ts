import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, COLLECTED, type Fields, type Result, said } from './messages.ts';

const SERUM = 'SER^Serum^HL70487';

const tube = (tag: string, number: string, type = SERUM): string =>
  segment('SPM', { 1: '1', 2: `${tag}${number}&HIS`, 4: type, 11: 'P^Patient^HL70369' });

interface Run {
  readonly results: readonly Result[];
  readonly number?: string;
  readonly type?: string;
  readonly order?: Fields;
}

/** Of an analyzer that names only the tube, and reports several tests together. */
const run = (tag: string, sentAt: string, { results, number = 'T1', type, order }: Run): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), header: { 3: 'ANALYZER' }, results },
    order: { 2: '', 3: '', 4: 'RUN^Run^L', 7: '', ...order },
    more: [tube(tag, number, type)],
  });

/** Of a LIS, about the tube. */
const panel = (tag: string, sentAt: string, order: Fields, ...results: readonly Result[]): Uint8Array =>
  said(tag, { sentAt: at(sentAt), order, results, more: [tube(tag, 'T1')] });

/** Of the analyzer, on a day of February. */
const measuredAt = (tag: string, time: string, results: readonly Result[]): Uint8Array => {
  const sentAt = `202602${time}00`;
  const timed = results.map((one) => ({ ...one, fields: { 19: sentAt } }));
  return said(tag, {
    ...{ sentAt, header: { 3: 'ANALYZER' }, results: timed, more: [tube(tag, 'T1')] },
    order: { 2: '', 3: '', 4: 'RUN^Run^L', 7: '' },
  });
};

/** An order of a person for the order numbers of the LIS. */
const ordered = (tag: string, person: 'A' | 'B', number = 'T1'): Uint8Array =>
  toMessage(
    msh({ 7: at('0700'), 9: 'OML^O21^OML_O21', 10: `${tag}O` }),
    pid({
      ...(person === 'A' ? { 5: 'Lind^Ada', 7: '19700101' } : { 5: 'Berg^Bo', 7: '19550505' }),
      3: `${tag}${person}^^^RIVERSIDE^MR`,
    }),
    segment('ORC', { 1: 'NW', 2: `${tag}P1`, 3: `${tag}F1` }),
    obr({ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 7: '', 25: '' }),
    tube(tag, number),
  );

const CHEM = {};
const gasOf = (tag: string): Fields => ({ 3: `${tag}F2`, 4: 'GAS^Blood gas^L' });

const k = (value: string, status = 'F'): Result => ({ code: 'K', value, status });
const ph = (value: string, status = 'F'): Result => ({ code: 'PH', value, status });
const cl = (value: string): Result => ({ code: 'CL', value });
const shown = (code: string, value: string): RegExp => new RegExp(`^A \\| ${code} \\| ${value} mmol/L \\| `);

/** Results of an analyzer of which a LIS reports some, in one panel or in several. */
export const partlyReported: readonly ArrivalSet[] = [
  {
    name: 'a value that the LIS reports replaces that of the run, and the other test of the run stays',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('4.4')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'two panels of a LIS together replace the tests of one run',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('4.4')),
      panel(tag, '0901', gasOf(tag), ph('7.4')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.4')],
    holds: [],
  },
  {
    name: 'a panel that grows replaces the whole run in the end',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('4.4')),
      panel(tag, '0930', CHEM, ph('7.4')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.4')],
    holds: [],
  },
  {
    name: 'a preliminary value of a LIS leaves the value of the run until it is final',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', { 25: 'P' }, k('4.3', 'P')),
      panel(tag, '0930', CHEM, k('4.4')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a second run of the tube does not bring back the value that the LIS replaced',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('4.4')),
      run(tag, '0930', { results: [k('4.2'), ph('7.2')] }),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.2')],
    holds: [],
  },
  {
    name: 'a rerun of one test of a run adds nothing to what the LIS reports',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      run(tag, '0840', { results: [k('4.2')] }),
      panel(tag, '0900', CHEM, k('4.4')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a LIS that takes back one test of a run takes out the value of the run',
    messages: (tag) => [
      run(tag, '0830', { results: [k('8.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('8.1')),
      panel(tag, '0930', { 25: 'C' }, k('', 'W')),
    ],
    shows: [shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a correction of a LIS whose original was lost replaces one value of a run of its minute',
    messages: (tag) => [
      run(tag, '0830', { results: [k('8.1'), ph('7.3')], order: { 7: COLLECTED } }),
      panel(tag, '0930', { 25: 'C' }, k('4.1', 'C')),
    ],
    shows: [shown('K', '4.1'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a run of another tube stays beside the values of the LIS',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')], number: 'T2' }),
      panel(tag, '0900', CHEM, k('4.4')),
    ],
    shows: [shown('K', '4.1'), shown('K', '4.4'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a run of urine stays beside the serum of a LIS that has the number of one tube',
    messages: (tag) => [
      run(tag, '0830', { results: [k('40'), cl('90')], type: 'UR^Urine^HL70487' }),
      panel(tag, '0900', CHEM, k('4.4'), ph('7.4')),
    ],
    shows: [shown('K', '40'), shown('CL', '90'), shown('K', '4.4'), shown('PH', '7.4')],
    holds: [],
  },
  {
    name: 'tests of a run that a LIS reports in part and in another panel show the word of the LIS once',
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3'), cl('101')] }),
      panel(tag, '0900', CHEM, k('4.4'), ph('7.4')),
      panel(tag, '0930', gasOf(tag), cl('100')),
    ],
    shows: [shown('K', '4.4'), shown('PH', '7.4'), shown('CL', '100')],
    holds: [],
  },
  {
    name: "the value of a run comes back if the order of the LIS turns out to be somebody else's",
    messages: (tag) => [
      run(tag, '0830', { results: [k('4.1'), ph('7.3')] }),
      panel(tag, '0900', CHEM, k('4.4')),
      ordered(tag, 'B', 'T9'),
    ],
    shows: [shown('K', '4.1'), shown('PH', '7.3')],
    holds: [],
  },
  {
    name: "the value of a run comes back if the cancelled order turns out to be somebody else's",
    messages: (tag) => [
      run(tag, '0830', { results: [k('8.1')] }),
      panel(tag, '0900', { 25: 'X' }),
      ordered(tag, 'B', 'T9'),
    ],
    shows: [shown('K', '8.1')],
    holds: [],
  },
  {
    name: 'a test that an analyzer repeats on another day, on an ordered tube, stays beside the word of the LIS',
    messages: (tag) => [
      ordered(tag, 'A'),
      measuredAt(tag, '100830', [k('4.1')]),
      panel(tag, '0900', CHEM, k('4.4')),
      measuredAt(tag, '110930', [k('5.5')]),
    ],
    shows: [shown('K', '4.4'), shown('K', '5.5')],
    holds: [],
  },
  {
    name: 'a run of another day, on an ordered tube, keeps the value that the LIS reported the day before',
    messages: (tag) => [
      ordered(tag, 'A'),
      measuredAt(tag, '100830', [k('4.1'), ph('7.3')]),
      panel(tag, '0900', CHEM, k('4.4')),
      measuredAt(tag, '110930', [k('5.5'), ph('7.5')]),
    ],
    shows: [shown('K', '4.4'), shown('K', '5.5'), shown('PH', '7.5')],
    holds: [],
  },
  {
    name: 'the serum of a LIS replaces that of an analyzer which measured urine of the number, too',
    messages: (tag) => [
      run(tag, '0830', { results: [k('40')], type: 'UR^Urine^HL70487' }),
      run(tag, '0835', { results: [k('4.1')] }),
      panel(tag, '0900', CHEM, k('4.4')),
    ],
    shows: [shown('K', '40'), shown('K', '4.4')],
    holds: [],
  },
];
