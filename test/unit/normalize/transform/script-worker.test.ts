import { afterAll, expect, test } from '@jest/globals';
import { compileScripts } from '../../../../lib/site/compile-scripts.ts';
import { aScriptRunner } from '../../../support/script-runner.ts';
import { aSite } from '../../../support/site.ts';
import { siteFolders } from '../../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

/** OBX-5 says what the script does. */
const script = `let count = 0;
export default (message) => {
  const word = String(message.get('OBX.5'));
  message.set('OBX.6', String(++count));
  if (word === 'throw')
    throw new Error(word);
  if (word === 'loop') for (;;);
  if (word === 'spoil') Array.prototype.map = () => [];
};
`;
const site = aSite({ sources: [{ id: 'any', kind: 'lis', script: 'scripts/a.ts' }] });
const compiled = compileScripts(aFolder({ 'scripts/a.ts': script }), site);
const runScript = aScriptRunner(compiled.ok ? compiled.program : undefined, {
  timeoutMs: 400,
  libraryMs: 5000,
});

const MSH = 'MSH|^~\\&|A||||||ORU^R01|1|P|2.5.1\r';
const run = (word: string, text = `${MSH}OBX|1|ST|X||${word}|u|||||F\r`) =>
  runScript({ script: 'scripts/a.ts', text });

test('a message is changed, and none sees what another left behind', async () => {
  for (const word of ['a', 'spoil', 'a']) {
    const outcome = await run(word);
    if (word === 'a') expect(outcome).toMatchObject({ kind: 'done', isChanged: true, added: 0, removed: 0 });
    if (word === 'a' && outcome.kind === 'done') expect(outcome.text).toContain('|a|1|');
  }
});

test('a script that throws is named with its line, and nothing of its words', async () => {
  expect(await run('throw')).toEqual({ kind: 'threw', place: 'scripts/a.ts:6' });
  expect(await run('a')).toMatchObject({ kind: 'done' });
});

test('a script that does not end is stopped, and the next message is run', async () => {
  expect(await run('loop')).toMatchObject({ kind: 'timeout' });
  expect(await run('a')).toMatchObject({ kind: 'done' });
});

test.each([
  ['no message', 'hello'],
  ['nothing', ''],
])('%s is unreadable, and the script does not see it', async (_, text) => {
  expect(await run('', text)).toEqual({ kind: 'unreadable' });
});

test('empty fields at the end of a segment are no difference', async () => {
  expect(await run('', `${MSH}OBX|1|ST|X||a|u|||||F|||||\r`)).toMatchObject({ kind: 'done' });
});
