import { expect, test } from '@jest/globals';
import { MemorySystemQueue } from '../../../../lib/adapters/memory/system-queue.ts';
import { deadLettersPage } from '../../../../lib/console/pages/dead-letters.ts';
import type { Role } from '../../../../lib/model/role.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';

function aQueue(letters: number) {
  const queue = new MemorySystemQueue('inbound', 'inbound');
  for (let letter = 0; letter < letters; letter++) queue.putDeadLetter(`{"messageId":"${letter}"}`);
  const system = { ...aConsoleSystem().system, queues: [queue] };
  const as = (role: Role) => aConsole([deadLettersPage], { system, session: aSession(role) });
  return { queue, system, as };
}

test('dead letters are counted by queue, and none are said to be none', async () => {
  expect(await (await aQueue(0).as('viewer').get('/dead-letters')).text()).toContain(
    'No queue has a dead letter.',
  );
  const text = await (await aQueue(3).as('viewer').get('/dead-letters')).text();
  expect(text).toContain('inbound');
  expect(text).toContain(
    'You cannot put them back. It needs the role supervisor or integrator; you have the role',
  );
});

test('dead letters go back into their queue for a reason', async () => {
  const { queue, system, as } = aQueue(3);
  const { post, follow } = as('integrator');
  expect((await post('/dead-letters', { action: 'redrive', queue: 'inbound' })).status).toBe(400);
  expect(queue.waiting).toHaveLength(0);
  const done = await post('/dead-letters', {
    action: 'redrive',
    queue: 'inbound',
    reason: 'the table is back',
  });
  expect(await (await follow(done)).text()).toContain('3 entries are in the queue again');
  expect(queue.waiting).toHaveLength(3);
  expect(system.audit.entries).toMatchObject([
    { action: 'redrive', resourceType: 'DeadLetter', subject: 'inbound', count: 3 },
  ]);
});

test('a queue that is not there, and a role that may not, are refused', async () => {
  const { queue, as } = aQueue(1);
  const wish = { action: 'redrive', reason: 'x' };
  expect((await as('integrator').post('/dead-letters', { ...wish, queue: '__proto__' })).status).toBe(400);
  expect((await as('technician').post('/dead-letters', { ...wish, queue: 'inbound' })).status).toBe(403);
  expect(queue.waiting).toHaveLength(0);
});
