import { expect, test } from '@jest/globals';
import { redeliver } from '../../../../lib/app/deliver/redeliver.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' }],
  destinations: [{ id: 'feed', kind: 'queue' }],
});

const said = (minute: number, status: string, ...results: readonly (readonly [string, string, string])[]) =>
  anOru({
    header: { 7: `2026030208${minute}00-0500`, 10: `C-${minute}` },
    order: { 22: `2026030208${minute}00-0500`, 25: status },
    results: results.map(([code, value, own]) => ({ 3: `${code}^${code}^L`, 5: value, 11: own })),
  });

test('a version behind a held one says what changed since the one that was sent, also when it is sent again', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(said(10, 'F', ['K', '6.9', 'F'], ['GLU', '93', 'F']));
  // the glucose is not marked, so the correction of the potassium waits with it
  await cloud.run(said(20, 'F', ['K', '4.1', 'C'], ['GLU', '39', 'F']));
  expect(cloud.updates.updates).toHaveLength(1);
  await cloud.run(said(30, 'F', ['GLU', '39', 'C']));
  const { update } = cloud.updates.updates[1] ?? {};
  expect(update).toMatchObject({ version: 3, previous: 1, reason: 'corrected' });
  expect(update?.content?.changes).toEqual(['report', 'K|L||', 'GLU|L||']);

  const { reports, updates } = cloud;
  const wish = { destination: 'feed', reportKey: update?.reportKey ?? '', redelivery: 'r1' };
  expect(await redeliver(wish, { reports, updates, site })).toEqual({ kind: 'queued', version: 3 });
  expect(cloud.updates.updates[2]?.update).toEqual({ ...update, redelivery: 'r1' });
});
