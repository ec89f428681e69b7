import { describe, expect, test } from '@jest/globals';
import { MemoryUpdateQueue } from '../../../../lib/adapters/memory/queues.ts';
import { MemoryReportStore } from '../../../../lib/adapters/memory/report-store.ts';
import { UnbalancedLedger } from '../../../../lib/app/process/file-message.ts';
import { Tally } from '../../../../lib/app/process/tally.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import type { ReportVersion } from '../../../../lib/model/report.ts';
import type { QueuedUpdate } from '../../../../lib/ports/update-queue.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { anOru, msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

function aCloud(site = aSite()) {
  const faults = { queue: false, project: false, conflicts: 0 };
  const projected: number[] = [];
  const down = () => new AdapterError('Down', 'transient', 'no answer');
  const updates = new (class extends MemoryUpdateQueue {
    override async send(update: QueuedUpdate, group: string) {
      if (faults.queue) throw down();
      return super.send(update, group);
    }
  })();
  const reports = new (class extends MemoryReportStore {
    override async append(version: ReportVersion) {
      if (faults.conflicts-- > 0) return 'conflict' as const;
      return super.append(version);
    }
    override async project(version: ReportVersion) {
      if (faults.project) throw down();
      projected.push(version.version);
    }
  })();
  return { ...aMemoryCloud(site, { reports, updates }), projected, faults };
}

describe('a message of a type that is not read', () => {
  test('is kept and set aside, with its observations in the ledger', async () => {
    const cloud = aCloud();
    const record = await cloud.run(toMessage(msh({ 9: 'SIU^S12' }), pid(), obx(), obx({ 1: '2' })));
    expect(record).toMatchObject({
      state: 'set-aside',
      ledger: { received: 2, stored: 0, held: {}, setAside: { 'unread-type': 2 } },
      reports: [],
    });
    expect(record?.issues).toMatchObject([{ at: 'MSH-9', reason: 'unread-type', severity: 'warning' }]);
    expect(cloud.updates.updates).toEqual([]);
  });
});

test('a message whose observations are not all accounted for does not pass for processed', async () => {
  const { accept, normalize, messages } = aCloud();
  const id = await accept(anOru());
  const { ledger = {} } = Object.getOwnPropertyDescriptors(Tally.prototype);
  try {
    Object.defineProperty(Tally.prototype, 'ledger', {
      ...ledger,
      get: () => ({ received: 2, stored: 1, held: {}, setAside: {} }),
    });
    await expect(normalize(id)).rejects.toThrow(UnbalancedLedger);
  } finally {
    Object.defineProperty(Tally.prototype, 'ledger', ledger);
  }
  expect((await messages.get(id))?.record.state).toBe('received');
  expect(await normalize(id)).toMatchObject({ outcome: 'processed' });
});

describe('doubtful times', () => {
  test('each clock that cannot be right is counted once', async () => {
    const { accept, normalize } = aCloud();
    const id = await accept(anOru({ header: { 7: '19700101000000' }, order: { 22: '19700101000000' } }));
    expect(await normalize(id)).toMatchObject({ clockSkews: 2, ordersUnknown: 0 }); // MSH-7, OBR-22
    expect(await normalize(id, { occasion: 'again' })).toMatchObject({ clockSkews: 0 });
  });

  test('a result that only the time of receipt puts in order is counted with the message that met it', async () => {
    const { accept, normalize } = aCloud();
    const twin = (value: string, id: string) =>
      anOru({ header: { 10: id }, results: [{ 5: value }, { 1: '2', 3: 'NA^Sodium^L', 5: '140' }] });
    expect(await normalize(await accept(twin('93', 'A')))).toMatchObject({ ordersUnknown: 0 });
    expect(await normalize(await accept(twin('39', 'B')))).toMatchObject({ clockSkews: 0, ordersUnknown: 1 });
  });
});

describe('a correction that is held', () => {
  const sent = (hour: number, value: string, { order = {}, result = {}, patient = {} } = {}) => {
    const time = `202603020${hour}0000-0500`;
    return anOru({
      header: { 7: time, 10: `C-${hour}` },
      patient,
      order: { 7: '202603020000-0500', 22: time, ...order },
      results: [{ 5: value, ...result }],
    });
  };
  const marked = { order: { 25: 'C' }, result: { 11: 'C' } };
  const heldIn = async ({ messages }: ReturnType<typeof aMemoryCloud>, reason: HoldReason) =>
    Array.fromAsync(messages.held(reason));

  test('in its report is counted, also on a retry, and its message says so until it is resolved', async () => {
    const cloud = aMemoryCloud();
    for (const bytes of [sent(1, '93'), sent(2, '39', marked)]) await cloud.run(bytes);
    const back = await cloud.accept(sent(3, '93'));
    expect(await cloud.normalize(back)).toMatchObject({ stored: 0, held: 1, correctionsHeld: 1 });
    expect(await cloud.normalize(back, { occasion: 'again' })).toMatchObject({ correctionsHeld: 1 });
    expect((await cloud.messages.get(back))?.record.ledger).toMatchObject({
      corrections: { 'unmarked-correction': 1 },
    });
    expect(await heldIn(cloud, 'unmarked-correction')).toMatchObject([{ messageId: back, corrections: 1 }]);
    await cloud.replay({ messageId: back, release: ['unmarked-correction'] });
    expect((await cloud.messages.get(back))?.record.ledger?.corrections).toBeUndefined();
    expect(await heldIn(cloud, 'unmarked-correction')).toEqual([]);
  });

  test('is no more held after a newer correction, when it is read again', async () => {
    const cloud = aMemoryCloud();
    for (const bytes of [sent(1, '93'), sent(2, '39', marked)]) await cloud.run(bytes);
    const back = await cloud.accept(sent(3, '93'));
    await cloud.normalize(back);
    await cloud.run(sent(4, '94', marked));
    await cloud.replay({ messageId: back });
    expect((await cloud.messages.get(back))?.record.ledger?.corrections).toBeUndefined();
  });

  test('outside its report is counted if it says that it corrects', async () => {
    const other = { 3: '700102^^^RIVERSIDE^MR', 5: 'Birch^Ada', 7: '19500101' };
    const cloud = aMemoryCloud();
    await cloud.run(sent(1, '93'));
    const mismatch = await cloud.accept(sent(2, '39', { ...marked, patient: other }));
    expect(await cloud.normalize(mismatch)).toMatchObject({ held: 1, correctionsHeld: 1 });
    const final = await cloud.accept(sent(3, '39', { patient: other }));
    expect(await cloud.normalize(final)).toMatchObject({ held: 1, correctionsHeld: 0 });
  });

  test('under other numbers than its original is counted', async () => {
    const cloud = aMemoryCloud();
    await cloud.run(sent(1, '93'));
    const id = await cloud.accept(sent(2, '39', { ...marked, order: { 25: 'C', 3: 'F-9^CORELIS' } }));
    expect(await cloud.normalize(id)).toMatchObject({ held: 1, correctionsHeld: 1 });
    expect(await heldIn(cloud, 'nothing-to-correct')).toMatchObject([{ messageId: id, corrections: 1 }]);
  });

  test('with its whole message is counted, read or not', async () => {
    const cloud = aMemoryCloud();
    const bytes = Buffer.concat([Buffer.from(sent(2, '39', marked)), Buffer.from('ADD|\r')]);
    const id = await cloud.accept(bytes);
    expect(await cloud.normalize(id)).toMatchObject({ outcome: 'held', correctionsHeld: 1 });
    expect(await heldIn(cloud, 'incomplete')).toMatchObject([{ messageId: id, corrections: 1 }]);
  });

  test('of an unknown specimen is counted', async () => {
    const cloud = aMemoryCloud();
    const segments = [msh({ 10: 'C-2' }), pid(), obr({ 25: 'C' }), obx({ 11: 'C' })];
    const id = await cloud.accept(toMessage(...segments, segment('SPM', { 1: '1', 11: 'SOMETHING' })));
    expect(await cloud.normalize(id)).toMatchObject({ held: 1, correctionsHeld: 1 });
    expect(await heldIn(cloud, 'unknown-role')).toMatchObject([{ messageId: id, corrections: 1 }]);
  });

  test('is none if it is a first result', async () => {
    const cloud = aMemoryCloud();
    const id = await cloud.accept(sent(1, '93', { patient: { 3: '' } }));
    expect(await cloud.normalize(id)).toMatchObject({ held: 1, correctionsHeld: 0 });
  });
});

describe('normalizing a message', () => {
  test('a result becomes version 1 of its report and one update for each destination', async () => {
    const { run, reports, updates } = aCloud();
    const record = await run(anOru());
    expect(record).toMatchObject({
      state: 'processed',
      siteVersion: 'v1',
      ledger: { received: 1, stored: 1, held: {}, setAside: {} },
      reports: [{ version: 1, updates: 1 }],
    });
    expect(reports.all()).toHaveLength(1);
    expect(updates.updates).toMatchObject([
      { update: { destination: 'ehr', version: 1, schema: 'labwire.report.v1' } },
    ]);
  });

  test('a correction is the next version, and the original stays', async () => {
    const { run, reports } = aCloud();
    await run(anOru());
    const record = await run(
      anOru({ header: { 7: '20260302090000-0500' }, order: { 25: 'C' }, results: [{ 5: '39', 11: 'C' }] }),
    );
    const key = record?.reports[0]?.key ?? '';
    expect((await reports.version(key, 1))?.report.observations[0]?.values[0]?.text).toBe('93');
    const latest = await reports.latest(key);
    expect(latest).toMatchObject({ version: 2, messageId: record?.id });
    expect(latest?.report.observations[0]).toMatchObject({ status: 'C', history: [{ status: 'F' }] });
  });

  test('running twice changes nothing', async () => {
    const { accept, normalize, reports, updates } = aCloud();
    const id = await accept(anOru());
    await normalize(id);
    expect((await normalize(id)).outcome).toBe('already-processed');
    expect(reports.all()).toMatchObject([{ version: 1 }]);
    expect(updates.updates).toHaveLength(1);
  });

  test.each([
    ['before its updates were queued', 'queue', 0],
    ['before its views were written', 'project', 1],
  ] as const)(
    'a run that ended after the commit and %s is completed by the next',
    async (_, fault, queued) => {
      const { accept, normalize, reports, updates, faults } = aCloud();
      const id = await accept(anOru());
      faults[fault] = true;
      await expect(normalize(id)).rejects.toThrow(AdapterError);
      expect(updates.updates).toHaveLength(queued);
      faults[fault] = false;
      expect(await normalize(id)).toMatchObject({ outcome: 'processed', reportVersions: 0, updates: 1 });
      expect(reports.all()).toMatchObject([{ version: 1 }]);
      // what was queued twice is one version: the queue and the delivery item know it
      expect(new Set(updates.updates.map(({ update }) => update.version))).toEqual(new Set([1]));
    },
  );

  test('an update that was not queued is, also where a version that tells nothing new came between', async () => {
    const { accept, normalize, run, updates, faults } = aCloud();
    const id = await accept(anOru());
    faults.queue = true;
    await expect(normalize(id)).rejects.toThrow(AdapterError);
    faults.queue = false;
    const late = anOru({
      header: { 7: '20260302070000-0500', 10: 'late' },
      order: { 25: 'P' },
      results: [{ 5: '90', 11: 'P' }],
    });
    expect(await run(late)).toMatchObject({ reports: [{ version: 2, updates: 0 }] });
    await normalize(id);
    expect(updates.updates.map(({ update }) => update.version)).toEqual([2]);
  });

  test('the updates of a report stay in one sequence when a better identifier comes', async () => {
    const { run, updates } = aCloud();
    await run(anOru({ patient: { 3: '5^^^H^PI' } }));
    await run(
      anOru({
        header: { 7: '20260302090000-0500' },
        patient: { 3: '5^^^H^PI~7^^^H^MR' },
        results: [{ 5: '1' }],
      }),
    );
    expect(updates.updates.map(({ update }) => update.version)).toEqual([1, 2]);
    expect(new Set(updates.updates.map(({ group }) => group)).size).toBe(1);
  });

  test('a version that somebody else wrote first is read and merged again', async () => {
    const { accept, normalize, faults } = aCloud();
    const id = await accept(anOru());
    faults.conflicts = 2;
    expect(await normalize(id)).toMatchObject({ reportVersions: 1, retriedPuts: 2 });
  });

  test('a late preliminary is recorded and tells nobody anything new', async () => {
    const { run, updates, reports } = aCloud();
    await run(anOru());
    const late = anOru({
      header: { 7: '20260302070000-0500', 10: 'late' },
      order: { 25: 'P' },
      results: [{ 5: '90', 11: 'P' }],
    });
    expect(await run(late)).toMatchObject({ reports: [{ version: 2, updates: 0 }], ledger: { stored: 1 } });
    expect(updates.updates).toHaveLength(1);
    expect(reports.all()[0]?.report.observations[0]?.history).toMatchObject([{ status: 'P' }]);
  });

  test('a result of another patient is held on its message, and the report stays', async () => {
    const { run, reports, updates } = aCloud();
    await run(anOru());
    const record = await run(anOru({ header: { 10: '2' }, patient: { 3: '9^^^RIVERSIDE^MR' } }));
    expect(record).toMatchObject({
      state: 'processed',
      reports: [],
      ledger: { stored: 0, held: { 'patient-mismatch': 1 } },
    });
    expect(reports.all()).toMatchObject([{ version: 1 }]);
    expect(updates.updates).toHaveLength(1);
  });

  test('what is held is not delivered, and is in no history of its patient', async () => {
    const { run, updates, projected } = aCloud();
    const record = await run(anOru({ header: { 11: 'T' }, results: [{}, {}] }));
    expect(record?.ledger).toMatchObject({
      received: 2,
      stored: 0,
      held: { 'processing-id': 2 },
      setAside: {},
    });
    expect(updates.updates).toEqual([]);
    expect(projected).toEqual([]);
    await run(anOru());
    expect(projected).toEqual([1]);
  });

  test('one message may end in all three ways, and the ledger adds up', async () => {
    const { run } = aCloud();
    const record = await run(
      toMessage(
        msh({ 3: 'CHEM1', 9: 'OUL^R22' }),
        pid(),
        segment('SPM', { 2: 'S-1', 11: 'P' }),
        obr({ 3: 'F-1' }),
        obx(),
        segment('SPM', { 2: 'S-2', 11: 'Q' }),
        obr({ 3: 'F-2' }),
        obx(),
        obx(),
        segment('SPM', { 2: 'S-3' }),
        obr({ 3: 'F-3' }),
        obx(),
      ),
    );
    expect(record?.ledger).toEqual({
      received: 4,
      stored: 1,
      held: { 'unknown-role': 1 },
      setAside: { 'control-material': 2 },
      unmapped: 1,
    });
  });

  test('two results of one analyte in two OBR of one order are both there', async () => {
    const { run, reports } = aCloud();
    await run(toMessage(msh(), pid(), obr(), obx({ 5: '1' }), obr(), obx({ 5: '2' })));
    const values = reports.all()[0]?.report.observations.map(({ values: [value] }) => value?.text);
    expect(values).toEqual(['1', '2']);
  });

  test('a message that is not in the store yet is tried again', async () => {
    await expect(aCloud().normalize('nothing')).rejects.toMatchObject({ disposition: 'transient' });
  });
});
