import { expect, test } from '@jest/globals';
import { sitePage } from '../../../../lib/console/pages/site.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { aSite } from '../../../support/site.ts';

test('the site is shown with its version, and nothing of it can be changed', async () => {
  const { system } = aConsoleSystem(
    aSite({
      destinations: [{ id: 'ehr', kind: 'fhir', url: 'http://ehr.test/fhir', insecure: true }],
    }),
  );
  const text = await (
    await aConsole([sitePage], { system, session: aSession('viewer') }).get('/site')
  ).text();
  for (const words of [
    'Test Laboratory',
    'America/New_York',
    'v1',
    'core-lis',
    '2 years; SP, CP',
    'http://ehr.test/fhir',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('[object');
  expect(text).toContain('Others on the network can read along');
  expect(/<main[\s\S]*<\/main>/.exec(text)?.[0]).not.toContain('<form');
});
