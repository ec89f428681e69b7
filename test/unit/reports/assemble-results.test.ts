import { expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { anHour, chartOf, type OrderFields, reportOfMessages } from '../../support/report-of-messages.ts';
import { size } from '../../support/size.ts';

/** Statements about three results of one order and test; each says by itself which one it means. */
type Naming = (name: number) => { readonly order?: object; readonly result?: object; readonly spm?: string };

const times = ['20260302080000', '20260302083000', '20260302090000'];
const types = ['SER^Serum^HL70487', 'UR^Urine^HL70487', 'CSF^Cerebral spinal fluid^HL70487'];
const sides = ['L^Left^L', 'R^Right^L', 'M^Middle^L'];
const namings: readonly (readonly [string, Naming])[] = [
  ['SPM-2', (name) => ({ spm: `SPM|1|T${name}||${types[0]}` })],
  ['SPM-2 and SPM-4', (name) => ({ spm: `SPM|1|T${name}||${types[name]}` })],
  ['SPM-4', (name) => ({ spm: `SPM|1|||${types[name]}` })],
  ['SPM-8', (name) => ({ spm: `SPM|1|||WND^Wound^HL70487||||${sides[name]}` })],
  ['OBR-7', (name) => ({ order: { 7: times[name] } })],
  ['OBX-4, a number', (name) => ({ result: { 4: String(name + 1) } })],
  ['OBX-4, a word', (name) => ({ result: { 4: ['CAT', 'DOG', 'MITE'][name] } })],
];

const values: readonly (readonly [string, readonly string[]])[] = [
  ['NM', ['4', '5', '6']],
  ['ST', ['Negative', 'Positive', 'Indeterminate']],
  ['CWE', ['260385009^Negative^SCT', '10828004^Positive^SCT', '82334004^Indeterminate^SCT']],
];

interface Told {
  readonly name: number;
  readonly value: number;
  readonly isMarked: boolean;
}

/** What is said of a result first is final; later statements give it another value. */
const told = fc.array(
  fc.record({
    name: fc.integer({ min: 0, max: 2 }),
    value: fc.integer({ min: 0, max: 2 }),
    isMarked: fc.boolean(),
  }),
  { minLength: 3, maxLength: 6 },
);

test.each(namings.flatMap(([by, naming]) => values.map(([type, pool]) => ({ by, naming, type, pool }))))(
  'results named by $by keep their own values of type $type, however often these are equal',
  ({ naming, type, pool }) => {
    fc.assert(
      fc.property(told, (rows) => {
        const newest = new Map<number, number>();
        const messages = rows.map(({ name, value, isMarked }: Told, index) => {
          const before = newest.get(name);
          const own = before === value ? (value + 1) % pool.length : value;
          const status = before !== undefined && isMarked ? 'C' : 'F';
          newest.set(name, own);
          const { order = {}, result = {}, spm } = naming(name);
          const fields: OrderFields = {
            order: { 7: times[0] ?? '', 25: status, ...order },
            results: [{ 2: type, 3: 'TST^Test^L', 5: pool[own] ?? '', 6: '', 11: status, ...result }],
            ...(spm === undefined ? {} : { others: [spm] }),
          };
          return anHour(10 + index, [fields]);
        });
        const report = reportOfMessages(messages);
        const shown = chartOf(report).map((line) => line.split(' ')[1]);
        const expected = [...newest.values()].map((value) => pool[value]?.split('^')[0]);
        if (report.holds.length === 0) expect(shown.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: size({ short: 8, long: 200 }) },
    );
  },
);
