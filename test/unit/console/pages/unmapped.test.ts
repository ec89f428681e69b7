import { expect, test } from '@jest/globals';
import { unmappedPage } from '../../../../lib/console/pages/unmapped.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';

const read = async ({ system }: ReturnType<typeof aConsoleSystem>) =>
  (await aConsole([unmappedPage], { system, session: aSession('viewer') }).get('/unmapped')).text();

test('codes without a LOINC code are listed by source, with a message as an example', async () => {
  const operated = aConsoleSystem();
  const id = await operated.take(anOru({ results: [{ 3: 'X1^Strange <test>^L' }] }));
  const text = await read(operated);
  expect(text).toContain('1 of core-lis');
  expect(text).toContain('Strange &lt;test&gt;');
  expect(text).toContain('no LOINC code');
  expect(text).toContain(`/live/console/messages/${id}`);
  expect(text).not.toMatch(/Okafor|700101/);
});

test('a system without such codes says so', async () => {
  expect(await read(aConsoleSystem())).toContain(
    'Every code and unit that came is in the map of its source.',
  );
});
