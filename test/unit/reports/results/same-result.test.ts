import { describe, expect, test } from '@jest/globals';
import type { ReportPart } from '../../../../lib/model/report.ts';
import { resultStatus } from '../../../../lib/model/status.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { isSameResult } from '../../../../lib/reports/results/same-result.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

type Fields = Readonly<Record<number, string>>;

/** A message sent at this hour, with the fields of its only OBX. */
const partOf = (hour: string, fields: Fields): ReportPart =>
  onlyPart(
    anOru({
      header: { 7: `20260302${hour}0000`, 10: `X${hour}` },
      order: { 7: '20260301080000', 25: fields[11] ?? 'F' },
      results: [{ 2: 'NM', 5: '7.0', 6: 'mmol/L', 11: 'F', ...fields }],
    }),
    { messageId: hour, at: new Date('2026-03-02T20:00:00Z') },
  );

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** What stands, in whatever order the messages are filed. */
function standing(...parts: readonly ReportPart[]) {
  const charts = permutations(parts).map((order) =>
    assembleReport({ key: 'k', processingId: 'P' }, order).observations.map((one) => ({
      shown: `${resultStatus(one)} ${one.values[0]?.text ?? '-'} ${one.unit?.codings[0]?.code ?? '-'}`,
      corrects: one.corrects?.messageId,
    })),
  );
  for (const chart of charts) expect(chart).toEqual(charts[0]);
  return charts[0];
}

const spellings: [string, Fields, Fields][] = [
  ['capitals', { 6: 'mmol/L' }, { 6: 'MMOL/L' }],
  ['a small litre', { 6: 'mmol/L' }, { 6: 'mmol/l' }],
  ['the unit with its name and system', { 6: 'mmol/L' }, { 6: 'mmol/L^millimole per litre^UCUM' }],
  ['K for a thousand', { 6: '10*3/uL' }, { 6: 'K/uL' }],
  ['a caret in the power', { 6: 'x10^9/L' }, { 6: '10^9/L' }],
  ['another name of one concentration', { 6: '10*3/uL' }, { 6: '10*9/L' }],
  ['grams per litre', { 6: 'mg/L' }, { 6: 'ug/mL' }],
  ['no unit', { 6: 'mmol/L' }, { 6: '' }],
  ['an unknown unit alike', { 6: 'Einheit' }, { 6: 'Einheit ' }],
  ['a number as text', { 2: 'NM' }, { 2: 'ST', 5: '7' }],
  ['a structured number', { 2: 'ST', 5: '<5' }, { 2: 'SN', 5: '<^5' }],
  ['a structured titer', { 2: 'ST', 5: '1:80' }, { 2: 'SN', 5: '^1^:^80' }],
  ['a structured range', { 2: 'ST', 5: '5-10' }, { 2: 'SN', 5: '^5^-^10' }],
  ['a text in one value', { 2: 'ST', 5: 'A~B' }, { 2: 'FT', 5: 'A\\.br\\B' }],
  ['capitals of an answer', { 2: 'ST', 5: 'Negative' }, { 2: 'ST', 5: 'NEGATIVE' }],
  ['a full stop and spaces', { 2: 'ST', 5: 'No  growth.' }, { 2: 'TX', 5: 'No growth ' }],
  ['the words of a code', { 2: 'CWE', 5: 'NEG^Negative^L' }, { 2: 'ST', 5: 'Negative' }],
  ['words, and then their code', { 2: 'TX', 5: 'Not detected' }, { 2: 'CNE', 5: 'ND^Not Detected^L' }],
  ['the code as words', { 2: 'CE', 5: 'NEG^Negative^L' }, { 2: 'ST', 5: 'neg' }],
  ['a code without its words', { 2: 'CWE', 5: 'NEG' }, { 2: 'CWE', 5: 'NEG^Negative^L' }],
  [
    'a second code',
    { 2: 'CE', 5: 'NEG^Negative^L' },
    { 2: 'CWE', 5: 'NEG^Negative^L^260385009^Negative^SCT' },
  ],
  ['the code of another system', { 2: 'CE', 5: 'NEG^Negative^L' }, { 2: 'CWE', 5: '260385009^Negative^SCT' }],
  ['words without a code', { 2: 'CWE', 5: '^1+' }, { 2: 'ST', 5: '1+' }],
];

describe('a resend in another spelling is no news', () => {
  test.each(spellings)('%s: the correction stands', (_, sent, again) => {
    const correction = partOf('11', { 5: '4.1', 6: sent[6] ?? 'mmol/L', 11: 'C' });
    const chart = standing(partOf('10', sent), correction, partOf('12', again));
    expect(chart).toMatchObject([{ shown: `C 4.1 ${sent[6] ?? 'mmol/L'}` }]); // OBX-6
  });

  test.each(spellings)('%s: a withdrawn result stays withdrawn', (_, sent, again) => {
    const withdrawal = partOf('11', { ...sent, 5: '', 11: 'W' });
    const chart = standing(partOf('10', sent), withdrawal, partOf('12', again));
    expect(chart).toMatchObject([{ shown: expect.stringMatching(/^W /) }]);
  });

  test.each(spellings)('%s: nothing is corrected where nothing else was said', (_, sent, again) => {
    expect(standing(partOf('10', sent), partOf('12', again))).toMatchObject([
      { shown: expect.stringMatching(/^F /), corrects: undefined },
    ]);
  });

  test('a resend without its unit takes the unit away from no value', () => {
    expect(standing(partOf('10', {}), partOf('12', { 6: '' }))).toMatchObject([{ shown: 'F 7.0 mmol/L' }]);
  });
});

test.each<[string, Fields, Fields]>([
  ['milligrams and millimoles', { 6: 'mg/dL' }, { 6: 'mmol/L' }],
  ['milligrams and megagrams', { 6: 'mg/dL' }, { 6: 'Mg/dL' }],
  ['thousands and millions', { 6: '10*3/uL' }, { 6: '10*6/uL' }],
  ['equivalents and moles', { 6: 'meq/L' }, { 6: 'mmol/L' }],
  ['two ways to express D-dimer', { 6: 'ng/mL{FEU}' }, { 6: 'ng/mL{DDU}' }],
  ['a comparator', { 2: 'ST', 5: '<5' }, { 2: 'NM', 5: '5' }],
  ['the words of another code', { 2: 'CWE', 5: 'NEG^Negative^L' }, { 2: 'ST', 5: 'Positive' }],
  ['two codes of one system', { 2: 'CWE', 5: '1^See note^L' }, { 2: 'CWE', 5: '2^See note^L' }],
  ['one code of two systems', { 2: 'CWE', 5: '1^Few^A' }, { 2: 'CWE', 5: '1^Many^B' }],
  ['a number and a code', { 2: 'ST', 5: '5' }, { 2: 'CWE', 5: '5^Few^L' }],
  ['more words', { 2: 'ST', 5: 'Negative' }, { 2: 'ST', 5: 'Negative, see note' }],
  ['two antibodies', { 2: 'ST', 5: 'Anti-E' }, { 2: 'ST', 5: 'Anti-e' }],
  ['two phenotypes', { 2: 'ST', 5: 'CCee' }, { 2: 'ST', 5: 'ccEE' }],
  ['two phenotypes with one code system', { 2: 'CWE', 5: '^DCe/dce' }, { 2: 'ST', 5: 'DcE/dce' }],
])('%s are a change', (_, before, after) => {
  const [first, second] = [partOf('10', before), partOf('12', after)];
  expect(standing(first, second)).toMatchObject([{ shown: expect.stringMatching(/^C /), corrects: '10' }]);
});

test('a value without a unit is a resend of neither of two units', () => {
  const parts = [partOf('10', { 6: 'mg/dL' }), partOf('11', { 6: '' }), partOf('12', { 6: 'mmol/L' })];
  expect(standing(...parts)).toEqual([{ shown: 'C 7.0 mmol/L', corrects: '10' }]);
});

test('a map of the site that came in between changes no value', () => {
  const [sent] = partOf('10', { 6: 'Einheit' }).observations;
  if (sent?.unit === undefined) throw new Error('no unit');
  const codings = [...sent.unit.codings, { code: 'U/L', system: 'UCUM', isMapped: true as const }];
  expect(isSameResult(sent, { ...sent, unit: { ...sent.unit, codings } })).toBe(true);
});

test('words that two codes of one system have are a resend of neither', () => {
  const parts = [
    partOf('10', { 2: 'CWE', 5: '1^See note^L', 6: '' }),
    partOf('11', { 2: 'ST', 5: 'See note', 6: '' }),
    partOf('12', { 2: 'CWE', 5: '2^See note^L', 6: '' }),
  ];
  expect(standing(...parts)).toEqual([{ shown: 'C 2^See note^L -', corrects: '10' }]);
});
