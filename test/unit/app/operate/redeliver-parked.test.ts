import { expect, test } from '@jest/globals';
import { redeliverParked } from '../../../../lib/app/operate/redeliver-parked.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

async function aParkedUpdate() {
  const { system, take, onlyReport } = anOperatedSystem();
  await take(anOru());
  const parked = {
    ...{ destination: 'ehr', reportKey: onlyReport(), version: 1 },
    ...{ state: 'parked' as const, changedAt: '2026-03-02T15:00:00.000Z' },
  };
  await system.deliveries.put(parked);
  const queued = () => system.updates.updates.flatMap(({ update: { redelivery } }) => redelivery ?? []);
  return { system, parked, queued };
}

test('a parked update is queued again, and two people who ask for it send one request', async () => {
  const { system, parked, queued } = await aParkedUpdate();
  expect(await redeliverParked([parked], system)).toMatchObject({
    kind: 'sent',
    updates: [{ outcome: { kind: 'queued', version: 1 } }],
  });
  await redeliverParked([parked], system);
  expect(queued()).toHaveLength(2);
  expect(new Set(queued()).size).toBe(1);
});

test('nothing is sent if one of the updates is not as it was seen', async () => {
  const { system, parked, queued } = await aParkedUpdate();
  for (const seen of [
    { ...parked, version: 2 },
    { ...parked, changedAt: '2026-03-02T14:00:00.000Z' },
    { ...parked, reportKey: 'nothing' },
  ])
    expect(await redeliverParked([parked, seen], system)).toEqual({ kind: 'changed', gone: [seen] });
  await system.deliveries.put({ ...parked, state: 'delivered', changedAt: '2026-03-02T16:00:00.000Z' });
  expect(await redeliverParked([parked], system)).toEqual({ kind: 'changed', gone: [parked] });
  expect(queued()).toEqual([]);
});
