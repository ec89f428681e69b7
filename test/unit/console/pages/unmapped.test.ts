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

test('a source that sends any number of codes makes no endless page, and no endless read', async () => {
  const operated = aConsoleSystem();
  const { unmapped } = operated.system;
  const term = {
    source: 'core-lis',
    system: 'L',
    unit: undefined,
    lacks: 'loinc',
    messageId: 'm',
    at: 'OBX',
  } as const;
  await unmapped.put(
    Array.from({ length: 1500 }, (_, index) => ({ ...term, code: `X${index}`, display: undefined })),
  );
  const text = await read(operated);
  expect(text).toContain('The first 200 of at least 1000 of core-lis');
  expect(text.match(/<th scope="row"/g)).toHaveLength(200);
});

test('a system without such codes says so', async () => {
  expect(await read(aConsoleSystem())).toContain(
    'Every code and unit that came is in the map of its source.',
  );
});
