import { expect, test } from '@jest/globals';
import { waitingPage } from '../../../../lib/console/pages/waiting.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

async function aFullSystem(messages = 1) {
  const operated = aConsoleSystem();
  for (let count = 0; count < messages; count++)
    await operated.take(
      anOru({ header: { 10: `C-${count}` }, patient: { 3: '' }, order: { 3: `F-${count}` } }),
    );
  await operated.take(anOru({ header: { 10: 'other' }, patient: { 3: 'UNKNOWN' }, order: { 3: 'F-x' } }));
  const { get } = aConsole([waitingPage], { system: operated.system, session: aSession('viewer') });
  return { ...operated, read: async (path: string) => (await get(path)).text() };
}

test('held messages are listed with reason and age, and without patient data', async () => {
  const { read } = await aFullSystem();
  const text = await read('/waiting');
  expect(text).toContain('2 held, oldest first');
  expect(text).toContain('all (2)');
  expect(text).toContain('no-patient (1)');
  expect(text).toMatch(/data-head="Waits" class="number">\d+ min</);
  expect(text).not.toMatch(/Okafor|700101|19840317|GLU/);
});

test('one reason can be chosen, with why and what to do', async () => {
  const { read } = await aFullSystem();
  const text = await read('/waiting?reason=no-patient');
  expect(text).toContain('1 held, oldest first');
  expect(text).toContain('send the order; the message is then replayed automatically');
  expect(await read('/waiting?reason=__proto__')).toContain('2 held, oldest first');
});

test('only corrections of values in charts can be chosen', async () => {
  const { read, take } = await aFullSystem();
  expect(await read('/waiting?corrections=yes')).toContain('No message is held here.');
  await take(anOru({ header: { 10: 'c' }, patient: { 3: 'UNKNOWN' }, order: { 3: 'F-y', 25: 'C' } }));
  const text = await read('/waiting?corrections=yes');
  expect(text).toContain('1 held, oldest first');
  expect(text).toContain('older value');
});

test('a long list has pages', async () => {
  const { read } = await aFullSystem(60);
  const first = await read('/waiting?reason=no-patient');
  expect(first).toContain('rel="next" href="/live/console/waiting?reason=no-patient&amp;from=50"');
  expect(first).not.toContain('rel="prev"');
  const second = await read('/waiting?reason=no-patient&from=50');
  expect(second).toContain('rel="prev" href="/live/console/waiting?reason=no-patient&amp;from=0"');
  expect(second.match(/<tr><th scope="row"/g)).toHaveLength(10);
  for (const from of ['-3', 'NaN', '1e999', '2.5'])
    expect(await read(`/waiting?from=${from}`)).toContain('61 held, oldest first');
});

test('a list that cannot be read says so', async () => {
  const { system } = await aFullSystem();
  const messages = Object.assign(Object.create(system.messages), {
    held: () => {
      throw new AdapterError('HeldNotListed', 'transient', 'no');
    },
  });
  const { get } = aConsole([waitingPage], { system: { ...system, messages }, session: aSession('viewer') });
  expect(await (await get('/waiting')).text()).toContain('The held messages cannot be read now.');
});
