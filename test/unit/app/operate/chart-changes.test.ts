import { expect, test } from '@jest/globals';
import { planRelease } from '../../../../lib/app/operate/ask-release.ts';
import { chartChanges } from '../../../../lib/app/operate/chart-changes.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  sources: [
    {
      ...{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' },
      sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
    },
  ],
});

test('a change is seen from the version that charts show, not from the one that is held', async () => {
  const { system, take } = anOperatedSystem(site);
  await take(anOru({ results: [{ 5: '93' }] }));
  const messageId = await take(anOru({ header: { 10: '2' }, results: [{ 5: '39' }] }));
  const plan = await planRelease({ messageId, release: ['unmarked-correction'], by: 'ines' }, system);
  if (plan.kind !== 'planned') throw new Error(plan.reason);
  expect(await chartChanges(plan.changes, system.reports)).toMatchObject([
    { now: { version: 1 }, next: { version: 3 }, isSent: true },
  ]);
});

test('a report that was never sent is in no chart', async () => {
  const { system, take } = anOperatedSystem();
  const messageId = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
  const plan = await planRelease({ messageId, release: ['placeholder-number'], by: 'ines' }, system);
  if (plan.kind !== 'planned') throw new Error(plan.reason);
  const changes = await chartChanges(plan.changes, system.reports);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ now: undefined, isSent: true });
});
