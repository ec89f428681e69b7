import { expect, test } from '@jest/globals';
import { lotsNamed, proposeActivation } from '../../../../lib/app/quality/activate-lot.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import { qualityFileSchema, type TestSystem } from '../../../../lib/site/quality/schema.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aControl, aQuality } from '../../../support/quality/controls.ts';

const now = new Date('2026-04-01T12:00:00Z');

/** A bench on which lot B runs beside lot A, each with its own name in messages. */
function aBench(system: Readonly<Record<string, unknown>> = {}) {
  const { systems } = aQuality(system);
  const quality = qualityFileSchema.parse({
    materials: [
      {
        ...{ id: 'control', name: 'Control' },
        lots: ['A', 'B'].map((lot) => ({
          lot,
          levels: [{ level: '1', names: [{ source: 'analyzer', material: `QC${lot}` }] }],
        })),
      },
    ],
    systems,
  });
  const [first] = quality.systems as [TestSystem];
  const cloud = aMemoryCloud(undefined, { quality, since: now.getTime() });
  const recorded: AuditEntry[] = [];
  const person = { actor: 'mara', reason: 'lot A is used up', channel: 'command-line' as const };
  const audit = { record: async (entry: AuditEntry) => void recorded.push(entry) };
  const dependencies = { ...cloud.dependencies, audit: audit as never, newId: () => 'id', clock: () => now };
  const known = { materials: quality.materials, system: first, timeZone: 'America/New_York' };
  const propose = (name = 'B', overlaps = false) => {
    const [lot] = lotsNamed(name, first);
    if (lot === undefined) throw new Error('no lot');
    return proposeActivation(known, { lot, at: now, overlaps }, person, dependencies);
  };
  /** One run of lot B on each of so many days. */
  const runs = async (days: number, value = '110') => {
    for (let day = 10; day < 10 + days; day++)
      await cloud.run(aControl({ at: `202603${day}120000`, value, material: 'QCB' }));
  };
  const exclude = async (index: number) => {
    const [...points] = await cloud.qc.read(systemHistory(first), {
      ...{ since: new Date(0), until: now, most: 100 },
    });
    const id = points.toReversed()[index]?.id ?? '';
    await cloud.controlActions.put(systemHistory(first), {
      ...{ id: `x${index}`, kind: 'exclude', at: now.toISOString(), recordedAt: now.toISOString() },
      ...{ by: 'ines', why: 'air bubble', point: id },
    });
    return id;
  };
  return { ...cloud, propose, runs, exclude, recorded };
}

test('ten runs on ten days make a target, and the lot in use is retired', async () => {
  const { propose, runs, recorded } = aBench();
  await runs(10);
  const found = await propose();
  expect(found).toMatchObject({
    obstacles: [],
    lots: [
      { lot: 'A', retired: now.toISOString() },
      { lot: 'B', active: now.toISOString(), by: 'mara' },
    ],
    // the SD of lot A is 10 at 100
    targets: [
      {
        ...{ material: 'control', lot: 'B', level: '1', basis: 'established', mean: '110.00' },
        ...{ sd: '11.0000', unit: 'mg/dL', from: now.toISOString(), by: 'mara' },
      },
    ],
  });
  expect(found.runs).toHaveLength(10);
  expect(recorded).toMatchObject([
    { action: 'document', subject: 'glucose', actor: 'mara', reason: 'lot A is used up', count: 10 },
  ]);
});

test('nine runs are refused: the answer says which are missing, and nothing is documented', async () => {
  const { propose, runs, recorded } = aBench();
  await runs(9);
  const found = await propose();
  expect(found).toMatchObject({ obstacles: ['level 1: 9 of 10 runs; 1 missing'], lots: [], targets: [] });
  expect(found.runs).toHaveLength(9);
  expect(recorded).toEqual([]);
});

test('a run is left out only by an exclusion, and is listed with its reason', async () => {
  const { propose, runs, exclude } = aBench();
  await runs(11);
  const id = await exclude(3);
  const found = await propose();
  expect(found.obstacles).toEqual([]);
  expect(found.runs).toHaveLength(11);
  expect(found.runs.filter(({ excluded }) => excluded !== undefined)).toMatchObject([
    { id, excluded: { by: 'ines', why: 'air bubble' } },
  ]);
  expect(found.levels).toMatchObject([{ n: 10 }]);
});

test('the site says how many runs are required; on few days the target is provisional', async () => {
  const { propose, runs } = aBench({ parallelRuns: 3 });
  await runs(3);
  expect((await propose()).targets).toMatchObject([{ basis: 'provisional' }]);
});

test('the lot in use stays in use if lots overlap', async () => {
  const { propose, runs } = aBench();
  await runs(10);
  expect((await propose('control/B', true)).lots).toMatchObject([{ lot: 'B', active: now.toISOString() }]);
});

test.each([
  ['active', 'A', 'the lot is active since 2026-03-01T00:00:00Z'],
  ['retired', 'C', 'the lot is retired since 2026-03-02T00:00:00Z'],
  ['received', 'D', 'the lot is not parallel: say in the site since when it is'],
])('a lot that is %s is refused', async (_, name, obstacle) => {
  const lots = [
    { material: 'control', lot: 'A', active: '2026-03-01T00:00:00Z', by: 'Ines' },
    { material: 'control', lot: 'C', retired: '2026-03-02T00:00:00Z' },
    { material: 'control', lot: 'D', received: '2026-03-02T00:00:00Z' },
  ];
  const { propose } = aBench({ lots });
  expect(await propose(name)).toMatchObject({ obstacles: [obstacle], runs: [] });
});
