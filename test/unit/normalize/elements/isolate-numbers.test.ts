import { expect, test } from '@jest/globals';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const values: ReadonlyMap<string, readonly [type: string, value: string]> = new Map([
  ['coli', ['CWE', '112283007^Escherichia coli^SCT']],
  ['kleb', ['CWE', '56415008^Klebsiella pneumoniae^SCT']],
]);

/** Rows as `OBX-3 OBX-5 OBX-4`, and OBX-4 of each as it was read. */
const numbersOf = (...rows: readonly string[]): string[] =>
  onlyPart(
    anOru({
      results: rows.map((row) => {
        const [code = '', word = '', subId = ''] = row.split(' ');
        const [type, value] = values.get(word) ?? [code === 'NOTE' ? 'TX' : 'ST', word];
        return { 2: type, 3: `${code}^^L`, 4: subId, 5: value, 6: '' };
      }),
    }),
  ).observations.map(({ subId = '-' }) => subId);

test('several isolates without OBX-4 are numbered with the rows up to their last susceptibility', () => {
  const rows = ['ORG coli', 'CNT Many', 'AMP S', 'ORG kleb', 'AMP R', 'CIP S'];
  expect(numbersOf(...rows)).toEqual(['1', '1', '1', '2', '2', '2']);
  expect(numbersOf('GRAM GNR', ...rows, 'NOTE final')).toEqual(['-', '1', '1', '1', '2', '2', '2', '-']);
  expect(numbersOf('ORG Ecoli', 'AMP S', 'NOTE seen', 'CIP S', 'ORG Candida')).toEqual([
    ...['1', '1', '-', '1', '2'],
  ]);
});

test.each<[string, readonly string[]]>([
  ['one isolate', ['ORG coli', 'AMP S', 'CIP R']],
  ['no susceptibility', ['ORG coli', 'CNT Many', 'ORG kleb', 'CNT Few']],
  ['isolates before all susceptibilities', ['ORG coli', 'ORG kleb', 'AMP S', 'AMP R']],
  ['susceptibilities before the first isolate', ['AMP S', 'ORG coli', 'AMP R', 'ORG kleb']],
  ['answers', ['HBSAG Negative', 'HIV R', 'HBSAG Positive', 'HIV R']],
  ['rows of which one has its own', ['ORG coli 1', 'AMP S', 'ORG kleb', 'AMP R']],
])('no OBX-4 is given to %s', (_, rows) => {
  expect(numbersOf(...rows)).toEqual(rows.map((row) => row.split(' ')[2] ?? '-'));
});
