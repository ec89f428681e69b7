import { expect, test } from '@jest/globals';
import { pages } from '../../../lib/console/pages.ts';
import type { Role } from '../../../lib/model/role.ts';
import { aConsole, aConsoleSystem, aSession } from '../../support/console.ts';
import { anOru } from '../../support/messages.ts';

async function aHeldMessage() {
  const { system, take } = aConsoleSystem();
  const id = await take(anOru({ patient: { 3: 'UNKNOWN' } }));
  let now = system.clock();
  const clocked = { ...system, clock: () => now };
  const path = `/waiting/${id}`;
  const as = (name: string, role: Role = 'technician') => {
    const session = aSession(role, { person: { subject: name, name: `Invented ${name}`, roles: [role] } });
    const { get, post, follow } = aConsole(pages, { system: clocked, session });
    const read = async (at: string) => (await get(at)).text();
    return {
      post,
      read,
      take: (reason: string) => post(path, { action: 'take', reason }),
      giveBack: async (reason: string) => {
        const taken = /name="taken" value="([^"]+)"/.exec(await read(path))?.[1] ?? '';
        return post(path, { action: 'give-back', taken, reason });
      },
      follow: async (answer: Response) => (await follow(answer)).text(),
    };
  };
  const later = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };
  return { system, path, as, later };
}

test('a person says that they have a held message, and everybody sees it in the lists and on its page', async () => {
  const { system, path, as } = await aHeldMessage();
  const answer = await as('ines').take('asks the ward');
  expect(answer.status).toBe(303);
  expect(await as('ines').follow(answer)).toMatch(/You have it since [^<]+: asks the ward/);
  expect(await as('vera', 'viewer').read(path)).toMatch(/Invented ines has it since [^<]+: asks the ward/);
  for (const list of ['/waiting', '/messages?since=7d'])
    expect(await as('vera', 'viewer').read(list)).toMatch(/Invented ines, <time/);
  expect(system.audit.entries).toMatchObject([{ actor: 'ines', action: 'take', reason: 'asks the ward' }]);
});

test('of two people who take one at once, one has it, and the other is told who', async () => {
  const { as } = await aHeldMessage();
  const answers = await Promise.all(['ines', 'tariq'].map((name) => as(name).take('asks the ward')));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  const lost = answers.findIndex(({ status }) => status === 409);
  expect(await answers[lost]?.text()).toContain(`Invented ${lost === 0 ? 'tariq' : 'ines'} has it since`);
  const late = await as('dara').take('asks the ward');
  expect(late.status).toBe(409);
});

test('whoever has it gives it back; it comes back by itself after a shift', async () => {
  const { system, path, as, later } = await aHeldMessage();
  await as('ines').take('asks the ward');
  expect(await as('ines').read(path)).toContain('name="action" value="give-back"');
  expect(await as('tariq').read(path)).not.toContain('name="action" value="give-back"');
  expect((await as('tariq').giveBack('I want it')).status).toBe(409);
  expect((await as('ines').giveBack('goes home')).status).toBe(303);
  expect(await as('tariq').read(path)).toContain('I have it');
  await as('tariq').take('reads the label');
  later(8.1);
  expect(await as('dara').read('/waiting')).not.toContain('Invented tariq');
  expect((await as('dara').take('begins her shift')).status).toBe(303);
  expect((await as('sue', 'supervisor').giveBack('she was called away')).status).toBe(303);
  expect(system.audit.entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'ines take',
    'ines give-back',
    'tariq take',
    'dara take',
    'sue give-back',
  ]);
});

test('a viewer takes nothing, and a message of which nothing is held is taken by nobody', async () => {
  const { system, path, as } = await aHeldMessage();
  expect((await as('vera', 'viewer').take('curious')).status).toBe(403);
  expect(await as('ines').read(path)).toContain('name="action" value="take"');
  expect(await as('vera', 'viewer').read(path)).not.toContain('name="action" value="take"');
  const { post } = as('ines');
  expect((await post('/waiting/unknown', { action: 'take', reason: 'asks' })).status).toBe(409);
  expect(system.audit.entries).toEqual([]);
});
