import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, pid, segment, toMessage } from '../../../support/messages.ts';

const order = { 2: 'P1', 3: 'F1', 7: '202603020700-0500' };
const original = anOru({ order });

/** A correction of the original; PID-3 is empty unless said. */
const correction = (patient: Readonly<Record<number, string>> = {}, status = 'C') =>
  anOru({
    header: { 7: '20260302090000-0500', 10: `C-${status}` },
    patient: { 3: '', 5: '', 7: '', ...patient },
    order: { ...order, 25: status },
    results: [{ 5: '39', 11: status }],
  });

const afterOriginal = async (message: Uint8Array) => {
  const cloud = aMemoryCloud();
  await cloud.run(original);
  return { cloud, record: await cloud.run(message) };
};

describe('a correction without a patient number', () => {
  test('has the patient of the report that it corrects, and says where this patient is from', async () => {
    const { cloud, record } = await afterOriginal(correction());
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
    const [version, ...others] = cloud.reports.all();
    expect(others).toEqual([]);
    const [first, second] = version?.report.parts ?? [];
    expect(second).toMatchObject({
      patient: { key: first?.patient?.key },
      patientFrom: { kind: 'report', messageId: first?.messageId, at: 'OBR[1]' },
    });
  });

  test('adds nothing to what is known of the patient', async () => {
    const { cloud } = await afterOriginal(correction({ 5: 'Roe^Jane Maria', 8: 'M' }));
    const [patient] = cloud.identities.patients();
    expect(JSON.stringify(patient)).not.toContain('Maria');
  });

  test.each([
    ['another name', { 5: 'Berg^Bo' }],
    ['another birth date', { 7: '19550505' }],
  ])('waits if it describes %s', async (_, patient) => {
    const { cloud, record } = await afterOriginal(correction(patient));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { 'no-patient': 1 } });
    expect(cloud.updates.updates).toHaveLength(1);
  });

  test('is tried again by itself when the report comes', async () => {
    const cloud = aMemoryCloud();
    const held = await cloud.run(correction());
    expect(held?.ledger).toMatchObject({ held: { 'no-patient': 1 } });
    await cloud.run(original);
    const record = (await cloud.messages.get(held?.id ?? ''))?.record;
    expect(record).toMatchObject({ ledger: { stored: 1, held: {} }, replays: [{ by: 'labwire' }] });
  });

  test('is read once more, because its report may be in the making in another sequence', async () => {
    const cloud = aMemoryCloud();
    const id = await cloud.accept(correction());
    await cloud.normalize(id);
    expect(cloud.inbound.entries.at(-1)).toMatchObject({ messageId: id, occasion: 'awaited' });
    await cloud.normalize(id, { occasion: 'awaited' });
    expect(cloud.inbound.entries.filter(({ occasion }) => occasion === 'awaited')).toHaveLength(1);
  });

  test('and a result that corrects nothing gets no patient from a report', async () => {
    const { record } = await afterOriginal(correction({}, 'F'));
    expect(record?.ledger).toMatchObject({ held: { 'no-patient': 1 } });
  });
});

describe('a result without a patient number that describes somebody else than the patient of its order', () => {
  test('is held, and a release files it for the patient of the order', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(
      toMessage(
        msh({ 7: '20260302070000-0500', 9: 'OML^O21', 10: 'O-1' }),
        pid(),
        segment('ORC', { 1: 'NW', 2: 'P1', 3: 'F1' }),
        obr({ ...order, 25: '' }),
      ),
    );
    const held = await cloud.run(correction({ 5: 'Berg^Bo' }, 'F'));
    expect(held?.ledger).toMatchObject({ stored: 0, held: { 'patient-mismatch': 1 } });
    await cloud.replay({ messageId: held?.id ?? '', release: ['patient-mismatch'] });
    const record = (await cloud.messages.get(held?.id ?? ''))?.record;
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
    expect(cloud.reports.all()[0]?.report).toMatchObject({
      holds: [],
      patient: { names: [{ family: 'Okafor' }] },
    });
  });
});
