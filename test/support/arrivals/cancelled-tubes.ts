import { msh, obr, pid, segment, toMessage } from '../messages.ts';
import { type ArrivalSet, at, type Fields, type Result, said } from './messages.ts';

const tube = (tag: string, number = 'T1'): string =>
  segment('SPM', {
    ...{ 1: '1', 2: `${tag}${number}&HIS`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' },
  });

/** Of an analyzer that names only the tube. */
const run = (tag: string, sentAt: string, results: readonly Result[], number?: string): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(sentAt), header: { 3: 'ANALYZER' }, results },
    order: { 2: '', 3: '', 4: 'RUN^Run^L', 7: '' },
    more: [tube(tag, number)],
  });

/** Of a LIS. Without results, OBR-25 X cancels the whole order. */
const report = (tag: string, sentAt: string, order: Fields, ...results: readonly Result[]): Uint8Array =>
  reportOf(tag, sentAt, 'T1', order, ...results);

const reportOf = (
  tag: string,
  sentAt: string,
  number: string,
  order: Fields,
  ...results: readonly Result[]
): Uint8Array => said(tag, { sentAt: at(sentAt), order, results, more: [tube(tag, number)] });

const hematology = (tag: string): Fields => ({ 2: `${tag}P2`, 3: `${tag}F2`, 4: 'HEM^Blood count^L' });
const CANCELLED = { 25: 'X' };

const ordered = (tag: string, sentAt: string, control: string, ...services: readonly Fields[]): Uint8Array =>
  toMessage(
    msh({ 7: at(sentAt), 9: 'OML^O21^OML_O21', 10: `${tag}${control}${sentAt}` }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101' }),
    ...services.flatMap((order) => {
      const named = { 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', ...order };
      return [
        segment('ORC', { 1: control, 2: named[2], 3: named[3] }),
        obr({ 7: '', 25: '', ...named }),
        tube(tag),
      ];
    }),
  );

const k = (value: string): Result => ({ code: 'K', value });
const shown = (code: string, value: string): RegExp => new RegExp(`^A \\| ${code} \\| ${value} mmol/L \\| `);

/** A LIS cancels an order of a tube that an analyzer has measured. */
export const cancelledTubes: readonly ArrivalSet[] = [
  {
    name: 'the value of an analyzer goes with the only order of its tube',
    messages: (tag) => [run(tag, '0830', [k('8.1')]), report(tag, '0900', CANCELLED)],
    shows: [],
    results: 0,
    holds: [],
  },
  {
    name: 'the value of an analyzer goes with the order of its tube that OC cancels',
    messages: (tag) => [
      ordered(tag, '0700', 'NW', {}),
      run(tag, '0830', [k('8.1')]),
      ordered(tag, '0900', 'OC', {}),
    ],
    shows: [],
    results: 0,
    holds: [],
  },
  {
    name: 'the value of an analyzer waits where one of two orders of its tube was cancelled',
    messages: (tag) => [
      ordered(tag, '0700', 'NW', {}, hematology(tag)),
      run(tag, '0830', [k('8.1')]),
      report(tag, '0900', { ...hematology(tag), ...CANCELLED }),
    ],
    shows: [],
    holds: ['cancelled-with-results'],
  },
  {
    name: 'the value of an analyzer waits where the other order of its tube has other results',
    messages: (tag) => [
      run(tag, '0830', [k('8.1')]),
      report(tag, '0845', hematology(tag), { code: 'HB', value: '9.1' }),
      report(tag, '0900', CANCELLED),
    ],
    shows: [],
    holds: ['cancelled-with-results'],
  },
  {
    name: 'the other order of a tube whose order was cancelled reports the value of an analyzer',
    messages: (tag) => [
      run(tag, '0830', [k('4.1'), { code: 'PH', value: '7.3' }]),
      report(tag, '0845', {}, k('4.2'), { code: 'PH', value: '7.4' }),
      report(tag, '0900', { ...hematology(tag), ...CANCELLED }),
    ],
    shows: [shown('K', '4.2'), shown('PH', '7.4')],
    holds: [],
  },
  {
    name: 'the value of an analyzer goes with both orders of its tube',
    messages: (tag) => [
      run(tag, '0830', [k('8.1')]),
      report(tag, '0900', CANCELLED),
      report(tag, '0905', { ...hematology(tag), ...CANCELLED }),
    ],
    shows: [],
    results: 0,
    holds: [],
  },
  {
    name: 'a test that a LIS did not report stays where it cancels the results that it reported',
    messages: (tag) => [
      run(tag, '0830', [k('8.1'), { code: 'PH', value: '7.3' }]),
      report(tag, '0845', {}, k('8.1')),
      report(tag, '0900', CANCELLED),
    ],
    shows: [shown('PH', '7.3')],
    holds: [],
  },
  {
    name: 'a value that is measured after the cancellation stays',
    messages: (tag) => [
      run(tag, '0830', [k('8.1')]),
      report(tag, '0900', CANCELLED),
      run(tag, '0930', [k('4.1')]),
    ],
    shows: [shown('K', '4.1')],
    holds: [],
  },
  {
    name: 'the values of a hemolyzed tube go although the order is reported from another tube',
    messages: (tag) => [
      run(tag, '0830', [k('8.1'), { code: 'PH', value: '7.3' }]),
      report(tag, '0900', CANCELLED),
      run(tag, '0930', [k('4.1'), { code: 'PH', value: '7.4' }], 'T2'),
      reportOf(tag, '0945', 'T2', {}, k('4.2')),
    ],
    shows: [shown('K', '4.2'), shown('PH', '7.4')],
    holds: [],
  },
  {
    name: 'the value of another tube stays where an order is cancelled',
    messages: (tag) => [run(tag, '0830', [k('4.1')], 'T2'), report(tag, '0900', CANCELLED)],
    shows: [shown('K', '4.1')],
    holds: [],
  },
];
