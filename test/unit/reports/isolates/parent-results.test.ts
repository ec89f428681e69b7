import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { parentCopiesOf } from '../../../../lib/reports/isolates/parent-results.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Row = readonly [subId: string, name: string, status?: string];

const at = (hour: number): string => `20260302${String(hour).padStart(2, '0')}0000`;

/** What the report of the culture `F1` says of its isolates in one message. */
const culture = (hour: number, status: string, ...rows: readonly Row[]): readonly ReportPart[] =>
  cultureOf({}, hour, status, ...rows);

/** The same of another order or service. */
const cultureOf = (
  order: Readonly<Record<number, string>>,
  hour: number,
  status: string,
  ...rows: readonly Row[]
): readonly ReportPart[] =>
  parentCopiesOf([
    onlyPart(
      anOru({
        header: { 7: at(hour), 10: `C${hour}` },
        order: { 3: 'F1', 4: 'CULT^Culture^L', 22: at(hour), 25: status, ...order },
        results: rows.map(([subId, name, rowStatus = status]) => ({
          ...{ 2: 'ST', 3: 'ORG^Organism^L', 4: subId, 5: name, 6: '', 11: rowStatus },
        })),
      }),
      { messageId: `m${hour}` },
    ),
  ]);

const panelOf = (isolate: string): ReportPart =>
  onlyPart(
    anOru({
      header: { 7: at(10), 10: 'S' },
      order: { 3: 'S1', 22: at(10), 26: `ORG&Organism&L^${isolate}`, 29: '^F1' },
      results: [{ 2: 'ST', 3: 'AMP^Ampicillin^L', 5: 'R', 6: '' }],
    }),
    { messageId: 'panel' },
  );

/** The status of a panel's only result, given its isolate in OBR-26.2 and .3, and what its culture said. */
function statusOf(isolate: string, ...said: readonly (readonly ReportPart[])[]): string | undefined {
  const parts = [panelOf(isolate), ...said.flat()];
  const identity = { key: 'report', processingId: 'P' };
  const [only] = assembleReport(identity, parts).observations;
  expect(assembleReport(identity, parts.toReversed()).observations[0]?.status).toBe(only?.status);
  return only?.status;
}

describe('a culture with many isolates', () => {
  /** Copies of the culture that count how often their rows are read. */
  function counted(copies: readonly ReportPart[]) {
    let reads = 0;
    const rowsOf = ({ statesParent = [] }: ReportPart) =>
      statesParent.map((row) =>
        Object.defineProperty({ ...row }, 'values', {
          enumerable: true,
          get: () => {
            reads++;
            return row.values;
          },
        }),
      );
    const own = copies.map((copy) => ({ ...copy, statesParent: rowsOf(copy) }));
    return { copies: own, reads: () => reads };
  }
  const rows = Array.from({ length: 20 }, (_, index): Row => [`${index + 1}`, `Species ${index}`]);
  const identity = { key: 'report', processingId: 'P' };

  test('is read once for the panels of all its isolates', () => {
    const { copies, reads } = counted([...culture(9, 'F', ...rows), ...culture(12, 'C', ...rows.slice(1))]);
    const statuses = rows.map(
      ([subId]) => assembleReport(identity, [panelOf(subId), ...copies]).observations[0]?.status,
    );
    const after = reads();
    expect(statuses).toEqual(['W', ...rows.slice(1).map(() => 'F')]);
    assembleReport(identity, [panelOf('1'), ...copies.map((copy) => ({ ...copy }))]);
    // names are looked up for each panel: a few reads of each row, not the whole culture again
    expect(reads() - after).toBeLessThan(rows.length * 2 * 3);
    expect(after).toBeLessThan(rows.length * 2 * 60);
  });

  test('is read again if one of its copies says something else', () => {
    const [first, second] = [culture(9, 'F', ...rows), culture(12, 'C', ...rows.slice(1))];
    const statusWith = (...copies: readonly ReportPart[]) =>
      assembleReport(identity, [panelOf('1'), ...copies]).observations[0]?.status;
    expect([statusWith(...first), statusWith(...first, ...second), statusWith(...first)]).toEqual([
      'F',
      'W',
      'F',
    ]);
    const withdrawn = second.map((copy) => ({ ...copy, isWithdrawn: true as const }));
    expect(statusWith(...first, ...withdrawn)).toBe('F');
  });
});

const twins = culture(9, 'F', ['1', 'E. coli'], ['2', 'E. coli']);

describe('the panel of an isolate', () => {
  test.each<[string, readonly ReportPart[]]>([
    ['left out', culture(12, 'C', ['1', 'E. coli'])],
    ['taken back', culture(12, 'C', ['2', '', 'W'])],
  ])('ends with it by OBX-4, although another isolate of its name stands: it was %s', (_, last) => {
    expect(statusOf('1^E. coli', twins, last)).toBe('F');
    expect(statusOf('2^E. coli', twins, last)).toBe('W');
  });

  test('stays where its words are of two isolates, one of which stands, and it has no OBX-4', () => {
    expect(statusOf('^E. coli', twins, culture(12, 'C', ['1', 'E. coli']))).toBe('F');
  });

  test('goes by its words where no message has two isolates of this name', () => {
    const both = culture(9, 'F', ['1', 'E. coli'], ['2', 'Klebsiella']);
    expect(statusOf('1^Klebsiella', both, culture(12, 'C', ['1', 'Klebsiella']))).toBe('F');
    expect(statusOf('^Klebsiella', both, culture(12, 'C', ['1', 'E. coli']))).toBe('W');
  });

  test('goes by OBX-4 where another isolate has its name in another spelling', () => {
    const both = culture(9, 'F', ['1', 'Escherichia coli'], ['2', 'E. coli']);
    const last = culture(12, 'C', ['1', 'Escherichia coli']);
    expect(statusOf('2^Escherichia coli', both, last)).toBe('W');
    expect(statusOf('1^Escherichia coli', both, last)).toBe('F');
  });
});

describe('the panel of one of several cultures', () => {
  const first = culture(9, 'F', ['1', 'E. coli']);
  const goneAs = (order: Readonly<Record<number, string>>) => [
    cultureOf(order, 11, 'F', ['1', 'Yeast']),
    cultureOf(order, 12, 'C', ['1', 'No growth']),
  ];

  test.each([
    ['service', { 4: 'FUNG^Fungal culture^L' }],
    ['filler number', { 3: 'F2' }],
  ])('stays where the isolate of another %s goes', (_, order) => {
    expect(statusOf('1', first, ...goneAs(order))).toBe('F');
    expect(statusOf('1^E. coli', first, ...goneAs(order))).toBe('F');
    expect(statusOf('1^E. coli', ...goneAs(order), first, culture(13, 'C', ['1', '', 'W']))).toBe('W');
  });

  test('goes without words although a Gram stain under its test code stands', () => {
    const withdrawn = culture(13, 'C', ['1', '', 'W']);
    const stain = (name: string) => cultureOf({ 4: 'GRAM^Gram stain^L' }, 8, 'F', ['1', name]);
    expect(statusOf('1', stain('Gram negative rods'), first, withdrawn)).toBe('W');
    expect(statusOf('1', stain('Many Gram-negative rods seen'), first, withdrawn)).toBe('W');
    expect(statusOf('1', stain('Klebsiella pneumoniae'), first, withdrawn)).toBe('F');
    expect(statusOf('1', stain('Gram negative rods'), first)).toBe('F');
  });

  test('goes without words when no culture that it may mean has its isolate left', () => {
    const fungal = { 4: 'FUNG^Fungal culture^L' };
    const withdrawn = culture(13, 'C', ['1', '', 'W']);
    expect(statusOf('1', first, withdrawn, cultureOf(fungal, 11, 'F', ['1', 'Yeast']))).toBe('F');
    expect(statusOf('1', first, withdrawn, ...goneAs(fungal))).toBe('W');
    expect(statusOf('1', first, withdrawn, cultureOf(fungal, 11, 'F', ['1', 'No growth']))).toBe('W');
  });
});

test('the copies of a report name all its services, and not those of parts that it lost', () => {
  const partOf = (messageId: string, code: string) =>
    onlyPart(anOru({ order: { 4: `${code}^Culture^L` }, results: [{ 4: '1' }] }), { messageId });
  const lost = { ...partOf('m3', 'GRAM'), isWithdrawn: true as const };
  const copies = parentCopiesOf([partOf('m1', 'CULT'), partOf('m2', 'CULTC'), lost]);
  const codesOf = copies.map(({ service }) => service?.codings.map(({ code }) => code));
  expect(codesOf).toEqual(copies.map(() => ['CULT', 'CULTC']));
});

describe('a panel that says its isolate by OBX-4 alone (OBR-26.2)', () => {
  const nameIn = (panel: ReportPart, ...said: readonly (readonly ReportPart[])[]): string | undefined => {
    const identity = { key: 'report', processingId: 'P' };
    const { parent } = assembleReport(identity, [panel, ...said.flat()]);
    expect(assembleReport(identity, [...said.flat(), panel].toReversed()).parent).toEqual(parent);
    return parent?.result?.value;
  };

  test('has the name of the isolate that stands under it', () => {
    const both = culture(9, 'F', ['1', 'Escherichia coli'], ['2', 'Proteus mirabilis']);
    expect(nameIn(panelOf('2'), both)).toBe('Proteus mirabilis');
    expect(nameIn(panelOf('2'), both, culture(12, 'C', ['2', 'Proteus vulgaris']))).toBe('Proteus vulgaris');
  });

  test('keeps the words that it says itself', () => {
    expect(nameIn(panelOf('2^Proteus'), culture(9, 'F', ['2', 'Proteus mirabilis']))).toBe('Proteus');
  });

  test('has no name where two cultures of its order have that OBX-4', () => {
    const other = cultureOf({ 4: 'FUNG^Fungal culture^L' }, 9, 'F', ['1', 'Candida albicans']);
    expect(nameIn(panelOf('1'), culture(9, 'F', ['1', 'Escherichia coli']), other)).toBeUndefined();
  });

  test('has no name of another order, of an answer, or of an isolate that was taken back', () => {
    expect(nameIn(panelOf('1'), cultureOf({ 3: 'F2' }, 9, 'F', ['1', 'Escherichia coli']))).toBeUndefined();
    expect(nameIn(panelOf('1'), culture(9, 'F', ['1', 'No growth']))).toBeUndefined();
    expect(
      nameIn(panelOf('1'), culture(9, 'F', ['1', 'E coli']), culture(12, 'C', ['1', 'E coli', 'W'])),
    ).toBeUndefined();
  });
});
