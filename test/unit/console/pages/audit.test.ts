import { expect, test } from '@jest/globals';
import { auditPage } from '../../../../lib/console/pages/audit.ts';
import { messagesPage } from '../../../../lib/console/pages/messages.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

async function aSystemWithReads() {
  const operated = aConsoleSystem();
  await operated.take(anOru());
  const as = (role: Role) =>
    aConsole([auditPage, messagesPage], { system: operated.system, session: aSession(role) });
  await as('technician').post('/messages', {
    action: 'find-patient',
    word: '700101^^^RIVERSIDE^MR',
    reason: 'ward asks',
  });
  return { ...operated, as };
}

test('who read what, when and why is shown to an auditor and to nobody else', async () => {
  const { as } = await aSystemWithReads();
  const text = await (await as('auditor').get('/audit')).text();
  expect(text).toMatch(/1 entry since 2 Mar 2026 \d\d:\d\d:\d\d GMT-5, newest first/);
  expect(text).toMatch(/Invented technician.*technician-1.*search Message.*ward asks/s);
  expect(text).not.toMatch(/Okafor|700101\^/);
  for (const role of ['viewer', 'technician', 'integrator'] as const)
    expect((await as(role).get('/audit')).status).toBe(403);
});

test('entries can be chosen by person and period', async () => {
  const { as } = await aSystemWithReads();
  const read = async (path: string) => (await as('auditor').get(path)).text();
  expect(await read('/audit?by=ines')).toContain('Nobody read or changed anything since');
  expect(await read('/audit?by=technician-1')).toContain('1 entry since');
  expect(await read('/audit?since=30d')).toContain('value="48h"');
});

test('who read one patient is shown for a reason, and that is written down too', async () => {
  const { as, system } = await aSystemWithReads();
  const { post } = as('auditor');
  const wish = { action: 'of-patient', reason: 'the patient asks' };
  expect((await post('/audit', { ...wish, patient: '4711' })).status).toBe(400);
  const text = await (await post('/audit', { ...wish, patient: '700101^^^RIVERSIDE^MR' })).text();
  expect(text).toContain('1 entry about this patient, newest first');
  expect(system.audit.entries.at(-1)).toMatchObject({
    resourceType: 'AuditEvent',
    reason: 'the patient asks',
  });
});

test('of very many entries the newest are read and shown, and the page says where it ended', async () => {
  const { as, system } = await aSystemWithReads();
  const readAt = (index: number) => new Date(system.clock().getTime() - 60_000 - index * 1000).toISOString();
  let taken = 0;
  system.audit.newestBetween = async function* () {
    for (let index = 0; index < 50_000; index++) {
      taken++;
      yield {
        ...{ readAt: readAt(index), requestId: `r${index}`, actor: index % 20 === 0 ? 'ines' : 'ehr' },
        ...{ channel: 'fhir', action: 'read', resourceType: 'Observation', parameters: [], count: 1 },
      } as const;
    }
  };
  const text = await (await as('auditor').get('/audit')).text();
  expect(text).toContain('200 entries since');
  expect(text).toContain('Older entries were not read.');
  expect(taken).toBeLessThanOrEqual(201);
  expect(await (await as('auditor').get('/audit?by=ines')).text()).toContain('100 entries since');
  expect(taken).toBeLessThanOrEqual(2202);
});

test('of very many entries about one patient the newest are read and shown, and the page says how to get all', async () => {
  const { as, system } = await aSystemWithReads();
  const wish = { action: 'of-patient', reason: 'the patient asks', patient: '700101^^^RIVERSIDE^MR' };
  const { patientKey } = system.audit.entries[0] ?? {};
  let taken = 0;
  system.audit.newestOfPatient = async function* (key) {
    expect(key).toBe(patientKey);
    for (let index = 0; index < 50_000; index++) {
      taken++;
      yield {
        ...{ readAt: new Date(9e11 - index).toISOString(), requestId: `r${index}`, actor: 'ehr', patientKey },
        ...{ channel: 'fhir', action: 'read', resourceType: 'Observation', parameters: [], count: 1 },
      } as const;
    }
  };
  const text = await (await as('auditor').post('/audit', wish)).text();
  expect(text).toContain('200 entries about this patient, newest first');
  expect(text).toContain('These are the newest 200. <code>labwire audit --patient</code> lists all.');
  expect(text).not.toContain('The patient has many reports');
  expect(taken).toBe(201);
});

test('a change is said to be asked for, leads to its message, and is said to be refused if it was', async () => {
  const { as, system } = await aSystemWithReads();
  const subject = 'a'.repeat(32);
  const readAt = system.clock().toISOString();
  const release = { readAt, actor: 'tariq', channel: 'console', action: 'release' } as const;
  const about = { ...release, parameters: [], resourceType: 'Message', subject };
  await system.audit.record({ ...about, requestId: 'r1', count: 1 });
  await system.audit.record({ ...about, requestId: 'r2', count: 0, status: 409 });
  const text = await (await as('auditor').get('/audit')).text();
  const answers = [...text.matchAll(/data-head="Answer">(.*?)<\/td>/g)].map(([, cell = '']) => cell);
  expect(answers.map((cell) => cell.replaceAll(/<[^>]*>/g, ''))).toEqual([
    'refused 409',
    'asked for',
    'given',
  ]);
  expect(text).toContain(`href="/live/console/messages/${subject}"`);
});
