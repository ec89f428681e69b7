import { expect, test } from '@jest/globals';
import { MemoryControlActions } from '../../../../lib/adapters/memory/control-actions.ts';
import { MemoryQcStore } from '../../../../lib/adapters/memory/qc-store.ts';
import { MemoryVerdictStore } from '../../../../lib/adapters/memory/verdict-store.ts';
import { controlsPage } from '../../../../lib/console/pages/controls.ts';
import type { QcPoint } from '../../../../lib/model/qc-point.ts';
import { roleSchema } from '../../../../lib/model/role.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { aNightPoint, judgeNight, nightPoints, withControls } from '../../../support/console-controls.ts';
import { hostileWord, isActing } from '../../../support/hostile-words.ts';

async function shown(
  path = '/controls',
  replaced: Parameters<typeof withControls>[1] = {},
  points: readonly QcPoint[] = nightPoints(),
) {
  const { system } = aConsoleSystem();
  await system.qc.put(points);
  const { get } = aConsole([controlsPage], {
    system: withControls(system, replaced),
    session: aSession('viewer'),
  });
  return (await get(path)).text();
}

test('everybody reads the controls', () => {
  expect(controlsPage.roles).toEqual(roleSchema.options);
});

test('test systems are counted by state, and each number leads to its list', async () => {
  const text = await shown();
  expect(text).toContain('<a href="/live/console/controls?state=rejected">1 test system is rejected</a>');
  expect(text).toContain('<a href="/live/console/controls?state=overdue">1 test system is overdue</a>');
  expect(text).toMatch(/controls\?state=in-control"><b>1<\/b> in control/);
  expect(text).toContain('Not in control');
  const order = [...text.matchAll(/<th scope="row"[^>]*><a href="[^"]*">([^<]*)</g)].map(([, id]) => id);
  expect(order).toEqual(
    ['glucose', 'sodium', 'lactate', 'urea', 'potassium'].map((analyte) => `chemistry-1-${analyte}`),
  );
});

test('a list of one state has these test systems and no other', async () => {
  const text = await shown('/controls?state=rejected');
  expect(text).toContain('1 test system: rejected');
  expect(text).toContain('1-2s 1-3s 2-2s');
  expect(text).not.toContain('chemistry-1-potassium');
  expect(await shown('/controls?state=__proto__')).toContain('5 test systems');
});

test('a site without test systems is told how to describe them', async () => {
  const text = await shown('/controls', { quality: { materials: [], systems: [] } });
  expect(text).toContain('The site names no test system');
  expect(text).toContain('docs/quality.md');
  const { get } = aConsole([controlsPage], { session: aSession('viewer') });
  expect(await (await get('/controls')).text()).toContain('The site names no test system');
});

test('controls that cannot be read are said to be so', async () => {
  const qc = new MemoryQcStore();
  qc.read = () => Promise.reject(new AdapterError('QcPointsNotRead', 'transient', 'no'));
  expect(await shown('/controls', { qc })).toContain('The controls cannot be read now.');
});

test('a page makes two queries for each test system and one request for all states, however many results there are', async () => {
  const asked: number[] = [];
  let states = 0;
  let actions = 0;
  const [qc, verdicts, controlActions] = [
    new MemoryQcStore(),
    new MemoryVerdictStore(),
    new MemoryControlActions(),
  ];
  controlActions.since = async () => {
    actions++;
    return [];
  };
  qc.read = async (_, { most }) => {
    asked.push(most);
    return [];
  };
  verdicts.states = async (systems) => {
    states++;
    return systems.map(() => undefined);
  };
  await shown('/controls', { qc, verdicts, controlActions });
  expect([asked, actions, states]).toEqual([[60, 60, 60, 60, 60], 5, 1]);
});

test('the navigation says how many test systems are not in control', async () => {
  const { system } = aConsoleSystem();
  await system.qc.put(nightPoints());
  await judgeNight(system);
  const { get } = aConsole([controlsPage], { system: withControls(system), session: aSession('viewer') });
  const text = await (await get('/controls')).text();
  // glucose is rejected, sodium cannot be judged, lactate is overdue, urea has no control
  expect(text).toMatch(/Controls <b>4<\/b>/);
  expect(text).toContain('<b>1</b> in control');
  expect(text).toContain('<b>5</b> all');
});

test('controls of no test system stand on the page, with what to write in the site', async () => {
  const { system } = aConsoleSystem();
  const strange = { ...aNightPoint('CREA', '80'), analyzer: `<b>${hostileWord}` };
  await system.qc.put([strange], [strange]);
  const { get } = aConsole([controlsPage], { system: withControls(system), session: aSession('viewer') });
  const text = await (await get('/controls')).text();
  expect(text).toContain('<h2 id="no-system">Controls of no test system</h2>');
  expect(text).toContain('\n    analyte: &quot;CREA&quot;\n    levels:');
  expect(text).not.toContain('<b>A');
  expect(text.split('\n').filter(isActing)).toEqual([]);
  expect(await shown()).not.toContain('no-system');
});
