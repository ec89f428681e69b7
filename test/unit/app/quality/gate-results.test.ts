import { describe, expect, test } from '@jest/globals';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import {
  type ActionRequest,
  documentAction,
  excludePoint,
  findPoint,
} from '../../../../lib/app/quality/act-on-system.ts';
import {
  dispose,
  obstacleToSign,
  readLookBacks,
  rowName,
  sign,
} from '../../../../lib/app/quality/look-back.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aControl, aQuality } from '../../../support/quality/controls.ts';

const day = '20260303';
/** A control at a time of the day; more than 130 is rejected. */
const control = (time: string, value = '101') => aControl({ at: `${day}${time}`, value });
/** A result of a patient, measured at a time of the day. */
const result = (time: string, { patient = time, analyte = 'GLU', device = 'c303' } = {}) =>
  toMessage(
    msh({ 3: 'ANALYZER', 4: '', 7: `${day}${time}+0000`, 10: `P${patient}${analyte}` }),
    pid({ 3: `${patient}^^^RIVERSIDE^MR` }),
    obr({ 3: `F${patient}` }),
    obx({ 3: `${analyte}^Glucose^99LAB`, 5: '95', 6: 'mg/dL', 18: device, 19: `${day}${time}+0000` }),
  );

/** Messages come in the evening unless a test says when. */
function aBench(system: Readonly<Record<string, unknown>> = {}, since = Date.UTC(2026, 2, 3, 20)) {
  const cloud = aMemoryCloud(undefined, { quality: aQuality({ gate: { mode: 'gate' }, ...system }), since });
  const take = (bytes: Uint8Array) => cloud.run(bytes);
  const all = () =>
    cloud.reports.all().map(({ report, published, version }) => ({
      ...report,
      ...{ version, isSent: published === version },
      gate: report.parts.at(-1)?.gate,
    }));
  const only = () => {
    const [report, ...others] = all();
    if (report === undefined || others.length > 0) throw new Error(`${others.length} other reports`);
    return report;
  };
  return { ...cloud, take, all, only };
}

describe('a result of a gated test system', () => {
  test('is delivered after a good control, and says which one', async () => {
    const { take, only } = aBench();
    await take(control('060000'));
    const record = await take(result('090000'));
    expect(record?.ledger).toMatchObject({ stored: 1, held: {} });
    expect(only()).toMatchObject({
      holds: [],
      isSent: true,
      gate: [{ at: 'OBX[1]', system: 'glucose', evidence: expect.stringMatching(/^[0-9a-f]{32}$/) }],
    });
  });

  test.each<readonly [string, readonly Uint8Array[], HoldReason]>([
    ['without a control', [], 'qc-missing'],
    ['after a rejected control', [control('060000'), control('080000', '131')], 'qc-failed'],
    ['after a repeat without an action', [control('070000', '131'), control('080000')], 'qc-failed'],
  ])('is held %s', async (_, controls, reason) => {
    const { take, only, updates } = aBench();
    for (const one of controls) await take(one);
    const record = await take(result('090000'));
    expect(record?.ledger).toMatchObject({ stored: 0, held: { [reason]: 1 } });
    expect(only()).toMatchObject({ holds: [reason], isSent: false });
    expect(updates.updates).toEqual([]);
  });

  test('is held after the time at which a control was due, in the zone of the laboratory', async () => {
    // the control of 2 March in New York is good until 03:30 there on the 3rd
    const holdsAt = async (minute: number) => {
      const bench = aBench({ due: { every: 'day', at: '03:30' } }, Date.UTC(2026, 2, 3, 8, minute));
      await bench.take(control('043000'));
      await bench.take(result(`08${minute}00`));
      return bench.only().holds;
    };
    expect([await holdsAt(15), await holdsAt(31)]).toEqual([[], ['qc-overdue']]);
  });

  test('is released by itself by the next good control, which it names', async () => {
    const { take, only, updates, messages } = aBench({ gate: { mode: 'gate', repeat: 'once' } });
    await take(control('060000'));
    await take(control('080000', '131'));
    const held = await take(result('090000'));
    const failed = only().gate?.[0];
    await take(control('100000'));
    const opened = only().gate?.[0];
    expect([failed?.reason, opened?.reason]).toEqual(['qc-failed', undefined]);
    expect(opened?.evidence).not.toBe(failed?.evidence);
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(updates.updates).toHaveLength(1);
    const record = (await messages.get(held?.id ?? ''))?.record;
    expect(record).toMatchObject({ ledger: { stored: 1, held: {} }, replays: [{ by: 'labwire' }] });
  });

  test('is not released by a control that leaves the gate closed', async () => {
    const { take, only } = aBench();
    await take(control('080000', '131'));
    await take(result('090000'));
    await take(control('100000'));
    expect(only()).toMatchObject({ holds: ['qc-failed'], isSent: false });
  });

  test('of another module or analyte, or of a test system that is only watched, flows', async () => {
    const { take, all } = aBench();
    await take(control('080000', '131'));
    await take(result('090000', { patient: '1', device: 'c304' }));
    await take(result('090000', { patient: '2', analyte: 'K' }));
    expect(all().map(({ holds, gate }) => [holds, gate])).toEqual([
      [[], undefined],
      [[], undefined],
    ]);
    const watched = aBench({ gate: { mode: 'watch' } });
    await watched.take(control('080000', '131'));
    await watched.take(result('090000'));
    expect(watched.only()).toMatchObject({ holds: [], isSent: true });
  });

  test('that was delivered stays delivered when its message is read again after a failure', async () => {
    const { take, only, replay, updates } = aBench();
    await take(control('060000'));
    const record = await take(result('070000'));
    await take(control('080000', '131'));
    await replay({ messageId: record?.id ?? '' });
    expect(only()).toMatchObject({ version: 1, holds: [], isSent: true });
    expect(updates.updates).toHaveLength(1);
  });

  test('is held if it was measured in control and comes after the failure', async () => {
    const { take, only } = aBench();
    await take(control('060000'));
    await take(control('080000', '131'));
    await take(result('070000'));
    expect(only().holds).toEqual(['qc-failed']);
  });

  test('is released by a person, who is named with the reason', async () => {
    const { take, only, replay } = aBench();
    await take(control('080000', '131'));
    const record = await take(result('090000'));
    await replay({
      messageId: record?.id ?? '',
      release: ['qc-failed'],
      by: 'mara',
      why: 'measured elsewhere',
    });
    expect(only()).toMatchObject({ holds: [], isSent: true, gate: [{ released: 'qc-failed' }] });
  });

  test('of an instrument whose clock is ahead is judged by a control as soon as that has come', async () => {
    const { take, accept, dependencies, all } = aBench({ gate: { mode: 'gate', repeat: 'once' } });
    const received = () => new Date(Date.UTC(2026, 2, 3, 20));
    const read = async (bytes: Uint8Array) => {
      const entries = dependencies.inbound.entries.length;
      await normalizeMessage(await accept(bytes), { ...dependencies, clock: received });
      for (const { messageId, occasion } of dependencies.inbound.entries.slice(entries))
        if (occasion === 'awaited')
          await normalizeMessage(messageId, { ...dependencies, clock: received }, { occasion });
    };
    await take(control('060000'));
    await read(control('200400', '131'));
    await read(result('195900'));
    expect(all().map(({ holds }) => holds)).toEqual([['qc-failed']]);
    await read(control('200500'));
    expect(all().map(({ isSent }) => isSent)).toEqual([true]);
  });

  test('waits in a bracket for the control after it', async () => {
    const { take, only } = aBench({ gate: { mode: 'bracket' } });
    await take(control('060000'));
    await take(result('070000'));
    expect(only().holds).toEqual(['qc-missing']);
    await take(control('080000'));
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });

  test('is judged by a target that was changed since, without another control', async () => {
    const { take, accept, dependencies, only } = aBench();
    await take(control('060000', '125'));
    const [target] = aQuality().systems[0]?.targets ?? [];
    const quality = aQuality({ gate: { mode: 'gate' }, targets: [{ ...target, mean: '200' }] });
    await normalizeMessage(await accept(result('090000')), { ...dependencies, quality });
    expect(only().holds).toEqual(['qc-failed']);
  });
});

describe('what a person documents', () => {
  const mara = { actor: 'mara', reason: 'needle replaced', channel: 'command-line' as const };
  const at = (time: string) => new Date(`2026-03-03T${time}Z`);

  function aDocumentedBench(system: Readonly<Record<string, unknown>> = {}) {
    const bench = aBench(system);
    const { dependencies, inbound, normalize } = bench;
    const quality = dependencies.quality ?? aQuality();
    const [first] = quality.systems;
    if (first === undefined) throw new Error('no system');
    const known = { materials: quality.materials, system: first, timeZone: 'America/New_York' };
    const entries: AuditEntry[] = [];
    let ids = 0;
    const all = {
      ...dependencies,
      audit: { record: async (entry: AuditEntry) => void entries.push(entry) },
      newId: () => `id${ids++}`,
    };
    /** What was awakened is read. */
    const settle = async <T>(act: () => Promise<T>): Promise<T> => {
      const before = inbound.entries.length;
      const done = await act();
      for (const entry of inbound.entries.slice(before)) await normalize(entry.messageId, entry);
      return done;
    };
    const document = (kind: ActionRequest['kind'], time: string) =>
      settle(() => documentAction(known, { kind, at: at(time) }, mara, all));
    const exclude = (id: string) =>
      settle(async () => {
        const point = await findPoint(id, known, all);
        if (point === undefined) throw new Error('no point');
        return excludePoint(known, point, mara, all);
      });
    return { ...bench, document, exclude, entries };
  }

  test('answers a failure: the next good control releases what was held', async () => {
    const { take, only, document, entries } = aDocumentedBench();
    await take(control('060000', '131'));
    await take(result('070000'));
    expect(await document('other', '07:30:00')).toMatchObject({ state: 'failed', closed: 'qc-failed' });
    expect(only().holds).toEqual(['qc-failed']);
    await take(control('080000'));
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(entries).toMatchObject([
      {
        actor: 'mara',
        action: 'document',
        resourceType: 'TestSystem',
        subject: 'glucose',
        reason: 'needle replaced',
      },
    ]);
  });

  test('opens the gate when it is documented late, too', async () => {
    const { take, only, document } = aDocumentedBench();
    for (const one of [control('060000', '131'), result('070000'), control('080000')]) await take(one);
    expect(only().holds).toEqual(['qc-failed']);
    expect(await document('other', '07:30:00')).toMatchObject({ state: 'good', closed: undefined });
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });

  test.each([
    ['calibration', 'hold', ['qc-failed']],
    ['calibration', 'lift', []],
    ['maintenance', 'hold', ['qc-failed']],
    ['reagent-change', 'hold', ['qc-failed']],
    ['reagent-change', 'lift', []],
  ] as const)('as %s, with beforeReset %s, leaves an earlier result %j', async (kind, beforeReset, holds) => {
    const { take, only, document } = aDocumentedBench({ gate: { mode: 'gate', beforeReset } });
    await take(control('060000', '131'));
    await take(result('070000'));
    await document(kind, '07:30:00');
    await take(control('080000'));
    expect(only().holds).toEqual(holds);
  });

  test('stops a test system until it is started and controlled', async () => {
    const { take, all, document } = aDocumentedBench();
    await take(control('060000'));
    expect(await document('stop', '07:00:00')).toMatchObject({ state: 'stopped', closed: 'stopped' });
    await take(result('063000'));
    await take(result('073000'));
    await document('start', '08:00:00');
    await take(control('090000'));
    // what was measured while it was stopped is for a person
    expect(all().map(({ holds }) => holds)).toEqual([[], ['stopped']]);
  });

  test('lifts holds that no later control could, when it turns out that the past was another one', async () => {
    const stopped = aDocumentedBench();
    await stopped.document('stop', '06:00:00');
    await stopped.take(control('070000'));
    await stopped.take(result('073000'));
    expect(stopped.only().holds).toEqual(['stopped']);
    await stopped.document('start', '06:30:00');
    expect(stopped.only()).toMatchObject({ holds: [], isSent: true });

    const calibrated = aDocumentedBench({ gate: { mode: 'gate', repeat: 'once' } });
    await calibrated.take(control('060000', '131'));
    await calibrated.document('calibration', '08:00:00');
    await calibrated.take(control('090000'));
    await calibrated.take(result('063000'));
    expect(calibrated.only()).toMatchObject({ holds: ['qc-failed'], gate: [{ isFinal: true }] });
    await calibrated.take(control('073000'));
    expect(calibrated.only()).toMatchObject({ holds: [], isSent: true });
  });

  test('starts a test system that is only watched: what waited needs no control', async () => {
    const { take, only, document } = aDocumentedBench({ gate: { mode: 'watch' } });
    await document('stop', '07:00:00');
    await take(result('063000'));
    expect(only().holds).toEqual(['stopped']);
    expect(await document('start', '08:00:00')).toMatchObject({ state: 'unknown', closed: undefined });
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });

  test('excludes a control result: it decides nothing any more, and satisfies nothing', async () => {
    const { take, only, exclude, qc } = aDocumentedBench();
    await take(control('050000'));
    await take(control('060000', '131'));
    await take(result('070000'));
    const rejected = qc.all().find(({ observation }) => observation.values[0]?.text === '131')?.id ?? '';
    expect(await exclude(rejected.slice(0, 12))).toMatchObject({ state: 'good', changed: 1 });
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });
});

describe('a look-back', () => {
  async function aLookBack() {
    const bench = aBench();
    const { dependencies, take, measured } = bench;
    const quality = dependencies.quality ?? aQuality();
    const [first] = quality.systems;
    if (first === undefined) throw new Error('no system');
    const known = { materials: quality.materials, system: first, timeZone: 'UTC' };
    const entries: AuditEntry[] = [];
    let ids = 0;
    const all = {
      ...dependencies,
      measured,
      audit: { record: async (entry: AuditEntry) => void entries.push(entry) },
      newId: () => `id${ids++}`,
    };
    const since = new Date('2026-03-03T00:00:00Z');
    const lookBacks = () => readLookBacks(known, { since, until: new Date('2026-03-04T00:00:00Z') }, all);
    const person = (actor: string) => ({ actor, reason: 'repeated', channel: 'command-line' as const });
    await take(control('060000'));
    for (const at of ['055500', '070000', '073000']) await take(result(at));
    await take(result('070000', { patient: 'sister', device: 'c304' }));
    await take(control('080000', '131'));
    await take(result('083000'));
    return { ...bench, known, all, lookBacks, person, entries };
  }
  const times = (rows: readonly { readonly measuredAt: number }[]) =>
    rows.map(({ measuredAt }) => new Date(measuredAt).toISOString().slice(11, 16));

  test('lists what was delivered since the last good control of its test system, and nothing else', async () => {
    const { lookBacks } = await aLookBack();
    const found = await lookBacks();
    expect(found.map(({ rows, isUnbounded }) => [times(rows), isUnbounded])).toEqual([
      [['07:00', '07:30'], false],
    ]);
  });

  test('has other bounds after a late control, and ends when its control is excluded', async () => {
    const { lookBacks, take, known, all, qc, person } = await aLookBack();
    await take(control('071500'));
    expect((await lookBacks()).map(({ rows }) => times(rows))).toEqual([['07:30']]);
    const rejected = qc.all().find(({ observation }) => observation.values[0]?.text === '131');
    if (rejected === undefined) throw new Error('no point');
    await excludePoint(known, rejected, person('mara'), all);
    expect(await lookBacks()).toEqual([]);
  });

  test('is signed by a second person when every result has a decision, and delivers nothing', async () => {
    const { lookBacks, known, all, person, entries, updates } = await aLookBack();
    const sent = updates.updates.length;
    const only = async () => {
      const [found] = await lookBacks();
      if (found === undefined) throw new Error('no look-back');
      return found;
    };
    const { bounds, rows } = await only();
    const [first, second] = rows.map(rowName);
    const decide = (row = '') =>
      dispose(known, { event: bounds.event, rows: [row], disposition: 'repeat-ok' }, person('mara'), all);
    await decide(first);
    expect(obstacleToSign(await only(), 'ines')).toBe('1 of its results have no disposition');
    await decide(second);
    expect(obstacleToSign(await only(), 'mara')).toMatch(/^a second person signs/);
    expect(obstacleToSign(await only(), 'ines')).toBeUndefined();
    await sign(known, bounds.event, person('ines'), all);
    expect((await only()).signed).toMatchObject({ by: 'ines', why: 'repeated' });
    expect(obstacleToSign(await only(), 'omar')).toBe('it was signed by ines');
    expect(entries.map(({ actor, parameters }) => `${actor} ${parameters.join()}`)).toEqual([
      'mara dispose',
      'mara dispose',
      'ines sign',
    ]);
    expect(updates.updates).toHaveLength(sent);
  });
});

test('a result that is measured when its message also brings the control is judged by it', async () => {
  const { take, only } = aBench();
  await take(
    toMessage(
      msh({ 3: 'ANALYZER', 4: '', 9: 'OUL^R22', 10: 'BOTH' }),
      pid({ 3: '1^^^RIVERSIDE^MR' }),
      segment('SPM', { 1: '1', 2: 'S1', 11: 'P^^HL70369' }),
      obr({ 3: 'F1' }),
      obx({ 3: 'GLU^Glucose^99LAB', 5: '95', 18: 'c303', 19: `${day}090000+0000` }),
      segment('SPM', { 1: '2', 2: 'QC1', 11: 'Q^^HL70369' }),
      obr({ 3: 'QC1' }),
      obx({ 3: 'GLU^Glucose^99LAB', 5: '131', 6: 'mg/dL', 18: 'c303', 19: `${day}080000+0000` }),
    ),
  );
  expect(only().holds).toEqual(['qc-failed']);
});

test('a site without test systems asks for nothing, and neither does an open one', async () => {
  for (const quality of [undefined, aQuality()]) {
    const { dependencies, accept } = aMemoryCloud(undefined, { quality });
    const asked: string[] = [];
    const verdicts = new Proxy(dependencies.verdicts, {
      get: (target, name, receiver) => {
        asked.push(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    await normalizeMessage(await accept(result('090000')), { ...dependencies, verdicts });
    expect(asked).toEqual([]);
  }
});

test('any order of arrival ends with the same holds', async () => {
  const course = [
    control('060000'),
    control('080000', '131'),
    control('100000'),
    result('090000'),
    result('110000'),
    result('050000'),
  ];
  const holdsAfter = async (order: readonly Uint8Array[]) => {
    const { take, all } = aBench({ gate: { mode: 'gate', repeat: 'once' } });
    for (const message of order) await take(message);
    return all()
      .map(({ fillerOrder, holds }) => `${fillerOrder?.value} ${holds.join()}`)
      .sort();
  };
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(course, { minLength: course.length }), async (order) => {
      expect(await holdsAfter(order)).toEqual(['F050000 ', 'F090000 ', 'F110000 ']);
    }),
    { numRuns: 60 },
  );
});
