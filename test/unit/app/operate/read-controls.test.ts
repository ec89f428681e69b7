import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MemoryControlActions } from '../../../../lib/adapters/memory/control-actions.ts';
import { MemoryQcStore } from '../../../../lib/adapters/memory/qc-store.ts';
import { controlAdvice } from '../../../../lib/app/operate/control-advice.ts';
import { readControls } from '../../../../lib/app/operate/read-controls.ts';
import { aPoint, aQuality, type ControlResult } from '../../../support/quality/controls.ts';

async function read(results: readonly ControlResult[], since = '2026-03-01T00:00:00Z') {
  const qc = new MemoryQcStore();
  await qc.put(results.map(aPoint));
  const { materials, systems } = aQuality();
  const [system] = systems;
  if (system === undefined) throw new Error('no system');
  return readControls(
    { qc, controlActions: new MemoryControlActions() },
    { materials, system, timeZone: 'UTC' },
    { since: new Date(since), until: new Date('2026-03-31T00:00:00Z') },
  );
}

test('the controls of a period are judged with what was before it', async () => {
  const results = [
    { at: '20260303060000', value: '121' },
    { at: '20260304060000', value: '122' },
  ];
  const { evaluations } = await read(results, '2026-03-04T00:00:00Z');
  expect(evaluations).toMatchObject([
    { verdict: 'reject', violations: [{ rule: '1-2s' }, { rule: '2-2s' }] },
  ]);
});

test('a result of an unknown lot cannot be judged, and does not disturb the others', async () => {
  const { evaluations } = await read([
    { at: '20260303060000' },
    { at: '20260303060100', material: 'QC9' },
    { at: '20260303060200', unit: 'mmol/L', value: '5' },
  ]);
  expect(evaluations.map(({ verdict, points }) => [verdict, points[0]?.problem])).toEqual([
    ['accept', undefined],
    ['cannot-judge', 'unknown-lot'],
    ['cannot-judge', 'other-unit'],
  ]);
});

test('the page on quality control says what to do about each reason', () => {
  const page = readFileSync(new URL('../../../../docs/quality.md', import.meta.url), 'utf8');
  for (const [problem, todo] of controlAdvice) {
    expect(page).toContain(`\`${problem}\``);
    expect(page).toContain(todo);
  }
});
