import { expect, test } from '@jest/globals';
import type { DynamoStoreOptions } from '../../../lib/adapters/dynamodb/dynamo-store.ts';
import { DynamoQcStore } from '../../../lib/adapters/dynamodb/qc-store.ts';
import { DynamoVerdictStore } from '../../../lib/adapters/dynamodb/verdict-store.ts';
import { MemoryQcStore } from '../../../lib/adapters/memory/qc-store.ts';
import { MemoryVerdictStore } from '../../../lib/adapters/memory/verdict-store.ts';
import type { QcStore } from '../../../lib/ports/qc-store.ts';
import type { VerdictStore } from '../../../lib/ports/verdict-store.ts';
import type { LocalCloud } from '../../../local/start.ts';
import { readTable, unique } from '../cloud.ts';
import { msh, obr, obx, segment, toMessage } from '../messages.ts';
import { normalized } from '../normalized.ts';
import { aPoint } from '../quality/controls.ts';

/** Control results, verdicts and states of test systems. */
export function qualityStores(store: () => DynamoStoreOptions, cloud: () => LocalCloud): void {
  test.each<readonly [string, () => QcStore]>([
    ['DynamoDB', () => new DynamoQcStore(store())],
    ['memory', () => new MemoryQcStore()],
  ])('control results of a period are read from %s, the newest first', async (_, make) => {
    const qc = make();
    const analyzer = `c303#${unique()}`;
    const points = ['20260303060000', '20260303070000', '20260304060000', '20260305060000'].map((at) => ({
      ...aPoint({ at }),
      analyzer,
    }));
    await qc.put(points);
    await qc.put([{ ...aPoint({ at: '20260303063000' }), analyzer: `${analyzer}0` }]);
    const history = { source: 'analyzer', processingId: 'P', analyzer, analyte: 'GLU' };
    const [since, until] = [new Date('2026-03-03T06:00:00Z'), new Date('2026-03-04T06:00:00Z')];
    const times = async (most: number) =>
      (await qc.read(history, { since, until, most })).map(({ observation }) =>
        new Date(observation.analyzed?.iso ?? '').toISOString().slice(5, 13),
      );
    expect(await times(10)).toEqual(['03-04T06', '03-03T07', '03-03T06']);
    expect(await times(2)).toEqual(['03-04T06', '03-03T07']);
  });

  test.each<readonly [string, () => VerdictStore]>([
    ['DynamoDB', () => new DynamoVerdictStore(store())],
    ['memory', () => new MemoryVerdictStore()],
  ])('a version of a verdict and a state of a test system are stored once in %s', async (_, make) => {
    const verdicts = make();
    const system = { source: 'analyzer', processingId: 'P', analyzer: `c303#${unique()}`, analyte: 'GLU' };
    const other = { ...system, analyte: 'K' };
    const aVersion = (event: string, start: string, version: number, cause = 'm1') => ({
      ...{ event, version, cause, start: Date.parse(start), judgedAt: '2026-03-04T00:00:00.000Z' },
    });
    expect(await verdicts.append(system, aVersion('b', '2026-03-03T07:00:00Z', 1))).toBe(true);
    expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 2))).toBe(true);
    expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 1))).toBe(true);
    expect(await verdicts.append(system, aVersion('a', '2026-03-03T06:00:00Z', 1, 'm2'))).toBe(false);
    const since = async (time: string) =>
      (await verdicts.versionsSince(system, new Date(time))).map((one) => [
        one.event,
        one.version,
        one.cause,
      ]);
    expect(await since('2026-03-03T06:00:00Z')).toEqual([
      ['a', 1, 'm1'],
      ['a', 2, 'm1'],
      ['b', 1, 'm1'],
    ]);
    expect(await since('2026-03-03T06:30:00Z')).toEqual([['b', 1, 'm1']]);
    const aState = (version: number, evidence: string) => ({
      ...{ version, judgedBy: 'x' },
      steps: [{ at: 1, state: 'good' as const, evidence }],
    });
    expect(await verdicts.putState(system, aState(2, 'too early'))).toBe(false);
    expect(await verdicts.putState(system, aState(1, 'a'))).toBe(true);
    expect(await verdicts.putState(system, aState(1, 'b'))).toBe(false);
    expect(await verdicts.putState(system, aState(2, 'c'))).toBe(true);
    expect(await verdicts.states([other, system])).toEqual([undefined, aState(2, 'c')]);
  });

  test('a control result with more beside it than an item holds is kept all the same', async () => {
    const analyzer = unique();
    const control = normalized(
      toMessage(
        msh({ 9: 'OUL^R22' }),
        segment('SPM', { 2: 'L-1', 11: 'Q' }),
        obr(),
        segment('NTE', { 3: 'x'.repeat(500_000) }),
        obx({ 18: analyzer }),
        ...Array.from({ length: 1500 }, (_, index) =>
          obx({ 3: `S${index}^^99X^S_OTHER^Other^IHELAW`, 5: '1', 18: analyzer }),
        ),
      ),
    );
    await new DynamoQcStore(store()).put(control.qcPoints);
    const { qcPoints } = await readTable({
      mllpPort: 0,
      awsUrl: cloud().aws.url,
      tableName: cloud().tableName,
    });
    expect(qcPoints.filter((key) => key.includes(analyzer))).toHaveLength(1);
  });
}
