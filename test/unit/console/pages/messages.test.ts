import { describe, expect, test } from '@jest/globals';
import { messagesPage } from '../../../../lib/console/pages/messages.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

async function aFullSystem(messages = 1) {
  const operated = aConsoleSystem(undefined, { since: Date.UTC(2026, 2, 2, 14) });
  const ids: string[] = [];
  for (let count = 0; count < messages; count++)
    ids.push(
      await operated.take(anOru({ header: { 10: `C-${count}` }, order: { 3: `F-${count}^CORELIS` } })),
    );
  const as = (role: Role) => {
    const { get, post } = aConsole([messagesPage], { system: operated.system, session: aSession(role) });
    return {
      read: async (path = '/messages') => (await get(path)).text(),
      find: async (word: string) => (await post('/messages', { action: 'find', word })).text(),
      send: (fields: Readonly<Record<string, string>>) => post('/messages', fields),
    };
  };
  return { ...operated, ids, as, ...as('viewer') };
}

describe('the list of messages', () => {
  test('is of the last 24 hours, newest first, without patient data, and says so', async () => {
    const { read, ids } = await aFullSystem(2);
    const text = await read();
    expect(text).toMatch(/2 messages since 1 Mar 2026 \d\d:\d\d:\d\d GMT-5, newest first/);
    expect(text.indexOf(ids[1] ?? '?')).toBeLessThan(text.indexOf(ids[0] ?? '?'));
    expect(text).not.toMatch(/Okafor|700101|19840317/);
  });

  test('is chosen by state, source and MSH-10 in the address', async () => {
    const { read } = await aFullSystem(2);
    expect(await read('/messages?control=C-1')).toContain('1 message since');
    expect(await read('/messages?state=failed')).toContain('None since');
    expect(await read('/messages?source=analyzer')).toContain('None since');
    expect(await read('/messages?source=nobody')).toContain('The site has no source of this name');
    expect(await read('/messages?state=__proto__&since=__proto__')).toContain('2 messages since');
  });

  test('that is empty leads to a longer period, and keeps the other words', async () => {
    const { read } = await aFullSystem(0);
    expect(await read('/messages?state=failed')).toContain(
      'href="/live/console/messages?state=failed&amp;since=7d">Look back 7 days',
    );
    expect(await read('/messages?since=7d')).not.toContain('Look back 7 days');
  });

  test('that is long ends after 50 and says that there are more', async () => {
    const { read } = await aFullSystem(51);
    const text = await read();
    expect(text).toContain('The newest 50 messages since');
    expect(text).toContain('There are more.');
  });
});

test('the messages of a report are listed by its id', async () => {
  const { read, ids, onlyReport } = await aFullSystem();
  const text = await read(`/messages?report=${onlyReport()}`);
  expect(text).toContain('1 message of report');
  expect(text).toContain(`/messages/${ids[0]}">`);
  expect(await read('/messages?report=__proto__')).toContain('There is no report with this id.');
});

describe('the search box', () => {
  test('finds a message by its order, its MSH-10 and its id, without putting the word into an address', async () => {
    const { find, ids } = await aFullSystem(2);
    for (const word of ['F-1', 'C-1', ids[1] ?? ''])
      expect(await find(word)).toContain(`/messages/${ids[1]}">`);
    expect(await find('F-1')).not.toMatch(/href="[^"]*F-1/);
  });

  test('finds a message by its MSH-10 a year later', async () => {
    const { find, ids, system } = await aFullSystem();
    Object.assign(system, { clock: () => new Date('2027-03-03T14:00:00Z') });
    expect(await find('C-0')).toContain(`/messages/${ids[0]}">`);
  });

  test('says what to do if it finds nothing', async () => {
    const { find } = await aFullSystem();
    const text = await find('<b>nobody</b>');
    expect(text).toContain('No order, tube, document or message was found by this number.');
    expect(text).toContain('href="/live/console/messages?since=7d"');
    expect(text).not.toContain('<b>nobody');
    expect(await find(' ')).toContain('Type a number first.');
  });

  test('finds a message that is held before its report is known', async () => {
    const { as, take } = await aFullSystem();
    const held = await take(
      anOru({ header: { 10: 'HELD' }, patient: { 3: '700999^^^RIVERSIDE^MR' }, order: { 3: 'F-0^CORELIS' } }),
    );
    const word = '700999^^^RIVERSIDE^MR';
    const fields = { action: 'find-patient', word, reason: 'ward asks' };
    const patient = await (await as('technician').send(fields)).text();
    expect(patient).toContain('1 message of this patient');
    for (const text of [patient, await as('viewer').find('F-0')])
      expect(text).toContain(`/messages/${held}">`);
  });

  test('asks for a reason before it looks for a patient', async () => {
    const { as, system, ids } = await aFullSystem();
    const word = '700101^^^RIVERSIDE^MR';
    const asked = await as('technician').find(word);
    expect(asked).toContain('This is the number of a patient.');
    expect(asked).not.toContain(`/messages/${ids[0]}`);
    expect(system.audit.entries).toEqual([]);
    const fields = { action: 'find-patient', word };
    expect((await as('technician').send(fields)).status).toBe(400);
    expect((await as('viewer').send({ ...fields, reason: 'curious' })).status).toBe(403);
    const found = await as('technician').send({ ...fields, reason: 'ward asks' });
    expect(await found.text()).toContain(`/messages/${ids[0]}`);
    expect(system.audit.entries).toMatchObject([
      {
        action: 'search',
        channel: 'console',
        actor: 'technician-1',
        parameters: ['patient'],
        reason: 'ward asks',
      },
    ]);
  });

  test('refuses words that are no number of a patient where one is needed', async () => {
    const { as } = await aFullSystem();
    const sent = await as('technician').send({ action: 'find-patient', word: '4711', reason: 'x' });
    expect(sent.status).toBe(400);
  });
});
