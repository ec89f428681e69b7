import { describe, expect, test } from '@jest/globals';
import type { ReportedObservation } from '../../../../lib/model/report.ts';
import type { Update } from '../../../../lib/model/update.ts';
import { arrivalSets } from '../../../support/arrival-sets.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { aSite } from '../../../support/site.ts';
import { leastOf, sample } from '../../../support/size.ts';

/** What a reader sees of a result. */
const seenOf = ({ values, unit, status, notes }: ReportedObservation): string =>
  JSON.stringify([values, unit, status, notes.map(({ text }) => text)]);

/** The results in which two updates of one report differ, and those that are neither in the second nor retired by it. */
function differences(before: Update, { content }: Update) {
  const earlier = new Map(before.content?.report.observations.map((one) => [one.slot, seenOf(one)]));
  const [now, retired] = [content?.report.observations ?? [], content?.retired ?? []];
  const named = new Set([...now, ...retired].map(({ slot }) => slot));
  return {
    unnamed: now
      .filter((one) => earlier.get(one.slot) !== seenOf(one) && content?.changes.includes(one.slot) !== true)
      .map(({ slot }) => slot),
    vanished: [...earlier.keys()].filter((slot) => !named.has(slot)),
  };
}

describe('an update, compared with the one that was sent before it', () => {
  const sets = sample(arrivalSets);
  let compared = 0;

  test.each(sets)(
    'names each result that differs, and retires each that is gone: $name',
    async ({ messages }) => {
      const all = messages('T');
      for (const some of [all, all.toReversed()]) {
        const cloud = aMemoryCloud(aSite({ sources: [{ id: 'any', kind: 'lis' }] }));
        for (const message of some) await cloud.run(message);
        const last = new Map<string, Update>();
        for (const { update } of cloud.updates.updates) {
          const before = last.get(update.reportKey);
          if (before !== undefined) {
            compared++;
            expect(differences(before, update)).toEqual({ unnamed: [], vanished: [] });
          }
          last.set(update.reportKey, update);
        }
      }
    },
  );

  test('is compared often enough', () => {
    expect(compared).toBeGreaterThan(leastOf(1500));
  });
});
