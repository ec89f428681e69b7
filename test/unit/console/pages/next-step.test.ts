import { expect, test } from '@jest/globals';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { documentAction } from '../../../../lib/app/quality/act-on-system.ts';
import { duePage } from '../../../../lib/console/pages/due.ts';
import { holdPage } from '../../../../lib/console/pages/hold.ts';
import { lookBackPage } from '../../../../lib/console/pages/look-back.ts';
import { testSystemPage } from '../../../../lib/console/pages/test-system.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { nightQuality, withControls } from '../../../support/console-controls.ts';
import { aRejectedMorning } from '../../../support/console-look-back.ts';
import { anOru } from '../../../support/messages.ts';

type Morning = Awaited<ReturnType<typeof aRejectedMorning>>;

const textOf = async ({ system }: Pick<Morning, 'system'>, path: string): Promise<string> => {
  const pages = [testSystemPage, holdPage, lookBackPage, duePage];
  const { get } = aConsole(pages, { system, session: aSession('technician') });
  const text = await (await get(path)).text();
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
};

const act = ({ known, system }: Morning, kind: 'calibration' | 'control-vial', time: string) =>
  documentAction(
    known,
    { kind, at: new Date(`2026-03-03T${time}:00Z`) },
    { actor: 'sub-4711', name: 'Invented Mara', reason: 'seen', channel: 'console' },
    system,
  );

test.each([
  [
    'gate',
    'Patients&#39; results held qc-failed : the last control of the test system or the next one after the result was rejected',
  ],
  [
    'watch',
    'Patients&#39; results delivered, whatever the controls say, until somebody stops the test system',
  ],
  ['open', 'Patients&#39; results delivered, whatever the controls say (mode open)'],
])('the page of a rejected test system in the mode %s says what becomes of results', async (mode, words) => {
  expect(await textOf(await aRejectedMorning({ mode }), '/controls/glucose')).toContain(words);
});

test('a held message names the test system that holds it, and what it needs now', async () => {
  const morning = await aRejectedMorning();
  const id = await morning.deliver('083000');
  const words = () => textOf(morning, `/waiting/${id}`);
  expect(await words()).toContain('glucose : a control is due now: document an action, then run it.');
  expect(await words()).toContain(': qc-failed. ');
  expect(await words()).not.toContain('No later control');
  await act(morning, 'calibration', '08:40');
  await morning.takeControl('090000', '101');
  for (const entry of morning.cloud.inbound.entries.filter(({ occasion }) => occasion === 'awaited'))
    await normalizeMessage(entry.messageId, morning.system, entry);
  const calibrated = await words();
  expect(calibrated).toContain(
    'No later control releases this result: an action on the instrument or a stop',
  );
});

test('a message that nothing of a gate holds asks for no state', async () => {
  const morning = await aRejectedMorning();
  const { system, take } = morning;
  const id = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
  const states = () => Promise.reject(new Error('the states were read'));
  const { get } = aConsole([holdPage], {
    system: { ...system, verdicts: { ...system.verdicts, states } } as never,
    session: aSession('viewer'),
  });
  const text = await (await get(`/waiting/${id}`)).text();
  expect(text).toContain('the patient number is one that stands for nobody');
});

test('a look-back says which rules were broken, and how far each level was from its mean', async () => {
  const morning = await aRejectedMorning();
  const text = await textOf(morning, morning.path);
  expect(text).toMatch(/Broken rules [\w -]*1-3s/);
  expect(text).toContain('SD from the mean 1: 3.10');
});

test('an action shows the name of the person, not the number that the issuer gives them', async () => {
  const morning = await aRejectedMorning();
  await act(morning, 'control-vial', '08:40');
  const text = await textOf(morning, '/controls/glucose');
  expect(text).toContain('another vial of the control Invented Mara');
  expect(text).not.toContain('sub-4711');
  expect(morning.audited().at(-1)).toMatchObject({ actor: 'sub-4711' });
});

test.each([
  ['2026-03-01', ': each active lot has expired'],
  ['2026-03-02', ' of 45800'],
])('vials of a lot that expires on %s are%s on 2 March', async (expires, words) => {
  const quality = nightQuality();
  const materials = quality.materials.map((material) => ({
    ...material,
    lots: material.lots.map((lot) => ({ ...lot, expires })),
  }));
  const system = withControls(aConsoleSystem().system, { quality: { ...quality, materials } });
  expect(await textOf({ system } as never, '/due')).toContain(`level 1, 2${words}`);
});
