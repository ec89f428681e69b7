import { describe, expect, test } from '@jest/globals';
import {
  type ActionRequest,
  documentAction,
  excludePoint,
  findPoint,
  includePoint,
} from '../../../../lib/app/quality/act-on-system.ts';
import type { AuditEntry } from '../../../../lib/model/audit.ts';
import { aBench, control, result } from '../../../support/quality/bench.ts';
import { aQuality } from '../../../support/quality/controls.ts';

describe('what a person documents', () => {
  const mara = { actor: 'mara', reason: 'a new vial', channel: 'command-line' as const };
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
    const onPoint = (act: typeof excludePoint) => (id: string) =>
      settle(async () => {
        const point = await findPoint(id, known, all);
        if (point === undefined) throw new Error('no point');
        return act(known, point, mara, all);
      });
    const [exclude, include] = [onPoint(excludePoint), onPoint(includePoint)];
    return { ...bench, document, exclude, include, entries };
  }

  test('answers a failure: the next good control releases what was held', async () => {
    const { take, only, document, entries } = aDocumentedBench();
    await take(control('060000', '131'));
    await take(result('070000'));
    expect(await document('control-vial', '07:30:00')).toMatchObject({
      state: 'failed',
      closed: 'qc-failed',
    });
    expect(only().holds).toEqual(['qc-failed']);
    await take(control('080000'));
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(entries).toMatchObject([
      {
        actor: 'mara',
        action: 'document',
        resourceType: 'TestSystem',
        subject: 'glucose',
        reason: 'a new vial',
      },
    ]);
  });

  test('opens the gate when it is documented late, too', async () => {
    const { take, only, document } = aDocumentedBench();
    for (const one of [control('060000', '131'), result('070000'), control('080000')]) await take(one);
    expect(only().holds).toEqual(['qc-failed']);
    expect(await document('control-vial', '07:30:00')).toMatchObject({ state: 'good', closed: undefined });
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });

  test.each([
    ['calibration', 'hold', ['qc-failed']],
    ['calibration', 'lift', []],
    ['maintenance', 'hold', ['qc-failed']],
    ['reagent-change', 'hold', ['qc-failed']],
    ['reagent-change', 'lift', []],
    ['other', 'hold', ['qc-failed']],
    ['other', 'lift', []],
    ['control-vial', 'hold', []],
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

  test('includes a control result again: it decides as if nobody had excluded it, and both stay on record', async () => {
    const { take, only, exclude, include, qc, entries } = aDocumentedBench();
    await take(control('060000'));
    const [good = ''] = qc.all().map(({ id }) => id);
    await exclude(good);
    await take(result('070000'));
    expect(only().holds).toEqual(['qc-missing']);
    expect(await include(good)).toMatchObject({ state: 'good', closed: undefined });
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(entries.map(({ parameters }) => parameters)).toEqual([['exclude'], ['include']]);
  });

  test('includes a rejected control again: the gate closes again, and its look-back is asked for', async () => {
    const { take, exclude, include, qc } = aDocumentedBench();
    await take(control('060000'));
    await take(control('080000', '131'));
    const rejected = qc.all().at(-1)?.id ?? '';
    expect(await exclude(rejected)).toMatchObject({ state: 'unknown' });
    expect(await include(rejected)).toMatchObject({ state: 'failed', closed: 'qc-failed', changed: 1 });
  });

  test('excludes a control result: it decides nothing any more, and the gate waits for a new control', async () => {
    const { take, only, exclude, qc } = aDocumentedBench();
    await take(control('050000'));
    await take(control('060000', '131'));
    await take(result('070000'));
    const rejected = qc.all().find(({ observation }) => observation.values[0]?.text === '131')?.id ?? '';
    expect(await exclude(rejected.slice(0, 12))).toMatchObject({ state: 'unknown', changed: 1 });
    expect(only()).toMatchObject({ isSent: false });
    await take(control('080000'));
    expect(only()).toMatchObject({ holds: [], isSent: true });
  });
});
