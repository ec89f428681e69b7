import { describe, expect, test } from '@jest/globals';
import { renderBundle } from '../../../../lib/render/fhir/bundle.ts';
import { assembleReport } from '../../../../lib/reports/assemble-report.ts';
import { readTermCsv } from '../../../../lib/terminology/term-csv.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { asVersion, reportOf } from '../../../support/normalized.ts';
import { aSite } from '../../../support/site.ts';

const HEADER = 'code,system,unit,specimen,loinc,display,ucum,convert_to,molar_mass\n';

/** A site whose only source has these maps and rules. */
function siteWith(lines: string, rules: Readonly<Record<string, unknown>> = {}) {
  const site = aSite({ sources: [{ id: 'core-lis', kind: 'lis', ...rules }] });
  const { terms, problems } = readTermCsv(HEADER + lines);
  expect(problems).toEqual([]);
  return { ...site, sources: site.sources.map((source) => ({ ...source, terms })) };
}

const glucose = 'GLU,L,mg/dL,,2345-7,Glucose in serum,,,\n';

describe('a result whose code is in the map of its source', () => {
  test('has the LOINC code beside the one that was sent', () => {
    const [observation] = reportOf(anOru(), { site: siteWith(glucose) }).observations;
    expect(observation?.code.codings).toEqual([
      { code: 'GLU', display: 'Glucose', system: 'L' },
      { code: '2345-7', display: 'Glucose in serum', system: 'LN', isMapped: true },
    ]);
    expect(observation?.slot).toBe('GLU|L||');
  });

  test('is asked for in another unit, and keeps what was sent, range and all', () => {
    const site = siteWith('GLU,L,mg/dL,,2345-7,,,mmol/L,180.156\n');
    const report = reportOf(anOru({ results: [{ 5: '93', 7: '70-99' }] }), { site });
    const [observation] = report.observations;
    expect(observation).toMatchObject({
      values: [{ number: '93' }],
      unit: { codings: [{ code: 'mg/dL' }, {}] },
      referenceRange: { text: '70-99' },
      converted: {
        values: [{ number: '5.16' }],
        unit: { codings: [{ code: 'mmol/L', system: 'UCUM' }] },
        referenceRange: { low: '3.89', high: '5.50' },
      },
    });
    const rendered = renderBundle(asVersion(report), site.laboratory).entry?.find(
      ({ resource }) => resource?.resourceType === 'Observation',
    )?.resource;
    expect(rendered).toMatchObject({
      valueQuantity: { value: 5.16, unit: 'mmol/L', code: 'mmol/L' },
      referenceRange: [{ low: { value: 3.89 }, high: { value: 5.5 } }],
      note: [{ text: 'Reported by the laboratory as 93 mg/dL, reference range 70-99' }],
    });
  });

  test.each([
    ['<20', { number: '1.11', comparator: '<', text: '<1.11' }],
    ['positive', undefined],
  ])('of %s in another unit', (value, expected) => {
    const site = siteWith('GLU,L,mg/dL,,2345-7,,,mmol/L,180.156\n');
    const type = expected === undefined ? 'ST' : 'NM';
    const [observation] = reportOf(anOru({ results: [{ 2: type, 5: value }] }), { site }).observations;
    expect(observation?.converted?.values[0]).toEqual(
      expected === undefined ? undefined : expect.objectContaining(expected),
    );
  });
});

describe('a result whose code nobody has mapped', () => {
  test('is delivered as it was sent, counted, and listed', async () => {
    const { run, unmapped, updates } = aMemoryCloud(siteWith(''));
    const record = await run(anOru({ results: [{ 6: 'G/L' }, { 3: '2345-7^Glucose^LN' }] }));
    expect(record?.ledger).toMatchObject({ stored: 2, unmapped: 1 });
    expect(updates.updates).toHaveLength(1);
    expect(await unmapped.of('core-lis')).toMatchObject([
      {
        code: 'GLU',
        system: 'L',
        display: 'Glucose',
        unit: 'G/L',
        ucum: undefined,
        lacks: 'both',
        at: 'OBX[1]',
      },
    ]);
  });

  test('is held where the source says so', async () => {
    const { run, reports, updates } = aMemoryCloud(siteWith('', { unmapped: 'hold' }));
    const record = await run(anOru());
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'unmapped-code': 1 } });
    expect(reports.all()[0]?.report.holds).toEqual(['unmapped-code']);
    expect(updates.updates).toEqual([]);
  });
});

describe('a number in a unit that the map does not name', () => {
  test('is held, because it may be wrong by a thousand', async () => {
    const { run } = aMemoryCloud(siteWith(glucose));
    const record = await run(anOru({ results: [{ 5: '0.93', 6: 'g/L' }] }));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'unit-mismatch': 1 } });
  });

  test('is delivered as sent where the source says so', async () => {
    const { run } = aMemoryCloud(siteWith(glucose, { unitMismatch: 'deliver' }));
    expect((await run(anOru({ results: [{ 6: 'g/L' }] })))?.ledger).toMatchObject({ stored: 1 });
  });
});

test('a newer map is no correction of the result', () => {
  const before = reportOf(anOru(), { site: siteWith(''), messageId: 'm1' });
  const after = reportOf(anOru(), { site: siteWith(glucose), messageId: 'm2' });
  const report = assembleReport({ key: before.key, processingId: 'P' }, [...before.parts, ...after.parts]);
  expect(report.observations).toHaveLength(1);
  expect(report.observations[0]?.isUnmarkedCorrection).toBe(false);
});
