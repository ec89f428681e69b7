import { expect, test } from '@jest/globals';
import { documentAction, excludePoint } from '../../../../lib/app/quality/act-on-system.ts';
import { systemHistory } from '../../../../lib/app/quality/find-lot.ts';
import { measuredAt } from '../../../../lib/model/qc-point.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import {
  actionsOf,
  excludedOf,
  type PlayedVector,
  qualityOf,
  roundsOf,
} from '../../../support/quality/played-vectors.ts';
import { rulesIn, sorted, vectors } from '../../../support/quality/vectors.ts';

const begin = Date.UTC(2026, 2, 2, 6);
const evening = begin + 16 * 3_600_000;
const mara = { actor: 'mara', reason: 'vector', channel: 'command-line' as const };

test.each(['oldest', 'newest'] as const)(
  'the stored verdicts of every vector are the expected ones, with its %s results first',
  async (order) => {
    const played = vectors.map((vector, index): PlayedVector => ({ id: `v${index}`, vector, order }));
    const quality = qualityOf(played, begin);
    const { run, dependencies, qc, verdicts } = aMemoryCloud(undefined, { quality, since: evening });
    const audit = { record: async () => undefined };
    let ids = 0;
    const all = { ...dependencies, audit, newId: () => `a${ids++}` };
    const knownOf = ({ id }: PlayedVector) => {
      const system = quality.systems.find((one) => one.id === id);
      if (system === undefined) throw new Error(id);
      return { materials: quality.materials, system, timeZone: 'UTC' };
    };
    const document = async (): Promise<void> => {
      for (const one of played)
        for (const action of actionsOf(one, begin)) await documentAction(knownOf(one), action, mara, all);
    };
    if (order === 'newest') await document();
    for (const message of roundsOf(played, begin).flat()) await run(message);
    if (order === 'oldest') await document();
    for (const one of played)
      for (const at of excludedOf(one, begin)) {
        const point = qc
          .all()
          .find((stored) => stored.analyzer === one.id && measuredAt(stored)?.getTime() === at);
        if (point === undefined) throw new Error('no point');
        await excludePoint(knownOf(one), point, mara, all);
      }
    for (const one of played) {
      const versions = await verdicts.versionsSince(systemHistory(knownOf(one).system), new Date(0));
      const newest = [...new Map(versions.map((version) => [version.event, version])).values()];
      const events = newest
        .flatMap(({ evaluation }) => evaluation ?? [])
        .toSorted((a, b) => a.start - b.start);
      const broken = rulesIn(events.map(({ violations }) => violations.map(({ rule }) => rule)));
      const { name = '', breaks = [] } = vectors[Number(one.id.slice(1))] ?? {};
      expect([name, broken]).toEqual([name, breaks.map(sorted)]);
    }
  },
);
