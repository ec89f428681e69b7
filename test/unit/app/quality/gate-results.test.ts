import { describe, expect, test } from '@jest/globals';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import type { HoldReason } from '../../../../lib/model/hold-reason.ts';
import { aMemoryCloud } from '../../../support/memory-cloud.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../../../support/messages.ts';
import { fc } from '../../../support/property.ts';
import { aBench, control, day, result } from '../../../support/quality/bench.ts';
import { aControl, aQuality } from '../../../support/quality/controls.ts';

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

  test('of another analyte, or of a test system that is only watched, flows', async () => {
    const { take, all } = aBench();
    await take(control('080000', '131'));
    await take(result('090000', { patient: '2', analyte: 'K' }));
    expect(all().map(({ holds, gate }) => [holds, gate])).toEqual([[[], undefined]]);
    const watched = aBench({ gate: { mode: 'watch' } });
    await watched.take(control('080000', '131'));
    await watched.take(result('090000'));
    expect(watched.only()).toMatchObject({ holds: [], isSent: true });
  });

  test.each(['C303', ' c303 ', 'c303^LAB^1.2.3^ISO'])(
    'is of the test system if OBX-18 is %p',
    async (device) => {
      const { take, only } = aBench();
      await take(control('060000'));
      await take(result('070000', { device }));
      expect(only()).toMatchObject({ holds: [], isSent: true, gate: [{ system: 'glucose' }] });
    },
  );

  test.each(['', 'c304', '^LAB^1.2.3^ISO'])(
    'of an analyzer that no test system has (OBX-18 %p) is held until a person decides',
    async (device) => {
      const { take, only, replay } = aBench();
      await take(control('060000'));
      const record = await take(result('070000', { device }));
      expect(record?.ledger).toMatchObject({ stored: 0, held: { 'qc-no-system': 1 } });
      expect(only()).toMatchObject({ holds: ['qc-no-system'], isSent: false });
      await replay({ messageId: record?.id ?? '', release: ['qc-no-system'], by: 'mara', why: 'a test' });
      expect(only()).toMatchObject({ holds: [], isSent: true });
    },
  );

  test.each(['glu', 'Glu ', 'GLU'])(
    'with the code %p is not delivered while the controls of GLU fail',
    async (analyte) => {
      const { take, only } = aBench();
      await take(control('060000', '131'));
      await take(result('070000', { analyte }));
      expect(only().holds).toEqual([analyte === 'glu' || analyte === 'Glu ' ? 'qc-no-system' : 'qc-failed']);
      expect(only().isSent).toBe(false);
    },
  );

  test('of an analyzer whose own test system is open flows', async () => {
    const { take, only, dependencies, accept } = aBench();
    const [one] = aQuality().systems;
    const quality = aQuality({ gate: { mode: 'gate' } });
    const systems = [...quality.systems, { ...one, id: 'other', analyzer: 'c304' }];
    await take(control('060000', '131'));
    const id = await accept(result('070000', { device: 'c304' }));
    await normalizeMessage(id, { ...dependencies, quality: { ...quality, systems } as typeof quality });
    expect(only()).toMatchObject({ holds: [], isSent: true });
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

describe('a control', () => {
  test.each(['C303', ' c303 '])('whose analyzer is spelled %p is of the test system', async (analyzer) => {
    const { take, only, qc } = aBench();
    await take(aControl({ at: `${day}060000`, analyzer }));
    await take(result('070000'));
    expect(only()).toMatchObject({ holds: [], isSent: true });
    expect(await qc.ofNoSystem('analyzer', 10)).toEqual([]);
  });

  test('that no test system has is listed by its names', async () => {
    const { take, qc } = aBench();
    await take(aControl({ at: `${day}060000`, analyzer: 'c999' }));
    await take(aControl({ at: `${day}070000`, analyzer: 'c999' }));
    expect(await qc.ofNoSystem('analyzer', 10)).toEqual([
      expect.objectContaining({ source: 'analyzer', analyzer: 'c999', analyte: 'GLU' }),
    ]);
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
