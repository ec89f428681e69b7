import { expect, test } from '@jest/globals';
import { lotsPage } from '../../../../lib/console/pages/lots.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { aNightPoint, nightPoints, nightQuality, withControls } from '../../../support/console-controls.ts';

async function shown(quality = nightQuality()) {
  const { system } = aConsoleSystem();
  await system.qc.put([
    ...nightPoints(),
    {
      ...aNightPoint('NA', '141', { minutes: -20, material: 'NEW-2', unit: 'mmol/L' }),
      ...{ target: '140.0', standardDeviation: '2.5' },
    },
  ]);
  const { get } = aConsole([lotsPage], {
    system: withControls(system, { quality }),
    session: aSession('viewer'),
  });
  return (await get('/lots')).text();
}

test('each lot is shown with its state, the day of its expiry and its targets', async () => {
  const text = await shown();
  expect(text).toContain('10 lots by test system');
  expect(text).toMatch(
    /chemistry\/45800.*?active.*?Ines.*?2026-03-31.*?level 1: 100\.0 ± 2\.0 mg\/dL, established/s,
  );
  expect(text).toMatch(/chemistry\/45900.*?parallel.*?no target<\/span>: its results cannot be judged/s);
});

test('a lot that has expired, or is not in use yet, is said to be so', async () => {
  const quality = nightQuality();
  const text = await shown({
    ...quality,
    materials: quality.materials.map((material) => ({
      ...material,
      lots: material.lots.map((lot) => ({ ...lot, expires: '2026-03-01' })),
    })),
    systems: quality.systems.map((system) => ({
      ...system,
      lots: [{ material: 'chemistry', lot: '45900', received: '2026-04-01T00:00:00Z' }],
    })),
  });
  expect(text).toContain('expired 2026-03-01');
  expect(text).toContain('not yet in use');
});

test('unknown lots of messages are listed with what the site must say of them', async () => {
  const text = await shown();
  expect(text).toContain('2 lots of results that cannot be judged');
  expect(text).toContain('{ source: chemistry-1, material: &quot;NEW-2&quot; }');
  expect(text).toContain('mean 140.0, SD 2.5 mmol/L');
  expect(text.indexOf('NEW-2')).toBeLessThan(text.indexOf('QC-NEW'));
});

test('a site without test systems is told how to describe them', async () => {
  expect(await shown({ materials: [], systems: [] })).toContain('The site names no test system');
});
