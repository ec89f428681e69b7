import { describe, expect, test } from '@jest/globals';
import { countControls } from '../../../../lib/app/operate/count-controls.ts';
import { lookBackPage } from '../../../../lib/console/pages/look-back.ts';
import { lookBacksPage } from '../../../../lib/console/pages/look-backs.ts';
import { type Role, roleSchema } from '../../../../lib/model/role.ts';
import { aConsole, aSession } from '../../../support/console.ts';
import { aRejectedMorning } from '../../../support/console-look-back.ts';

const pages = [lookBacksPage, lookBackPage];

/** The console of a morning on which a control was rejected, as several people see it. */
async function aMorning() {
  const morning = await aRejectedMorning();
  const as = (role: Role, subject: string = role) =>
    aConsole(pages, {
      system: morning.system,
      session: aSession(role, { person: { subject, name: `Invented ${subject}`, roles: [role] } }),
    });
  const read = async (role: Role = 'technician', path = morning.path) => (await as(role).get(path)).text();
  const seen = async (): Promise<string> => /name="seen" value="([^"]+)"/.exec(await read())?.[1] ?? '';
  const words = async (): Promise<readonly string[]> =>
    [...(await read()).matchAll(/name="row" value="([^"]+)"/g)].map(([, word = '']) => word);
  const decide = async (fields: Readonly<Record<string, string>>, subject = 'mara') =>
    as('technician', subject).post(morning.path, {
      ...{ action: 'dispose', reason: 'measured again', disposition: 'repeat-ok', which: 'chosen' },
      ...{ seen: await seen(), ...fields },
    });
  const sign = async (subject: string, role: Role = 'technician') =>
    as(role, subject).post(morning.path, { action: 'sign', reason: 'agreed', seen: await seen() });
  return { ...morning, as, read, seen, words, decide, sign };
}

describe('the list of look-backs', () => {
  test('has each rejected control with its bounds, its results and what is to do', async () => {
    const { read, path } = await aMorning();
    const text = await read('viewer', '/look-back');
    expect(text).toContain(`href="/live/console${path}"`);
    expect(text).toContain('open</span>: results to decide');
    expect(text).toMatch(/Look-back <b>1<\/b>/);
    expect(text).toContain('open (1)');
    expect(await read('viewer', '/look-back?state=signed')).toContain('There is no such look-back.');
    expect(await read('viewer', '/look-back?state=constructor')).toContain(path);
  });

  test('says that there is none', async () => {
    const { get } = aConsole(pages, { session: aSession('viewer') });
    expect(await (await get('/look-back')).text()).toContain('The site names no test system');
  });
});

describe('a look-back', () => {
  test('has its bounds and the delivered results, and names no patient', async () => {
    const { read, words } = await aMorning();
    const text = await read();
    expect(text).toContain('2, of which 2 to decide');
    expect(text).toContain('the last good control');
    expect(await words()).toHaveLength(2);
    expect(text).not.toMatch(/Okafor|patient-1|44170/);
    expect(text).not.toContain('How it changed');
  });

  test('shows whose results they are for a reason that is in the audit log', async () => {
    const { as, path, audited } = await aMorning();
    const shown = await (await as('technician').post(path, { action: 'patients', reason: 'tubes' })).text();
    expect(shown).toMatch(/Okafor/);
    const [entry] = audited().filter(({ action }) => action === 'read');
    expect(entry).toMatchObject({
      resourceType: 'LookBack',
      reason: 'tubes',
      patientKey: expect.any(String),
    });
    expect((await as('viewer').post(path, { action: 'patients', reason: 'tubes' })).status).toBe(403);
  });

  test('is decided row by row or for all that are open, and closed by another person', async () => {
    const { read, decide, sign, words, system, audited } = await aMorning();
    const [first = ''] = await words();
    expect((await decide({ row: first })).status).toBe(303);
    const text = await read();
    expect(text).toContain('2, of which 1 to decide');
    expect(text).toContain('repeated, and the result stands');
    expect(text).toContain('You cannot sign it yet: 1 of its results has no decision.');
    expect((await sign('ines')).status).toBe(409);
    expect((await decide({ which: 'open', disposition: 'withdrawn' })).status).toBe(303);
    expect(await (await sign('mara')).text()).toContain('a second person signs');
    expect(await countControls(system)).toMatchObject({ openLookBacks: 1 });
    expect((await sign('ines')).status).toBe(303);
    expect(await read()).toContain('Signed by Invented ines');
    expect(await countControls(system)).toMatchObject({ openLookBacks: 0 });
    expect(await read('viewer', '/look-back')).toContain('signed (1)');
    const asked = audited().map(({ actor, parameters, count }) => [actor, parameters.join(), count]);
    expect(asked).toEqual([
      ['mara', 'dispose', 1],
      ['mara', 'dispose', 1],
      ['ines', 'sign', 1],
    ]);
    // another decision afterwards opens it again
    await decide({ row: first, disposition: 'corrected' });
    expect(await read()).toContain('it must be signed anew');
    expect(await countControls(system)).toMatchObject({ openLookBacks: 1 });
  });

  test('is decided once by several people who saw the same', async () => {
    const { seen, words, as, path, decisions } = await aMorning();
    const [row = ''] = await words();
    const fields = { action: 'dispose', reason: 'measured', which: 'chosen', row, seen: await seen() };
    const answers = await Promise.all(
      ['mara', 'ines', 'omar'].map((subject, index) =>
        as('technician', subject).post(path, {
          ...fields,
          disposition: index === 0 ? 'repeat-ok' : 'not-affected',
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect(await decisions()).toHaveLength(1);
    // somebody who saw it before is told who was faster
    const late = await as('technician', 'omar').post(path, { ...fields, disposition: 'withdrawn' });
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringContaining('Nothing was written down.'),
    ]);
  });

  test('refuses a decision about other results than the person saw', async () => {
    const { seen, takeControl, as, path, decisions } = await aMorning();
    const before = await seen();
    await takeControl('071500', '101');
    const answer = await as('technician').post(path, {
      ...{ action: 'dispose', reason: 'all', which: 'open', disposition: 'not-affected', seen: before },
    });
    expect([answer.status, await decisions()]).toEqual([409, []]);
  });

  test.each([
    ['without a decision', { disposition: '' }],
    ['with an invented one', { disposition: 'constructor' }],
    ['without a result', { row: '' }],
    ['with an unknown result', { row: 'f'.repeat(16) }],
  ])('refuses a form %s', async (_, fields) => {
    const { decide, words, decisions } = await aMorning();
    const [row = ''] = await words();
    expect((await decide({ row, ...fields })).status).toBe(400);
    expect(await decisions()).toEqual([]);
  });

  test('is acted on by technicians and supervisors, with a reason and the token of the session', async () => {
    const { path, as, decisions } = await aMorning();
    for (const role of roleSchema.options)
      for (const action of ['dispose', 'sign']) {
        const { status } = await as(role).post(path, { action, reason: 'seen' });
        const may = role === 'technician' || role === 'supervisor';
        expect([role, action, status]).toEqual([role, action, may ? 409 : 403]);
      }
    expect((await as('technician').post(path, { action: 'dispose' })).status).toBe(400);
    expect(
      (await as('technician').post(path, { action: 'dispose', reason: 'x', csrf: 'guess' })).status,
    ).toBe(403);
    expect(await decisions()).toEqual([]);
    for (const role of ['viewer', 'integrator', 'auditor'] as const) {
      const text = await (await as(role).get(path)).text();
      expect([role, /value="(?:dispose|sign)"/.test(text)]).toEqual([role, false]);
    }
  });

  test('says how its bounds moved when a control came late', async () => {
    const { read, takeControl } = await aMorning();
    await takeControl('071500', '101');
    const text = await read();
    expect(text).toContain('1, of which 1 to decide');
    expect(text).toMatch(/bounds moved, results after [^<]* 02:15/);
    expect(text).toContain('a control that came late');
  });

  test('is void when its control was excluded, says why, and keeps what was decided', async () => {
    const { read, decide, words, exclude, system } = await aMorning();
    const [row = ''] = await words();
    await decide({ row });
    await exclude('wrong vial');
    const text = await read();
    expect(text).toContain('void, the control is not rejected any more');
    expect(text).toContain('an action: result excluded by tariq: wrong vial');
    expect(text).toContain('1 decision');
    expect(text).not.toContain('value="dispose"');
    expect(await read('viewer')).not.toContain('wrong vial');
    expect(await countControls(system)).toMatchObject({ openLookBacks: 0 });
    expect(await read('viewer', '/look-back')).toContain('void (1)');
  });

  test('that does not exist is not found', async () => {
    const { as } = await aMorning();
    for (const path of [
      '/look-back/glucose/gone',
      '/look-back/__proto__/x',
      '/look-back/glucose/constructor',
    ])
      expect([path, await (await as('technician').get(path)).text()]).toEqual([
        path,
        expect.stringContaining('No control with this id was rejected'),
      ]);
  });
});
