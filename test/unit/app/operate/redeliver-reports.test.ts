import { expect, test } from '@jest/globals';
import { chooseRedeliveries } from '../../../../lib/app/operate/choose-redeliveries.ts';
import { redeliverReports } from '../../../../lib/app/operate/redeliver-reports.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem } from '../../../support/operator.ts';

async function aParkedReport() {
  const operated = anOperatedSystem();
  await operated.take(anOru());
  const reportKey = operated.onlyReport();
  const changedAt = '2026-03-02T15:00:00.000Z';
  await operated.system.deliveries.put({
    destination: 'ehr',
    reportKey,
    version: 1,
    state: 'parked',
    changedAt,
  });
  operated.cloud.updates.updates.length = 0;
  return { ...operated, reportKey };
}

test('updates that were refused, or named reports, are chosen for each destination', async () => {
  const { system, reportKey } = await aParkedReport();
  const parked = { kind: 'chosen', redeliveries: [{ destination: 'ehr', reportKey }] };
  expect(await chooseRedeliveries({ kind: 'parked' }, system)).toEqual(parked);
  expect(await chooseRedeliveries({ kind: 'reports', reports: ['r-1'] }, system)).toEqual({
    kind: 'chosen',
    redeliveries: [{ destination: 'ehr', reportKey: 'r-1' }],
  });
  expect(await chooseRedeliveries({ kind: 'parked', destination: 'ward' }, system)).toMatchObject({
    kind: 'unknown-destination',
  });
});

test('the newest version of each is queued once more, as one wish, and what is not possible says why', async () => {
  const { system, cloud, reportKey } = await aParkedReport();
  const wanted = [reportKey, 'nothing'].map((key) => ({ destination: 'ehr', reportKey: key }));
  const done = await Array.fromAsync(redeliverReports(wanted, { actor: 'ines' }, system));
  expect(done).toMatchObject([
    { reportKey, kind: 'queued', version: 1 },
    { reportKey: 'nothing', kind: 'refused', reason: expect.any(String) },
  ]);
  expect(cloud.updates.updates).toMatchObject([{ update: { reportKey, redelivery: expect.any(String) } }]);
});
