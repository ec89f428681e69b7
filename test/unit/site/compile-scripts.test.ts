import { afterAll, describe, expect, test } from '@jest/globals';
import { compileScripts } from '../../../lib/site/compile-scripts.ts';
import { aSite } from '../../support/site.ts';
import { siteFolders } from '../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const siteWith = (...scripts: readonly (string | undefined)[]) =>
  aSite({ sources: scripts.map((script, index) => ({ id: `s${index}`, kind: 'lis', script })) });
const good = `export default (message) => { message.set('OBX.6', 'x'); };\n`;
const problemsOf = (files: Readonly<Record<string, string>>, ...scripts: readonly string[]) => {
  const compiled = compileScripts(aFolder(files), siteWith(...scripts));
  return compiled.ok ? [] : compiled.problems;
};

test('a site without scripts has no program', () => {
  expect(compileScripts(aFolder({}), siteWith(undefined))).toEqual({ ok: true });
});

test('the same scripts give the same program in every folder, in whatever order sources name them', () => {
  const files = { 'scripts/a.ts': good, 'scripts/b.ts': good };
  const [one, other] = [
    compileScripts(aFolder(files), siteWith('scripts/a.ts', 'scripts/b.ts')),
    compileScripts(aFolder(files), siteWith('scripts/b.ts', 'scripts/a.ts', 'scripts/a.ts')),
  ];
  expect(one.ok && one.program?.code.includes('scripts/b.ts')).toBe(true);
  expect(one).toEqual(other);
  expect(one.ok && one.program?.code.includes('labwire-site-')).toBe(false);
});

describe('a problem has its place', () => {
  test('a script that is not there, at each source that names it', () => {
    expect(problemsOf({}, 'scripts/a.ts', 'scripts/a.ts').map(({ path }) => path)).toEqual([
      'sources[0].script',
      'sources[1].script',
    ]);
  });

  test('a script that is not TypeScript, at its line', () => {
    expect(problemsOf({ 'scripts/a.ts': `${good}const = 1;\n` }, 'scripts/a.ts')).toMatchObject([
      { path: 'scripts/a.ts:2' },
    ]);
  });

  test.each([
    ['exports nothing', 'const a = 1;', 'scripts/a.ts', 'must export a function as its default'],
    ['exports a value', 'export default 7;', 'scripts/a.ts', 'must export a function as its default'],
    ['throws at once', `${good}throw new Error('Okafor');`, 'scripts/a.ts:2', 'fails when it is loaded'],
  ])('a script that %s', (_, text, path, message) => {
    const problems = problemsOf({ 'scripts/a.ts': text }, 'scripts/a.ts');
    expect(problems).toMatchObject([{ path, message: expect.stringContaining(message) }]);
    expect(JSON.stringify(problems)).not.toContain('Okafor');
  });

  test('a script that imports from outside the folder', () => {
    const outside = aFolder({ 'secret.ts': 'export const secret = 1;\n' });
    const text = `import { secret } from ${JSON.stringify(`${outside}/secret.ts`)};\nexport default () => secret;\n`;
    expect(problemsOf({ 'scripts/a.ts': text }, 'scripts/a.ts')).toEqual([
      { path: 'scripts/a.ts', message: "imports a file outside the site's folder" },
    ]);
  });

  test('the good one beside a bad one has none', () => {
    expect(
      problemsOf(
        { 'scripts/a.ts': good, 'scripts/b.ts': 'export default 7;' },
        'scripts/a.ts',
        'scripts/b.ts',
      ),
    ).toMatchObject([{ path: 'scripts/b.ts' }]);
  });
});
