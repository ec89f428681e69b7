import { describe, expect, test } from '@jest/globals';
import { holdReasonsOf } from '../../../../lib/model/message.ts';
import type { Quality } from '../../../../lib/site/quality/schema.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aQuality } from '../../../support/quality/controls.ts';

/** A result of a patient, on a tube with this number. */
const onTube = (number: string, { container = '', filler = 'F1', analyte = 'GLU' } = {}) =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 9: 'OUL^R22', 10: `M-${number}-${container}-${filler}` }),
    pid({ 3: '4711^^^RIVERSIDE^MR' }),
    ...(number === '' && container === '' ? [] : [segment('SPM', { 2: number, 11: 'P^^HL70369' })]),
    ...(container === '' ? [] : [segment('SAC', { 3: container })]),
    obr({ 3: filler }),
    obx({ 3: `${analyte}^Test^99LAB`, 5: '300', 6: 'mg/dL', 18: 'c303', 19: '20260303090000+0000' }),
  );

async function holdsOf(message: Uint8Array, quality: Quality = aQuality()) {
  const cloud = aMemoryCloud(undefined, { quality, since: Date.UTC(2026, 2, 3, 20) });
  const record = await cloud.run(message);
  const [report] = cloud.reports.all();
  return {
    cloud,
    record,
    holds: report?.report.holds,
    isSent: report?.published === report?.version,
  };
}

describe('a result with the number of a control of the site', () => {
  test.each([
    ['its specimen', onTube('QC1')],
    ['its container', onTube('', { container: 'QC1' })],
    ['its order, without a specimen', onTube('', { filler: 'QC1' })],
    ['its specimen, of a test that no control decides about', onTube('QC1', { analyte: 'XYZ' })],
  ])('by %s is held although it says that it is a patient', async (_, message) => {
    const { holds, record, isSent } = await holdsOf(message);
    expect([holds, isSent]).toEqual([['unknown-role'], false]);
    expect(record).toMatchObject({ ledger: { stored: 0, held: { 'unknown-role': 1 } } });
    expect(record && holdReasonsOf(record)).toEqual(['unknown-role']);
  });

  test('is released by a person', async () => {
    const { cloud, record } = await holdsOf(onTube('QC1'));
    await cloud.replay({ messageId: record?.id ?? '', release: ['unknown-role'] } as never);
    expect(cloud.reports.all().at(-1)?.report.holds).toEqual([]);
  });

  test.each([
    ['another number', onTube('QC12'), aQuality()],
    ['an order with the number, and a tube of a patient', onTube('T-1', { filler: 'QC1' }), aQuality()],
    ['a number of another source', onTube('QC1'), named([{ source: 'lis', material: 'QC1' }])],
    [
      'a number that is a control only with a lot',
      onTube('QC1'),
      named([{ source: 'analyzer', material: 'QC1', lot: 'A' }]),
    ],
  ])('is not: %s', async (_, message, quality) => {
    expect(await holdsOf(message, quality)).toMatchObject({ holds: [], isSent: true });
  });
});

function named(names: Quality['materials'][number]['lots'][number]['levels'][number]['names']): Quality {
  const quality = aQuality();
  return {
    ...quality,
    materials: quality.materials.map((material) => ({
      ...material,
      lots: material.lots.map((lot) => ({
        ...lot,
        levels: lot.levels.map((level) => ({ ...level, names })),
      })),
    })),
  };
}
