import { describe, expect, test } from '@jest/globals';
import { listDeliveries } from '../../../../lib/app/operate/list-deliveries.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const site = aSite({
  destinations: [
    { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
    { id: 'ward', kind: 'hl7-http', url: 'https://ward.test/' },
    { id: 'feed', kind: 'queue' },
  ],
});

async function aSystem() {
  const operated = anOperatedSystem(site);
  await operated.take(anOru());
  const reportKey = operated.onlyReport();
  const { deliveries } = operated.system;
  const changedAt = '2026-03-02T15:00:00.000Z';
  const failure = { code: 'Http422', answer: 'Okafor is unknown' };
  await deliveries.put({ destination: 'ehr', reportKey, version: 1, state: 'parked', changedAt, failure });
  await deliveries.put({ destination: 'ward', reportKey, version: 1, state: 'delivered', changedAt });
  return { ...operated, reportKey };
}

describe('deliveries', () => {
  test('that were refused are listed without what the destination answered', async () => {
    const { system, reportKey } = await aSystem();
    const found = await listDeliveries({}, system);
    expect(found).toMatchObject({ kind: 'found', deliveries: [{ destination: 'ehr', reportKey }] });
    expect(JSON.stringify(found)).not.toContain('Okafor');
    expect(system.audit.entries).toEqual([]);
  });

  test('are read up to a bound for each destination', async () => {
    const { system, reportKey, take } = await aSystem();
    await take(anOru({ header: { 10: '2' }, order: { 3: 'F-2' } }));
    const keys = system.reports.all().map(({ report }) => report.key);
    const other = keys.find((key) => key !== reportKey) ?? '';
    const parked = { version: 1, state: 'parked' as const, changedAt: '2026-03-02T16:00:00.000Z' };
    for (const destination of ['ehr', 'ward'])
      await system.deliveries.put({ ...parked, destination, reportKey: other });
    expect(await listDeliveries({ most: 1 }, system)).toMatchObject({
      deliveries: [
        { destination: 'ehr', reportKey },
        { destination: 'ward', reportKey: other },
      ],
    });
  });

  test('of one report are listed whatever their state', async () => {
    const { system, reportKey } = await aSystem();
    expect(await listDeliveries({ report: reportKey }, system)).toMatchObject({
      deliveries: [{ state: 'parked' }, { state: 'delivered' }],
    });
    expect(await listDeliveries({ report: 'other' }, system)).toEqual({ kind: 'found', deliveries: [] });
  });

  test('are shown with the answers to a reader, for the patient of the report', async () => {
    const { system, cloud } = await aSystem();
    expect(await listDeliveries({}, system, ines)).toMatchObject({
      deliveries: [{ failure: { answer: 'Okafor is unknown' } }],
    });
    const patientKey = cloud.reports.all()[0]?.report.patient?.key;
    expect(system.audit.entries).toMatchObject([{ resourceType: 'Delivery', patientKey, count: 1 }]);
  });

  test.each(['feed', 'nobody'])(
    'to %s are none: the destinations that are delivered to are named',
    async (id) => {
      const { system } = await aSystem();
      expect(await listDeliveries({ destination: id }, system)).toEqual({
        kind: 'unknown-destination',
        known: ['ehr', 'ward'],
      });
    },
  );
});
