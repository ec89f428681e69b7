import { describe, expect, test } from '@jest/globals';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { messagePage } from '../../../../lib/console/pages/message.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

async function aDelivered() {
  const operated = aConsoleSystem();
  const id = await operated.take(anOru({ results: [{}, { 1: '2', 3: 'X^Strange\u202e^L' }] }));
  await operated.system.deliveries.put({
    destination: 'ehr',
    reportKey: operated.onlyReport(),
    version: 1,
    state: 'parked',
    changedAt: '2026-03-02T14:30:00.000Z',
    failure: { code: '422', answer: 'Okafor is unknown' },
  });
  const as = (role: Role) => aConsole([messagePage], { system: operated.system, session: aSession(role) });
  const path = `/messages/${id}`;
  return { ...operated, id, as, path };
}

test('the life of a message shows receipt, ledger, versions and deliveries, without patient data', async () => {
  const { as, path, id, onlyReport } = await aDelivered();
  const text = await (await as('viewer').get(path)).text();
  for (const words of [
    id,
    onlyReport(),
    'received from core-lis and stored',
    'queued for ehr',
    'refused by ehr',
    'answer 422',
    '2 results received',
  ])
    expect(text).toContain(words);
  expect(text).not.toMatch(/Okafor|700101|19840317|Strange|93/);
  expect(text).toContain(
    'You cannot look at the content. It needs the role technician, supervisor or integrator; you have the role viewer.',
  );
});

test('its content is shown for a reason, as it came and as it was read, after the audit entry', async () => {
  const { as, path, system, id } = await aDelivered();
  const { post } = as('integrator');
  expect((await post(path, { action: 'reveal' })).status).toBe(400);
  expect((await as('viewer').post(path, { action: 'reveal', reason: 'curious' })).status).toBe(403);
  expect(system.audit.entries).toEqual([]);
  const text = await (await post(path, { action: 'reveal', reason: 'the EHR refused it' })).text();
  expect(text).toContain('PID|1||700101^^^RIVERSIDE^MR||Okafor^Amara');
  expect(text).toMatch(/\nOBR\|/);
  expect(text).toContain('2 results as this message states them');
  expect(text).toContain('Strange\\u{202e}');
  expect(system.audit.entries).toMatchObject([
    {
      action: 'read',
      subject: id,
      actor: 'integrator-1',
      reason: 'the EHR refused it',
      patientKey: expect.any(String),
    },
  ]);
});

test('of a long message the beginning is shown, and the page says so and stays small', async () => {
  const { take, system } = aConsoleSystem();
  const results = [
    { 2: 'TX', 5: `x${'"'.repeat(599_999)}`, 6: '' },
    ...Array.from({ length: 600 }, () => ({})),
  ];
  const id = await take(
    anOru({ results: results.map((one, index) => ({ ...one, 1: `${index + 1}`, 4: `${index + 1}` })) }),
  );
  const { post } = aConsole([messagePage], { system, session: aSession('integrator') });
  const answer = await post(`/messages/${id}`, { action: 'reveal', reason: 'the EHR refused it' });
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).toMatch(/The first 500000 of \d{6} bytes are shown/);
  expect(text).toContain('601 results as this message states them; the first 500 are shown');
  expect(text).toContain('… (600000 characters)');
  expect(text.length).toBeLessThan(4_500_000);
});

test('a message that is not there is said to be unknown, also where its content is asked for', async () => {
  const { as } = await aDelivered();
  const { get, post } = as('supervisor');
  expect((await get('/messages/nobody')).status).toBe(404);
  expect((await post('/messages/nobody', { action: 'reveal', reason: 'x' })).status).toBe(404);
});

describe('a replay', () => {
  const seenIn = (text: string): string => /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';

  async function anAskedReplay() {
    const delivered = await aDelivered();
    const { as, path, cloud, system } = delivered;
    const { get, post } = as('integrator');
    const seen = seenIn(await (await get(path)).text());
    const wish = { action: 'replay', reason: 'the map was corrected', seen };
    const queued = () => cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked');
    const work = async () => {
      for (const entry of queued()) await normalizeMessage(entry.messageId, system, entry);
    };
    return { ...delivered, get, post, wish, queued, work };
  }

  test('is queued after its audit entry, and the life of the message says who asked and what came of it', async () => {
    const { get, post, path, id, wish, work, system } = await anAskedReplay();
    expect((await post(path, { ...wish, reason: '' })).status).toBe(400);
    expect((await post(path, wish)).status).toBe(303);
    expect(system.audit.entries).toMatchObject([{ action: 'replay', subject: id, actor: 'integrator-1' }]);
    const waiting = await (await get(path)).text();
    expect(waiting).toContain('Invented integrator asked for a replay');
    expect(waiting).not.toContain('value="replay"');
    await work();
    const text = await (await get(path)).text();
    expect(text).toContain('read again by Invented integrator');
    expect(text).toContain('the map was corrected');
    expect(await system.messages.record(id)).not.toHaveProperty('asked');
  });

  test('of a page that is older than the message, and of the slower of two people, is refused with 409', async () => {
    const { post, path, wish, queued } = await anAskedReplay();
    const both = await Promise.all([post(path, wish), post(path, wish)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    const late = await post(path, wish);
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('The message has changed since you opened it.');
    expect(queued()).toHaveLength(1);
  });

  test('is offered to integrators alone', async () => {
    const { as, path, wish, queued } = await anAskedReplay();
    for (const role of ['viewer', 'technician', 'supervisor', 'auditor'] as const) {
      expect(await (await as(role).get(path)).text()).not.toContain('value="replay"');
      expect((await as(role).post(path, wish)).status).toBe(403);
    }
    expect(queued()).toEqual([]);
  });

  test('that cannot be worked out is not asked for', async () => {
    const { post, path, wish, queued, system } = await anAskedReplay();
    system.interpreter.rehearse = () => Promise.reject(new AdapterError('NotInterpreted', 'transient', 'no'));
    const answer = await post(path, wish);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('Nothing was read again.');
    expect(queued()).toEqual([]);
    expect(system.audit.entries).toEqual([]);
  });
});
