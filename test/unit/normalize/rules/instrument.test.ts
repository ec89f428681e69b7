import { describe, expect, test } from '@jest/globals';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import type { Observation } from '../../../../lib/model/observation.ts';
import { admitMessage } from '../../../../lib/normalize/admit/admit-message.ts';
import { normalizeResults } from '../../../../lib/normalize/kinds/normalize-results.ts';
import { aSite } from '../../../support/site.ts';

/** What the lines of one message become, from a source with these parts of a profile and this map. */
function normalized(
  lines: readonly string[],
  parts: Readonly<Record<string, unknown>> = {},
  terms: readonly object[] = [],
  released: readonly HoldReason[] = [],
) {
  const site = aSite({ sources: [{ id: 'instrument', kind: 'analyzer', ...parts }] });
  const mapped = { ...site, sources: site.sources.map((source) => ({ ...source, terms: [...terms] })) };
  const admitted = admitMessage(Buffer.from(lines.map((line) => `${line}\r`).join('')), mapped);
  if (!admitted.ok) throw new Error(JSON.stringify(admitted.issues));
  const options = { messageId: 'm1', receivedAt: new Date('2026-03-02T14:00:00Z'), site: mapped, released };
  return normalizeResults(admitted.value, options);
}

const results = (of: ReturnType<typeof normalized>): readonly Observation[] =>
  of.parts.flatMap(({ part }) => part.observations);

const loincOf = ({ code }: Observation) => code.codings.find(({ system }) => system === 'LN')?.code;

const msh = (processingId = 'P', result = '') =>
  `MSH|^~\\&|M|L|||20260302080000||ORU^R01|1|${processingId}|2.3.1||||${result}`;
const hl7 = (...obx: readonly string[]) => [msh(), 'PID|1||P1', 'OBR|1||S1|CBC', ...obx];
const astm = (...records: readonly string[]) => [
  'H|\\^&|||M',
  'P|1||P1',
  'O|1|S1||^^^HIV',
  ...records,
  'L|1|N',
];

describe('readings of an instrument', () => {
  const rows = [
    'R|1|^^^HIV^Viral load|1234|copies/mL||||F',
    'R|2|^^^HIV^^^HIV-1^Ct|38.4|||||F',
    'R|3|^^^HIV^^^IC^|PASS|||||F',
  ];
  const rules = {
    codes: [{ code: 'R-3.4', sub: ['R-3.7', 'R-3.8'] }],
    results: { readings: [{ at: 'R-3.7', filled: true }] },
  };

  test('are set aside and counted, and only the main result is in the chart', () => {
    const read = normalized(astm(...rows), rules);
    expect(results(read).map(({ values }) => values[0]?.text)).toEqual(['1234']);
    expect(read.setAside).toEqual([
      expect.objectContaining({ reason: 'instrument-reading', observations: 2 }),
    ]);
    expect(read.received).toBe(3);
  });

  test('that the profile shows are results under lines of their own in the map', () => {
    const shown = { ...rules, results: { ...rules.results, shown: [{ at: 'R-3.8', equals: ['Ct'] }] } };
    const terms = [
      { code: 'HIV', loinc: '20447-9' },
      { code: 'HIV', sub: 'HIV-1 Ct', loinc: '94500-6' },
    ];
    const read = results(normalized(astm(...rows), shown, terms));
    expect(read.map((one) => [one.subId, loincOf(one)])).toEqual([
      [undefined, '20447-9'],
      ['HIV-1 Ct', '94500-6'],
    ]);
  });

  test('never take the LOINC code or the unit of their test, with or without a profile', () => {
    const terms = [{ code: 'HIV', loinc: '20447-9', ucum: '{copies}/mL' }];
    const read = results(normalized(astm(...rows), {}, terms));
    expect(read.map((one) => [loincOf(one), one.unit?.codings.length ?? 0])).toEqual([
      ['20447-9', 2],
      [undefined, 0],
      [undefined, 0],
    ]);
  });

  test('over HL7 are told by their own marks', () => {
    const read = normalized(hl7('OBX|1|NM|WBC||7.1||||||F', 'OBX|2|NM|WBC^RAW||1897||||||F'), {
      results: { readings: [{ at: 'OBX-3.2', equals: ['RAW'] }] },
    });
    expect(results(read).map(({ values }) => values[0]?.text)).toEqual(['7.1']);
    expect(read.setAside).toEqual([expect.objectContaining({ reason: 'instrument-reading' })]);
  });

  test('alone are held, because the profile may be that of another instrument', () => {
    const read = normalized(astm(...rows.slice(1)), rules);
    expect([read.parts, read.setAside]).toEqual([[], []]);
    expect(read.held).toEqual([expect.objectContaining({ reason: 'only-readings', observations: 2 })]);
  });

  test('alone are set aside once a person has released them', () => {
    const read = normalized(astm(...rows.slice(1)), rules, [], ['only-readings']);
    expect([read.held, read.setAside]).toEqual([[], [expect.objectContaining({ observations: 2 })]]);
  });

  test('alone in one order are set aside beside the result of another', () => {
    const read = normalized(astm(rows[0] ?? '', 'O|2|S2||^^^HIV', ...rows.slice(1)), rules);
    expect([read.parts.length, read.held.length, read.setAside.length]).toEqual([1, 0, 1]);
  });

  test('of a control are no points', () => {
    const [first = '', ...others] = astm(...rows);
    const read = normalized(
      [first, ...others.map((line) => line.replace('S1||^^^HIV', 'S1||^^^HIV|||||||Q'))],
      rules,
    );
    expect(read.qcPoints).toHaveLength(1);
    expect(read.setAside.map(({ reason, observations }) => [reason, observations])).toEqual([
      ['control-material', 1],
      ['instrument-reading', 2],
    ]);
  });
});

describe('control material', () => {
  const obx = 'OBX|1|NM|WBC||7.1||||||F';

  test.each([
    ['MSH-11 Q', [msh('Q'), 'PID|1||P1', 'OBR|1||S1|CBC', obx], {}],
    ['MSH-16 2', [msh('P', '2'), 'PID|1||P1', 'OBR|1||S1|CBC', obx], { at: 'MSH-16', equals: ['2'] }],
    ['the number of the order', hl7(obx), { at: 'OBR-3', prefix: 'S' }],
    ['the patient', hl7(obx), { at: 'PID-3', equals: ['P1'] }],
    ['a result', hl7(obx), { at: 'OBX-3', equals: ['WBC'] }],
  ])('is known by %s, and never a patient’s', (_, lines, mark) => {
    const read = normalized(lines, 'at' in mark ? { controls: { marks: [mark] } } : {});
    expect([read.parts.length, read.qcPoints.length]).toEqual([0, 1]);
    // the material is a control; the run is not training
    expect(read.qcPoints[0]?.processingId).toBe('P');
  });

  test.each([
    ['O-12 with several codes', 'O|1|C1||^^^HIV|||||||X\\Q'],
    ['the kind of sample in O-4', 'O|1|C1|1^0^1^^CONTROL^NORMAL|^^^HIV'],
  ])('in ASTM is known by %s', (_, order) => {
    const read = normalized(['H|\\^&|||M', 'P|1', order, 'R|1|^^^HIV|5', 'L|1|N']);
    expect([read.parts.length, read.qcPoints.length]).toEqual([0, 1]);
  });

  test('by a mark in the header, the patient or a result of ASTM', () => {
    for (const mark of [
      { at: 'H-5', equals: ['M'] },
      { at: 'P-4', equals: ['P1'] },
      { at: 'R-3.4', equals: ['HIV'] },
    ]) {
      const read = normalized(astm('R|1|^^^HIV|5'), { controls: { marks: [mark] } });
      expect([mark.at, read.parts.length, read.qcPoints.length]).toEqual([mark.at, 0, 1]);
    }
  });

  test('of one order says nothing about the next', () => {
    const lines = astm(
      'R|1|^^^HIV|5',
      'O|2|C1||^^^HIV|||||||Q',
      'R|1|^^^HIV|6',
      'O|3|S2||^^^HIV',
      'R|1|^^^HIV|7',
    );
    const read = normalized(lines);
    expect(results(read).map(({ values }) => values[0]?.text)).toEqual(['5', '7']);
    expect(read.qcPoints).toHaveLength(1);
  });
});

describe('a result over HL7', () => {
  const rules = {
    codes: [{ code: 'OBX-3.1.1', name: 'OBX-3.1.3', sub: ['OBX-3.1.2'] }],
    values: {
      words: [{ value: '1', text: 'Positive' }],
      none: [{ equals: ['ERROR'], reason: 'The run failed' }],
    },
    flags: [{ flag: 'R!', as: 'A', text: 'Smear needed', review: true }],
  };
  const one = (obx: string): Observation | undefined => results(normalized(hl7(obx), rules))[0];

  test('has its code, its name and its sub-code where the profile says', () => {
    const read = one('OBX|1|ST|MTB&rpoB&Xpert MTB||1||||||F');
    expect(read?.code.codings).toEqual([{ code: 'MTB', display: 'Xpert MTB' }]);
    expect([read?.subId, read?.values[0]?.text]).toEqual(['rpoB', 'Positive']);
  });

  test('whose name stands in OBX-4 has a name and no sub-id', () => {
    const named = { codes: [{ code: 'OBX-3', name: 'OBX-4' }] };
    const [read] = results(normalized(hl7('OBX|1|NM|2|Albumin|41|g/L|||||F'), named));
    expect([read?.code.codings, read?.subId]).toEqual([[{ code: '2', display: 'Albumin' }], undefined]);
  });

  test('that failed has no value, and says why', () => {
    const read = one('OBX|1|ST|MTB||ERROR||||||F');
    expect([read?.values, read?.status, read?.notes[0]?.text]).toEqual([[], 'X', 'The run failed (ERROR)']);
  });

  test('whose flag asks for a review is not final', () => {
    const read = one('OBX|1|NM|MTB||5|||R!|||F');
    expect([read?.flags, read?.status, read?.notes[0]?.text]).toEqual([['A'], 'R', 'R!: Smear needed']);
  });

  test('of dots where a number was promised has none; in a text they stay', () => {
    const [number, text] = results(normalized(hl7('OBX|1|NM|A||.....||||||F', 'OBX|2|TX|B||.....||||||F')));
    expect([number?.values, number?.status]).toEqual([[], 'X']);
    expect(text?.values[0]?.text).toBe('.....');
  });

  test('has a critical range beside its reference range', () => {
    const [read] = results(
      normalized(astm('R|1|^^^K|4.4|mmol/L|2.8 to 6.2^critical\\3.5 to 5.1^normal|||F')),
    );
    expect([read?.referenceRange, read?.criticalRange]).toMatchObject([
      { low: '3.5', high: '5.1' },
      { low: '2.8', high: '6.2' },
    ]);
  });
});

test('a message of training is held, whatever word it uses', () => {
  for (const word of ['T', 'TRAINING', 'training', 'TEST RUN']) {
    const [first = '', ...others] = astm('R|1|^^^HIV|5|||||F');
    const read = normalized([`${first}|||||LIS||${word}|LIS2-A2`, ...others]);
    expect([word, read.parts[0]?.part.holds]).toEqual([word, ['processing-id']]);
  }
});

test('an order with two specimens has two', () => {
  const lines = ['H|\\^&|||M', 'P|1||P1', 'O|1|SID102\\SID103||^^^XM', 'R|1|^^^XM|COMPATIBLE|||||F', 'L|1|N'];
  const [incoming] = normalized(lines).parts;
  expect(incoming?.part.specimens.map(({ placerId }) => placerId?.value)).toEqual(['SID102', 'SID103']);
});
