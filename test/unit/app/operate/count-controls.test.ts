import { expect, test } from '@jest/globals';
import { MemoryVerdictStore } from '../../../../lib/adapters/memory/verdict-store.ts';
import { countControls, dueControls } from '../../../../lib/app/operate/count-controls.ts';
import { byDue } from '../../../../lib/app/operate/due-controls.ts';
import type { GateStep } from '../../../../lib/model/verdict.ts';
import { aQuality } from '../../../support/quality/controls.ts';

const now = new Date('2026-03-03T06:00:00Z');
const { materials, systems } = aQuality();

/** The count for test systems whose gates have come to these steps; a system without one never had a control. */
async function count(steps: readonly (Partial<GateStep> | undefined)[]) {
  const verdicts = new MemoryVerdictStore();
  let requests = 0;
  verdicts.states = async () => {
    requests++;
    return steps.map((step) =>
      step === undefined
        ? undefined
        : {
            ...{ version: 1, judgedBy: 'j' },
            steps: [{ at: now.getTime() - 3_600_000, state: 'good', evidence: 'e', ...step }],
          },
    );
  };
  const quality = { materials, systems: steps.flatMap(() => systems) };
  return { ...(await countControls({ verdicts, quality, clock: () => now })), requests };
}

test('test systems that are not in control, and those that need one, are counted with one request', async () => {
  expect(
    await count([
      { state: 'failed' },
      { state: 'repeat-passed' },
      { state: 'stopped' },
      { state: 'unknown' },
      { due: now.getTime() - 1 },
      { at: now.getTime() - 86_400_001 },
      {},
      { state: 'repeat-passed', isOpen: true },
      { due: now.getTime() },
      undefined,
    ]),
  ).toEqual({ outOfControl: 7, controlsDue: 6, openLookBacks: 0, requests: 1 });
});

test('a site without test systems needs no request', async () => {
  expect(await count([])).toEqual({
    ...{ outOfControl: 0, controlsDue: 0, openLookBacks: 0, requests: 0 },
  });
});

test('look-backs that nobody signed are counted for 35 days, where controls decide about results', async () => {
  const [system] = systems;
  if (system === undefined) throw new Error('no system');
  const known = (event: string, daysAgo: number, state: 'open' | 'signed' | 'void' = 'open') => ({
    ...{ event, at: now.getTime() - daysAgo * 86_400_000, state },
  });
  const lookBacks = [known('e1', 1), known('e2', 36), known('e3', 2, 'signed'), known('e4', 2, 'void')];
  const verdicts = new MemoryVerdictStore();
  verdicts.states = async () => [{ version: 1, judgedBy: 'j', steps: [], lookBacks }];
  const counted = (mode: 'open' | 'watch') =>
    countControls({
      ...{ verdicts, clock: () => now },
      quality: { materials, systems: [{ ...system, gate: { ...system.gate, mode } }] },
    });
  expect((await counted('watch')).openLookBacks).toBe(1);
  expect((await counted('open')).openLookBacks).toBe(0);
});

test('controls are due in the order of time: unknown and failed ones first, stopped ones last', () => {
  const step = (state: GateStep['state'], due?: number): GateStep => ({
    ...{ at: now.getTime() - 3_600_000, state, evidence: 'e', due },
  });
  const [system] = systems;
  if (system === undefined) throw new Error('no system');
  const steps = [
    step('stopped'),
    step('good', now.getTime() + 1),
    step('good', now.getTime() - 1),
    step('failed'),
  ];
  const all = steps.map((one) => ({ system, state: { version: 1, judgedBy: 'j', steps: [one] } }));
  const due = dueControls([...all, { system, state: undefined }], now).toSorted(byDue);
  expect(due.map(({ kind, isNow }) => [kind, isNow])).toEqual([
    ['failed', true],
    ['missing', true],
    ['due', true],
    ['due', false],
    ['none', false],
  ]);
  // without a rule of the site it is due after a day
  const [assumed] = dueControls(
    [{ system, state: { version: 1, judgedBy: 'j', steps: [step('good')] } }],
    now,
  );
  expect([assumed?.at, assumed?.isAssumed]).toEqual([now.getTime() + 23 * 3_600_000, true]);
});
