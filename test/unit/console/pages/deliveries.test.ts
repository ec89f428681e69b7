import { describe, expect, test } from '@jest/globals';
import { deliveriesPage } from '../../../../lib/console/pages/deliveries.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

const failure = { code: '422', answer: 'Okafor is unknown' };

async function aParkedUpdate() {
  const operated = aConsoleSystem();
  await operated.take(anOru());
  const parked = {
    ...{ destination: 'ehr', reportKey: operated.onlyReport(), version: 1, failure },
    ...{ state: 'parked' as const, changedAt: '2026-03-02T14:10:00.000Z' },
  };
  await operated.system.deliveries.put(parked);
  const update = `ehr ${parked.reportKey} 1 ${parked.changedAt}`;
  const as = (role: Role, csrf = 'the-token') => {
    const { system } = operated;
    const { get, post, follow } = aConsole([deliveriesPage], { system, session: aSession(role, { csrf }) });
    return {
      follow,
      read: async (path = '/deliveries') => (await get(path)).text(),
      send: (fields: Readonly<Record<string, string>>) => post('/deliveries', fields),
    };
  };
  const queued = () =>
    operated.system.updates.updates.filter(({ update: { redelivery } }) => redelivery !== undefined);
  return { ...operated, parked, update, as, queued };
}

describe('refused updates', () => {
  test('are listed with the code of the answer, and without the answer', async () => {
    const { as, parked } = await aParkedUpdate();
    const text = await as('viewer').read();
    expect(text).toContain('1 update is parked');
    expect(text).toContain('422');
    expect(text).toContain(`href="/live/console/messages?report=${parked.reportKey}"`);
    expect(text).not.toMatch(/Okafor|type="checkbox"|Show the answers/);
    expect(await as('viewer').read('/deliveries?destination=nobody')).toContain('It delivers to: ehr.');
  });

  test('show the answers for a reason', async () => {
    const { as, system } = await aParkedUpdate();
    const text = await (await as('technician').send({ action: 'answers', reason: 'why refused' })).text();
    expect(text).toContain('Okafor is unknown');
    expect(system.audit.entries).toMatchObject([
      { action: 'read', resourceType: 'Delivery', reason: 'why refused', patientKey: expect.any(String) },
    ]);
  });

  test('are said to be none if there is none', async () => {
    const { system } = aConsoleSystem();
    const { get } = aConsole([deliveriesPage], { system, session: aSession('integrator') });
    expect(await (await get('/deliveries')).text()).toContain('No destination has refused anything.');
  });
});

describe('sending again', () => {
  test('shows first what would be sent, and sends nothing', async () => {
    const { as, update, queued, system } = await aParkedUpdate();
    const text = await (await as('integrator').send({ action: 'dry-run', update })).text();
    expect(text).toContain('1 update, each the newest published version of its report');
    expect(text).toContain(`name="update" value="${update}"`);
    expect(queued()).toEqual([]);
    expect(system.audit.entries).toEqual([]);
  });

  test('queues the update after its audit entry', async () => {
    const { as, update, queued, system } = await aParkedUpdate();
    const answer = await as('integrator').send({
      action: 'redeliver',
      update,
      reason: 'the EHR knows the patient now',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/live/console/deliveries');
    const after = await as('integrator').follow(answer);
    expect(await after.text()).toContain('1 entry is in the queue again');
    expect(after.headers.getSetCookie().join()).toContain('__Host-labwire-outcome=; ');
    expect(queued()).toHaveLength(1);
    expect(system.audit.entries).toMatchObject([{ action: 'redeliver', actor: 'integrator-1', count: 1 }]);
  });

  test('is told to the person who did it, and to nobody by a link', async () => {
    const { as, update } = await aParkedUpdate();
    const answer = await as('integrator').send({ action: 'redeliver', update, reason: 'it is there now' });
    expect(await (await as('supervisor', 'token of another').follow(answer)).text()).not.toContain('again,');
    expect(await as('integrator').read('/deliveries?sent=50&refused=2')).not.toMatch(
      /50 entries|could not be sent/,
    );
  });

  test('is refused if the list has changed, at the dry run and at the end', async () => {
    const { as, update, parked, queued, system } = await aParkedUpdate();
    await system.deliveries.put({ ...parked, state: 'delivered', changedAt: '2026-03-02T14:20:00.000Z' });
    for (const action of ['dry-run', 'redeliver']) {
      const answer = await as('integrator').send({ action, update, reason: 'x' });
      expect(answer.status).toBe(409);
      expect(await answer.text()).toContain('the list has changed since you opened it');
    }
    expect(queued()).toEqual([]);
  });

  test('of nothing, or of what a form cannot mean, is refused', async () => {
    const { as, queued } = await aParkedUpdate();
    for (const update of ['', 'ehr', 'ehr x -1 y', '__proto__ a 1e3x b'])
      expect((await as('integrator').send({ action: 'redeliver', update, reason: 'x' })).status).toBe(400);
    expect(
      (await as('technician').send({ action: 'redeliver', update: 'a b 1 c', reason: 'x' })).status,
    ).toBe(403);
    expect(queued()).toEqual([]);
  });
});
