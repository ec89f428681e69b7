import { expect, test } from '@jest/globals';
import { pages } from '../../../../lib/console/pages.ts';
import { markdown } from '../../../../lib/console/parts/markdown.ts';
import { runbookPages } from '../../../../lib/model/runbook-pages.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';

const read = async (path: string) => {
  const answer = await aConsole(pages, { session: aSession('viewer') }).get(path);
  return { status: answer.status, text: await answer.text() };
};

test('a raised alarm leads to its page of the runbook, and says how it begins', async () => {
  const { system } = aConsoleSystem();
  const alarm = { summary: 'A correction is held', page: 'docs/runbook/correction-held.md', isRaised: true };
  const monitor = {
    ...system.monitor,
    alarms: async () => [{ ...alarm, name: 'LabwireMonitoring-CorrectionHeldB6507EB8' }],
  };
  const text = await (await aConsole(pages, { system: { ...system, monitor } }).get('/')).text();
  expect(text).toContain('1 alarm is raised</a> (correction-held)');
  expect(text).toContain('Charts still show the value from before.');
  expect(text).toContain('<a href="/live/console/runbook/correction-held">What to do: correction-held</a>');
});

test.each(runbookPages)('%s is shown whole: no mark of its text is left', async (page) => {
  const { status, text } = await read(`/runbook/${page}`);
  expect(status).toBe(200);
  const shown = text
    .slice(text.indexOf('<main'), text.indexOf('</main>'))
    .replaceAll(/<(pre|code).*?<\/\1>/gs, '');
  expect(shown).toMatch(/<h2>Resolve/);
  expect(shown).not.toMatch(/`|\*\*|\]\(|\n#|\n\|/);
});

test('another name is no page', async () => {
  for (const page of ['README', '__proto__', '..%2Fholds'])
    expect((await read(`/runbook/${page}`)).status).toBe(404);
});

test('links lead only to other pages, and words are escaped', async () => {
  const text = '# T\n\nSee [a](b.md), [c](https://x.test) and <b>.\n\n```sh\nls\n\npwd\n```\n';
  const shown = String(await markdown(text, (target) => (target === 'b.md' ? '/b' : undefined)));
  expect(shown).toContain('See <a href="/b">a</a>, c and &lt;b&gt;.');
  expect(shown).toContain('<pre tabindex="0">ls\n\npwd\n</pre>');
});
