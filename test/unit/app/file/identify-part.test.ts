import { describe, expect, test } from '@jest/globals';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

/** A LIS that orders, and an analyzer that shares its numbers. */
const site = aSite({
  sources: [
    { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS' }, numbersOf: 'laboratory' },
    { id: 'analyzer', kind: 'analyzer', sender: { application: 'ANALYZER' }, numbersOf: 'laboratory' },
    { id: 'stranger', kind: 'analyzer', sender: { application: 'STRANGER' } },
  ],
});

const order = (
  fields: { patient?: string; placer?: string; specimen?: string; id?: string; time?: string } = {},
) =>
  toMessage(
    msh({ 9: 'OML^O33^OML_O33', 10: fields.id ?? 'ORDER', 7: fields.time ?? '20260302070000-0500' }),
    fields.patient ?? pid(),
    segment('SPM', { 1: '1', 2: fields.specimen ?? 'S-1', 11: 'P' }),
    segment('ORC', { 1: 'NW', 2: fields.placer ?? 'P-1' }),
    obr({ 2: fields.placer ?? 'P-1', 3: '', 25: '' }),
  );

/** What an analyzer sends that was never told the patient. */
const result = (
  fields: { placer?: string; specimen?: string; patient?: string; sender?: string; role?: string } = {},
) =>
  toMessage(
    msh({ 3: fields.sender ?? 'ANALYZER', 9: 'OUL^R22^OUL_R22', 10: 'RESULT' }),
    ...(fields.patient === undefined ? [] : [fields.patient]),
    segment('SPM', { 1: '1', 2: fields.specimen ?? 'S-1', 11: fields.role ?? 'P' }),
    obr({ 2: fields.placer ?? 'P-1', 3: '' }),
    obx(),
  );

const other = pid({ 3: '700999^^^RIVERSIDE^MR', 5: 'Quill^Jonas' });

describe('a result that names no patient', () => {
  test('gets that of its order, and says so', async () => {
    const cloud = aMemoryCloud(site);
    expect(await cloud.run(order())).toMatchObject({ state: 'processed', reports: [] });
    expect(await cloud.run(result())).toMatchObject({ ledger: { stored: 1, held: {} } });
    const [version] = cloud.reports.all();
    expect(version?.report).toMatchObject({
      patient: { names: [{ family: 'Okafor' }] },
      holds: [],
      parts: [{ patientFrom: { kind: 'order', at: 'ORC[1]' } }],
    });
    expect(cloud.updates.updates).toHaveLength(1);
  });

  test('gets that of its specimen where its order number is another', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    await cloud.run(result({ placer: '""' }));
    expect(cloud.reports.all()[0]?.report.parts[0]).toMatchObject({ patientFrom: { kind: 'specimen' } });
  });

  test('is the same report as one that names the patient', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    await cloud.run(result());
    await cloud.run(result({ patient: pid() }));
    expect(cloud.reports.all()).toHaveLength(1);
    expect(cloud.reports.all()[0]?.report.observations).toHaveLength(1);
  });

  test.each([
    ['nobody ordered', { placer: 'P-9', specimen: 'S-9' }],
    ["a stranger's numbers are its own", { sender: 'STRANGER' }],
  ])('is held where %s', async (_, fields) => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    expect(await cloud.run(result(fields))).toMatchObject({ ledger: { held: { 'no-patient': 1 } } });
    expect(cloud.updates.updates).toEqual([]);
  });

  test('is held where its order and its specimen are of different patients', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    await cloud.run(order({ id: 'ORDER-2', placer: 'P-2', specimen: 'S-2', patient: other }));
    expect(await cloud.run(result({ placer: 'P-1', specimen: 'S-2' }))).toMatchObject({
      ledger: { held: { 'patient-mismatch': 1 } },
      reports: [],
    });
  });

  test('of training never gets the patient of a real order', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    const training = Buffer.from(result()).toString().replace('|P|2.5.1', '|T|2.5.1');
    await cloud.run(Buffer.from(training));
    expect(cloud.reports.all()[0]?.report.patient).toBeUndefined();
  });
});

describe('a result that names a patient', () => {
  test('whom its order contradicts is held', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    expect(await cloud.run(result({ patient: other }))).toMatchObject({
      ledger: { held: { 'patient-mismatch': 1 }, stored: 0 },
      reports: [],
    });
    expect(cloud.updates.updates).toEqual([]);
  });

  test('whom its order agrees on by another identifier is reported', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order({ patient: pid({ 3: '55^^^HOSPITAL^MR~700101^^^RIVERSIDE^MR' }) }));
    expect(await cloud.run(result({ patient: pid() }))).toMatchObject({ ledger: { stored: 1 } });
  });
});

describe('a number that a vague description names as well', () => {
  const okafor = pid();
  const quill = pid({ 5: 'Quill^Jonas', 7: '19550505' });
  const from = (patient: string, order: string) =>
    toMessage(msh({ 3: 'CORELIS', 10: order }), patient, obr({ 3: order }), obx());

  test.each([
    ['nobody’s name and date', { 5: 'DOE^UNKNOWN', 7: '19000101' }],
    ['a newborn', { 5: 'BABY^GIRL' }],
    ['no birth date', { 7: '' }],
    ['only a year', { 7: '1984' }],
  ])('stays closed to others, and keeps its name: %s', async (_, fields) => {
    const vague = pid(fields);
    for (const order of [
      [vague, okafor, quill],
      [okafor, vague, quill],
      [okafor, quill, vague],
    ]) {
      const cloud = aMemoryCloud(site);
      const records = [];
      for (const [index, one] of order.entries()) records.push(await cloud.run(from(one, `F-${index}`)));
      expect(records[order.indexOf(quill)]).toMatchObject({
        ledger: { held: { 'patient-mismatch': 1 }, stored: 0 },
      });
      expect(cloud.reports.all()).toHaveLength(2);
      expect(cloud.reports.all().at(-1)?.subject?.names).toMatchObject([{ family: 'Okafor' }]); // PID-5
    }
  });

  test('stays closed within one message, too', async () => {
    const cloud = aMemoryCloud(site);
    const part = (patient: string, order: string) => [patient, obr({ 3: order }), obx()];
    const record = await cloud.run(
      toMessage(
        msh({ 3: 'CORELIS' }),
        ...part(pid({ 5: 'DOE^UNKNOWN', 7: '19000101' }), 'F-1'),
        ...part(okafor, 'F-2'),
        ...part(quill, 'F-3'),
      ),
    );
    expect(record).toMatchObject({ ledger: { stored: 2, held: { 'patient-mismatch': 1 } } });
  });
});

describe('a message with two numbers of one list', () => {
  const okafor = pid();
  const quill = pid({ 3: '700202^^^RIVERSIDE^MR', 5: 'Quill^Jonas', 7: '19550505' });
  const crossed = pid({ 3: '700101^^^RIVERSIDE^MR~700202^^^RIVERSIDE^MR' });
  const from = (patient: string, order: string) =>
    toMessage(msh({ 3: 'CORELIS', 10: order }), patient, obr({ 3: order }), obx());

  test('of which one is somebody else’s is held, and released by a person', async () => {
    for (const sent of [
      crossed,
      pid({ 3: '700202^^^RIVERSIDE^MR~700101^^^RIVERSIDE^MR', 5: 'Quill^Jonas', 7: '19550505' }),
    ]) {
      const cloud = aMemoryCloud(site);
      await cloud.run(from(okafor, 'F-1'));
      await cloud.run(from(quill, 'F-2'));
      const held = await cloud.run(from(sent, 'F-3'));
      expect(held).toMatchObject({ ledger: { stored: 0, held: { 'patient-mismatch': 1 } } }); // PID-3
      await cloud.replay({ messageId: held?.id ?? '', release: ['patient-mismatch'] });
      expect(cloud.reports.all()).toHaveLength(3);
    }
  });

  test('is filed where both are of one person', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(from(okafor, 'F-1'));
    await cloud.run(from(pid({ 3: '700202^^^RIVERSIDE^MR', 7: '19840713' }), 'F-2'));
    expect(await cloud.run(from(crossed, 'F-3'))).toMatchObject({ ledger: { stored: 1, held: {} } });
  });

  test('is filed where a merge joined them', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(from(quill, 'F-2'));
    const merge = [pid(), segment('MRG', { 1: '700202^^^RIVERSIDE^MR' })];
    await cloud.run(toMessage(msh({ 9: 'ADT^A40' }), segment('EVN', { 1: 'A40' }), ...merge));
    expect(await cloud.run(from(crossed, 'F-3'))).toMatchObject({ ledger: { stored: 1, held: {} } });
  });

  test('is held within one message, too', async () => {
    const cloud = aMemoryCloud(site);
    const part = (patient: string, order: string) => [patient, obr({ 3: order }), obx()];
    const bytes = toMessage(msh({ 3: 'CORELIS' }), ...part(quill, 'F-1'), ...part(crossed, 'F-2'));
    expect(await cloud.run(bytes)).toMatchObject({ ledger: { stored: 1, held: { 'patient-mismatch': 1 } } });
  });
});

test('a result of a known order costs one look for whose it is', async () => {
  const cloud = aMemoryCloud(site);
  await cloud.run(order());
  let looks = 0;
  const { find } = cloud.identities;
  cloud.identities.find = (names) => {
    looks++;
    return find.call(cloud.identities, names);
  };
  await cloud.run(result({ patient: pid() }));
  expect(looks).toBe(1);
});

describe('an order', () => {
  test('for control material gives nobody a patient', async () => {
    const cloud = aMemoryCloud(site);
    const control = Buffer.from(order()).toString().replace('|P\rORC', '|Q\rORC');
    await cloud.run(Buffer.from(control));
    await cloud.run(result());
    expect(cloud.reports.all()[0]?.report.holds).toEqual(['no-patient']);
  });

  test('accounts for what was told with it', async () => {
    const cloud = aMemoryCloud(site);
    const bytes = toMessage(
      msh({ 9: 'ORM^O01' }),
      pid(),
      segment('ORC', { 1: 'NW', 2: 'P-1' }),
      obr({ 2: 'P-1' }),
      obx({ 3: 'FASTING^Fasting^L', 2: 'ST', 5: 'yes' }),
      segment('ORC', { 1: 'NW' }),
      segment('OBR', { 1: '2', 4: 'TSH' }),
      obx({ 1: '2' }),
    );
    const record = await cloud.run(bytes);
    expect(record).toMatchObject({
      state: 'processed',
      ledger: { received: 2, stored: 0, setAside: { 'told-with-order': 2 } },
    });
    expect(record?.issues).toContainEqual(expect.objectContaining({ at: 'ORC[2]', code: '101' }));
  });

  test('that names no patient takes none away', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order());
    await cloud.run(order({ id: 'STATUS', time: '20260302073000-0500', patient: 'NTE|1||no PID' }));
    await cloud.run(result());
    expect(cloud.reports.all()[0]?.report.patient?.names[0]?.family).toBe('Okafor');
    expect(await cloud.run(result({ patient: other }))).toMatchObject({
      ledger: { held: { 'patient-mismatch': 1 } },
    });
  });

  test('of a specimen in two containers is found by each', async () => {
    const cloud = aMemoryCloud(site);
    const sacs = ['SAC|||BOX-1', 'SAC|||BOX-2'];
    const spm = segment('SPM', { 1: '1', 11: 'P' });
    await cloud.run(
      toMessage(msh({ 9: 'OML^O35' }), pid(), spm, ...sacs, segment('ORC', { 1: 'NW', 2: 'P-5' })),
    );
    const bytes = toMessage(msh({ 3: 'ANALYZER', 9: 'OUL^R22', 10: 'R' }), spm, 'SAC|||BOX-2', obr(), obx());
    expect(await cloud.run(bytes)).toMatchObject({ ledger: { stored: 1 } });
  });
});

describe('a number that is used again', () => {
  const later = (days: number) => {
    const day = new Date(Date.UTC(2026, 2, 2 + days)).toISOString().slice(0, 10).replaceAll('-', '');
    return `${day}070000-0500`;
  };

  test('soon, for another patient, tells nothing any more', async () => {
    const orders = [order(), order({ id: 'B', time: later(-3), patient: other })];
    for (const sequence of [orders, orders.toReversed()]) {
      const cloud = aMemoryCloud(site);
      for (const one of sequence) await cloud.run(one);
      expect(await cloud.run(result())).toMatchObject({ ledger: { held: { 'patient-mismatch': 1 } } });
      expect(await cloud.run(result({ patient: pid() }))).toMatchObject({ ledger: { stored: 1 } });
      const stranger = pid({ 3: '1^^^RIVERSIDE^MR' });
      expect(await cloud.run(result({ patient: stranger }))).toMatchObject({
        ledger: { held: { 'patient-mismatch': 1 } },
      });
    }
  });

  test('by three patients is remembered for each', async () => {
    const cloud = aMemoryCloud(site);
    const third = pid({ 3: '700777^^^RIVERSIDE^MR', 5: 'Third' });
    await cloud.run(order({ id: 'A', time: later(-33) }));
    await cloud.run(order({ id: 'B', time: later(-8), patient: other }));
    await cloud.run(order({ id: 'C', time: later(-5), patient: third }));
    expect(await cloud.run(result())).toMatchObject({ ledger: { held: { 'patient-mismatch': 1 } } });
  });

  test('does not lose the one who had it when a delayed result comes', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order({ id: 'A', time: later(-31) }));
    await cloud.run(order({ id: 'B', time: later(0), patient: other }));
    const delayed = Buffer.from(result()).toString().replace('20260302080000-0500', later(-31));
    await cloud.run(Buffer.from(delayed));
    expect(cloud.reports.all()).toMatchObject([{ report: { patient: { names: [{ family: 'Okafor' }] } } }]);
  });

  test('by two patients of one message tells nothing either', async () => {
    const cloud = aMemoryCloud(site);
    const entry = (patient: string) => [patient, segment('ORC', { 1: 'NW', 2: 'P-1' })];
    await cloud.run(toMessage(msh({ 9: 'ORM^O01' }), ...entry(pid()), ...entry(other)));
    expect(await cloud.run(result())).toMatchObject({ ledger: { held: { 'patient-mismatch': 1 } } });
  });

  test('after its time is the new order alone', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order({ id: 'OLD', time: later(-60), patient: other }));
    await cloud.run(order());
    await cloud.run(result());
    expect(cloud.reports.all()[0]?.report.patient?.names[0]?.family).toBe('Okafor');
  });

  test('long ago neither gives a patient nor contradicts one', async () => {
    const cloud = aMemoryCloud(site);
    await cloud.run(order({ id: 'OLD', time: later(-60), patient: other }));
    expect(await cloud.run(result())).toMatchObject({ ledger: { held: { 'no-patient': 1 } } });
    expect(await cloud.run(result({ patient: pid() }))).toMatchObject({ ledger: { stored: 1 } });
  });
});
