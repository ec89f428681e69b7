import { expect, test } from '@jest/globals';
import { documentAction } from '../../../../lib/app/quality/act-on-system.ts';
import type { SystemActionKind } from '../../../../lib/model/control-action.ts';
import { msh, obr, obx, pid, toMessage } from '../../../support/messages.ts';
import { aBench } from '../../../support/quality/bench.ts';
import { aControl } from '../../../support/quality/controls.ts';

/** A result that comes weeks late is decided by what stood when it was measured, however long it had stood then. */
const now = Date.UTC(2026, 3, 13, 20);
const from = '2025-12-01T00:00:00Z';
const target = {
  ...{ material: 'control', lot: 'A', level: '1', basis: 'established', by: 'Ines' },
  ...{ mean: '100', sd: '10', unit: 'mg/dL', from },
};

async function aLongBench() {
  const lots = [{ material: 'control', lot: 'A', active: from, by: 'Ines' }];
  const bench = aBench({ lots, targets: [target], due: { every: 'hours', hours: 48 } }, now);
  const { quality, site } = bench.dependencies;
  const [system] = quality?.systems ?? [];
  if (quality === undefined || system === undefined) throw new Error('no system');
  const known = { materials: quality.materials, system, timeZone: site.laboratory.timeZone };
  let ids = 0;
  const act = (kind: SystemActionKind, at: string) =>
    documentAction(
      known,
      { kind, at: new Date(at) },
      { actor: 'mara', reason: 'test', channel: 'command-line' },
      { ...bench.dependencies, audit: { record: async () => undefined }, newId: () => `a${ids++}` } as never,
    );
  /** A good control each day of March and until 12 April: more than the stored changes of the state. */
  const goodControls = async () => {
    for (let day = 0; day < 43; day++) {
      const at = new Date(Date.UTC(2026, 2, 1 + day, 6)).toISOString().replaceAll(/[-:T]|\..*$/g, '');
      await bench.take(aControl({ at, value: String(99 + (day % 3)) }));
    }
  };
  /** Received on 13 April. */
  const lateResult = async (day = '20260302') => {
    const at = `${day}070000+0000`;
    await bench.take(
      toMessage(
        msh({ 3: 'ANALYZER', 4: '', 7: at, 10: 'LATE' }),
        pid({ 3: '1^^^RIVERSIDE^MR' }),
        obr({ 3: 'F1' }),
        obx({ 3: 'GLU^Glucose^99LAB', 5: '95', 6: 'mg/dL', 18: 'c303', 19: at }),
      ),
    );
    return bench.only().holds;
  };
  return { ...bench, act, goodControls, lateResult };
}

test('a failure that nobody had answered for 70 days', async () => {
  const { take, act, goodControls, lateResult } = await aLongBench();
  await take(aControl({ at: '20251220060000', value: '131' }));
  await goodControls();
  await act('calibration', '2026-03-03T12:00:00Z');
  await take(aControl({ at: '20260413060000' }));
  // a control after the calibration does not speak for it
  expect(await lateResult()).toEqual(['qc-failed']);
});

test.each(['2026-04-11', '2026-04-13'])('a failure that was answered on %s, at last', async (day) => {
  const { take, act, goodControls, lateResult } = await aLongBench();
  await take(aControl({ at: '20251220060000', value: '131' }));
  await goodControls();
  await act('calibration', `${day}T05:30:00Z`);
  for (const hour of ['060000', '090000', '120000'])
    await take(aControl({ at: `${day.replaceAll('-', '')}${hour}` }));
  expect(await lateResult()).toEqual(['qc-failed']);
});

test('a stop that nobody had ended for 110 days', async () => {
  const { take, act, goodControls, lateResult } = await aLongBench();
  await act('stop', '2025-12-20T06:00:00Z');
  await goodControls();
  await act('start', '2026-04-12T08:00:00Z');
  for (const hour of ['060000', '090000']) await take(aControl({ at: `20260413${hour}` }));
  expect(await lateResult('20260410')).toEqual(['stopped']);
});

test('a stop that nobody had ended for 70 days', async () => {
  const { take, act, goodControls, lateResult } = await aLongBench();
  await act('stop', '2025-12-20T06:00:00Z');
  await act('start', '2026-03-20T06:00:00Z');
  await goodControls();
  await take(aControl({ at: '20260413060000' }));
  expect(await lateResult()).toEqual(['stopped']);
});

test('nothing that stood', async () => {
  const { take, goodControls, lateResult } = await aLongBench();
  await goodControls();
  await take(aControl({ at: '20260413060000' }));
  expect(await lateResult()).toEqual([]);
});
