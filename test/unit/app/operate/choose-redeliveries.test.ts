import { expect, test } from '@jest/globals';
import { chooseRedeliveries } from '../../../../lib/app/operate/choose-redeliveries.ts';
import { patientKeyFrom } from '../../../../lib/app/operate/read-patient.ts';
import { anOru } from '../../../support/messages.ts';
import { anOperatedSystem, ines } from '../../../support/operator.ts';
import { aSite } from '../../../support/site.ts';

const destinations = [
  { id: 'ehr', kind: 'fhir', url: 'https://ehr.test' },
  { id: 'feed', kind: 'queue' },
];

const result = (number: string, order: string) =>
  anOru({
    header: { 10: order },
    patient: { 3: `${number}^^^RIVERSIDE^MR` },
    order: { 3: `${order}^CORELIS` },
  });

async function aSystem() {
  const operated = anOperatedSystem(aSite({ destinations }));
  const keys = new Map<string, string>();
  for (const [number, order] of [
    ['1', 'F-1'],
    ['2', 'F-2'],
    ['1', 'F-3'],
  ] as const) {
    await operated.take(result(number, order));
    keys.set(order, operated.cloud.updates.updates.at(-1)?.update.reportKey ?? '');
  }
  const keysOf = (...orders: string[]) =>
    orders.map((order) => expect.objectContaining({ destination: 'feed', reportKey: keys.get(order) }));
  return { ...operated, keys, keysOf };
}

test('a destination that reads its queue is sent what it is named for', async () => {
  const { system, keys } = await aSystem();
  const reportKey = keys.get('F-1') ?? '';
  const reports = [reportKey, reportKey];
  expect(await chooseRedeliveries({ kind: 'reports', reports, destination: 'feed' }, system)).toEqual({
    ...{ kind: 'chosen', redeliveries: [{ destination: 'feed', reportKey }] },
  });
  expect(await chooseRedeliveries({ kind: 'reports', reports }, system)).toEqual({
    ...{ kind: 'chosen', redeliveries: [{ destination: 'ehr', reportKey }] },
  });
  expect(await chooseRedeliveries({ kind: 'reports', reports, destination: 'fax' }, system)).toEqual({
    ...{ kind: 'unknown-destination', known: ['ehr', 'feed'] },
  });
});

test('every report of a patient is chosen, and the choice is in the audit log', async () => {
  const { system, keysOf } = await aSystem();
  const key = patientKeyFrom('1^^^RIVERSIDE^MR') ?? '';
  const chosen = await chooseRedeliveries(
    { kind: 'patient', destination: 'feed', key, reader: ines },
    system,
  );
  expect(chosen).toMatchObject({ kind: 'chosen' });
  const { redeliveries } = chosen as Extract<typeof chosen, { kind: 'chosen' }>;
  expect(redeliveries).toHaveLength(2);
  expect(redeliveries).toEqual(expect.arrayContaining(keysOf('F-1', 'F-3')));
});
