import { expect, test } from '@jest/globals';
import { sourcesPage } from '../../../../lib/console/pages/sources.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

async function shown(overrides: Readonly<Record<string, unknown>>) {
  const { system, take } = aConsoleSystem(aSite(overrides));
  await take(anOru());
  return (await aConsole([sourcesPage], { system, session: aSession('viewer') }).get('/sources')).text();
}

const lis = { id: 'core-lis', kind: 'lis', sender: { application: 'CORELIS', facility: 'RIVERSIDE' } };

test('each source is shown with when it was last heard, and a silent one is said to be silent', async () => {
  const text = await shown({
    sources: [
      lis,
      { id: 'chemistry', kind: 'analyzer', sender: { application: 'CHEM1' }, silentAfterMinutes: 30 },
    ],
  });
  expect(text).toMatch(/core-lis.*?heard/s);
  expect(text).toContain('<span class="tag bad">silent</span>');
  expect(text).toContain('href="/live/console/messages?source=chemistry"');
});

test('the channels of the gateway are shown as the site describes them', async () => {
  expect(await shown({})).toContain('The site describes no channel');
  const channels = [{ id: 'ward', kind: 'mllp', port: 2575, policy: 'store-and-forward' }];
  expect(await shown({ gateway: { channels } })).toMatch(/ward.*store-and-forward/s);
});
