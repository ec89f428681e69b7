import { describe, expect, test } from '@jest/globals';
import { controlResultPage } from '../../../../lib/console/pages/control-result.ts';
import { testSystemPage } from '../../../../lib/console/pages/test-system.ts';
import type { ConsoleSystem } from '../../../../lib/console/system.ts';
import { type Role, roleSchema } from '../../../../lib/model/role.ts';
import type { VerdictStore } from '../../../../lib/ports/verdict-store.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aSession } from '../../../support/console.ts';
import { aRejectedMorning } from '../../../support/console-look-back.ts';

const PATH = '/controls/glucose';

/** A rejected control in the console, as several people see it. */
async function aBenchOf(gate?: Parameters<typeof aRejectedMorning>[0]) {
  const morning = await aRejectedMorning(gate);
  const as = (role: Role, subject: string = role, system: ConsoleSystem = morning.system) =>
    aConsole([testSystemPage, controlResultPage], {
      system,
      session: aSession(role, { person: { subject, name: `Invented ${subject}`, roles: [role] } }),
    });
  const read = async (role: Role = 'technician', path = PATH) => (await as(role).get(path)).text();
  const seen = async (): Promise<string> => /name="seen" value="([^"]+)"/.exec(await read())?.[1] ?? '';
  const act = async (
    action: string,
    fields: Readonly<Record<string, string>> = {},
    [role, subject]: readonly [Role, string] = ['technician', 'mara'],
  ) => as(role, subject).post(PATH, { action, reason: 'done', seen: await seen(), ...fields });
  const said = async () => (await morning.actions()).map(({ kind, by, why }) => `${kind} ${by}: ${why}`);
  const state = async () => /<dt>State<\/dt><dd><span class="tag \w+">([^<]*)/.exec(await read())?.[1];
  const result = `${PATH}/results/${morning.rejected.id}`;
  return { ...morning, as, read, seen, act, said, state, result };
}

describe('the page of a test system', () => {
  test('documents what was done, with its time, and the reject is answered by it', async () => {
    const { act, said, state, takeControl, actions, audited } = await aBenchOf();
    expect(await state()).toBe('rejected');
    expect((await act('document', { kind: 'calibration', at: '2026-03-03T03:30' })).status).toBe(303);
    expect(await said()).toEqual(['calibration mara: done']);
    expect((await actions())[0]?.at).toBe('2026-03-03T08:30:00.000Z');
    await takeControl('090000', '100');
    expect(await state()).toBe('in control');
    expect(audited()).toMatchObject([
      {
        actor: 'mara',
        channel: 'console',
        action: 'document',
        subject: 'glucose',
        parameters: ['calibration'],
      },
    ]);
  });

  test.each([
    ['in the future', { kind: 'other', at: '2026-03-04T03:30' }, 'in the future'],
    ['that is none', { kind: 'other', at: '2026-02-31T03:30' }, 'The time is none.'],
    ['of another year', { kind: 'other', at: '2025-03-03T03:30' }, 'more than 31 days ago'],
    ['without a kind', { kind: '' }, 'Choose what was done.'],
    ['of an invented kind', { kind: 'constructor' }, 'Choose what was done.'],
    ['that is a stop in disguise', { kind: 'stop' }, 'Choose what was done.'],
  ])('refuses an action %s', async (_, fields, why) => {
    const { act, said } = await aBenchOf();
    const answer = await act('document', fields);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(why)]);
    expect(await said()).toEqual([]);
  });

  test('stops a test system, and lets whoever stopped it or a supervisor start it', async () => {
    const { act, read, state, said } = await aBenchOf({ mode: 'watch' });
    expect((await act('stop')).status).toBe(303);
    expect(await state()).toBe('stopped');
    expect((await act('stop')).status).toBe(409);
    expect(await read()).toContain(
      'Invented mara stopped it. A supervisor, or whoever stopped it, can start it again.',
    );
    expect((await act('start', {}, ['technician', 'ines'])).status).toBe(409);
    expect((await act('start')).status).toBe(303);
    expect(await state()).not.toBe('stopped');
    expect((await act('start')).status).toBe(409);
    await act('stop');
    expect((await act('start', {}, ['supervisor', 'omar'])).status).toBe(303);
    expect(await said()).toEqual([
      'stop mara: done',
      'start mara: done',
      'stop mara: done',
      'start omar: done',
    ]);
  });

  test('tells of several people who act at once who was faster', async () => {
    const { as, seen, said } = await aBenchOf();
    const fields = { action: 'document', kind: 'maintenance', reason: 'cleaned', seen: await seen() };
    const answers = await Promise.all(
      ['mara', 'ines', 'omar'].map((subject) => as('technician', subject).post(PATH, fields)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect(await said()).toHaveLength(1);
    const late = await as('technician', 'late').post(PATH, fields);
    expect([late.status, await late.text()]).toEqual([
      409,
      expect.stringMatching(/Since you opened the page, Invented \w+ documented: maintenance/),
    ]);
  });

  test('is acted on by technicians and supervisors alone, with a reason and the token of the session', async () => {
    const { as, read, result, said } = await aBenchOf();
    for (const role of roleSchema.options) {
      const may = role === 'technician' || role === 'supervisor';
      const fields = { reason: 'seen', kind: 'other', seen: 'of another time' };
      for (const action of ['document', 'stop', 'start'])
        expect([role, action, (await as(role).post(PATH, { action, ...fields })).status]).toEqual([
          role,
          action,
          may ? 409 : 403,
        ]);
      expect([role, (await read(role)).includes('value="document"')]).toEqual([role, may]);
      expect([role, (await read(role, result)).includes('value="exclude"')]).toEqual([role, may]);
    }
    expect((await as('viewer').post(result, { action: 'exclude', reason: 'x' })).status).toBe(403);
    expect((await as('technician').post(PATH, { action: 'stop' })).status).toBe(400);
    expect((await as('technician').post(PATH, { action: 'stop', reason: 'x', csrf: 'guess' })).status).toBe(
      403,
    );
    expect(await said()).toEqual([]);
  });

  test('does nothing if the audit log is away', async () => {
    const { as, system, said, seen } = await aBenchOf();
    const away = {
      ...system.audit,
      record: () => Promise.reject(new AdapterError('Away', 'transient', 'no')),
    };
    const answer = await as('technician', 'mara', { ...system, audit: away as never }).post(PATH, {
      ...{ action: 'stop', reason: 'x', seen: await seen() },
    });
    expect([answer.status, await said()]).toEqual([503, []]);
  });

  test('says so when an action is documented and cannot be counted, and counts it later', async () => {
    const { as, system, seen, state, said, read, act } = await aBenchOf({ mode: 'watch' });
    const verdicts: VerdictStore = {
      states: (systems) => system.verdicts.states(systems),
      versionsSince: (one, since) => system.verdicts.versionsSince(one, since),
      append: (one, version) => system.verdicts.append(one, version),
      putState: () => Promise.reject(new AdapterError('Away', 'transient', 'no')),
    };
    const answer = await as('technician', 'mara', { ...system, verdicts }).post(PATH, {
      ...{ action: 'stop', reason: 'broken', seen: await seen() },
    });
    expect([answer.status, await said(), await state()]).toEqual([503, ['stop mara: broken'], 'rejected']);
    const text = await read();
    expect(text).toContain('does not count yet');
    const [, id = ''] =
      /name="action" value="count"><input type="hidden" name="id" value="([^"]+)"/.exec(text) ?? [];
    expect((await act('count', { id: 'gone' })).status).toBe(404);
    expect((await act('count', { id })).status).toBe(303);
    expect(await state()).toBe('stopped');
    expect(await read()).not.toContain('does not count yet');
  });
});

describe('the page of a control result', () => {
  test('excludes it with a reason, once, and says who did', async () => {
    const { as, read, result, said, state } = await aBenchOf();
    expect(await read('viewer', result)).toContain('131 mg/dL');
    const post = (subject: string) =>
      as('technician', subject).post(result, { action: 'exclude', reason: 'wrong vial' });
    const answers = await Promise.all(['mara', 'ines'].map(post));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await post('omar')).status).toBe(409);
    expect(await said()).toHaveLength(1);
    const text = await read('technician', result);
    expect(text).toMatch(/excluded it at [^<]*: wrong vial/);
    expect(text).not.toContain('Exclude it');
    expect(await read('viewer', result)).not.toContain('wrong vial');
    expect(await state()).not.toBe('rejected');
  });

  test('takes an exclusion back with a reason; both stay on record, and it can be excluded again', async () => {
    const { as, read, result, said, state } = await aBenchOf();
    const seen = async () => /name="seen" value="([^"]*)"/.exec(await read('technician', result))?.[1] ?? '';
    const post = async (action: string, reason: string) =>
      as('technician', 'mara').post(result, { action, reason, seen: await seen() });
    expect((await post('include', 'nothing to take back')).status).toBe(409);
    expect((await post('exclude', 'wrong vial')).status).toBe(303);
    expect(await state()).not.toBe('rejected');
    expect((await as('viewer').post(result, { action: 'include', reason: 'x' })).status).toBe(403);
    // somebody who has not seen the exclusion
    expect((await as('technician', 'ines').post(result, { action: 'include', reason: 'x' })).status).toBe(
      409,
    );
    expect((await post('include', 'it was the right vial')).status).toBe(303);
    expect(await state()).toBe('rejected');
    const text = await read('technician', result);
    expect(text).toMatch(/excluded it at [^<]*: wrong vial/);
    expect(text).toMatch(/took the exclusion back at [^<]*: it was the right vial/);
    expect(text).toContain('Exclude it');
    expect((await post('exclude', 'wrong after all')).status).toBe(303);
    expect(await state()).not.toBe('rejected');
    expect(await said()).toHaveLength(3);
  });

  test('is not there for another test system or an unknown id', async () => {
    const { as } = await aBenchOf();
    for (const path of [`${PATH}/results/gone`, '/controls/__proto__/results/x'])
      expect(await (await as('technician').get(path)).text()).toContain('no such result');
    const { status } = await as('technician').post(`${PATH}/results/gone`, {
      action: 'exclude',
      reason: 'x',
    });
    expect(status).toBe(404);
  });
});
