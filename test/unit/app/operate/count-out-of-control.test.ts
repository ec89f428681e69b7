import { expect, test } from '@jest/globals';
import { MemoryVerdictStore } from '../../../../lib/adapters/memory/verdict-store.ts';
import { countOutOfControl } from '../../../../lib/app/operate/count-out-of-control.ts';
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
  return { number: await countOutOfControl({ verdicts, quality, clock: () => now }), requests };
}

test('test systems that are not in control are counted with one request, those without any control are not', async () => {
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
  ).toEqual({ number: 6, requests: 1 });
});

test('a site without test systems needs no request', async () => {
  expect(await count([])).toEqual({ number: 0, requests: 0 });
});
