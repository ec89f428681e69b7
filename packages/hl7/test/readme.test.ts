import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(join(root, 'packages/hl7/README.md'), 'utf8');
const blockAfter = (mark: string): string => readme.split(mark)[1]?.split('\n```')[0] ?? '';

/** This process's node and the tools of the repository, without the options of jest. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, PATH, ...rest } = process.env;
  return { ...rest, PATH: `${join(root, 'node_modules/.bin')}:${PATH}` };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-hl7-'));
  const packed = join(folder, 'node_modules', '@labwire', 'hl7');
  mkdirSync(packed, { recursive: true });
  // a pack changes the manifest for a moment: in a copy, so that nothing else that runs is disturbed
  const copy = join(folder, 'copy');
  for (const name of ['packages/hl7/src', 'packages/hl7/package.json', 'packages/hl7/README.md'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  for (const name of ['packages/hl7/tsconfig.json', 'packages/hl7/pack.ts', 'tsconfig.json', 'LICENSE'])
    cpSync(join(root, name), join(copy, name));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const cwd = join(copy, 'packages/hl7');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd, env: environment() });
  execFileSync('tar', ['-xzf', join(folder, 'labwire-hl7-0.1.0.tgz'), '-C', packed, '--strip-components=1']);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the first screen of the README prints what it says, from the packed package', () => {
  const script = join(folder, 'example.mjs');
  writeFileSync(script, blockAfter('```js\n'));
  const printed = execFileSync(process.execPath, [script], { encoding: 'utf8', env: environment() });
  expect(printed.trim()).toBe(blockAfter('It prints:\n\n```\n').trim());
});

test('a pack leaves the sources as they were', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'copy/packages/hl7/package.json'), 'utf8'));
  expect(exports).toEqual({ './*': './src/*.ts' });
});

test('packed files are compiled, and typed', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/@labwire/hl7/package.json'), 'utf8'));
  expect(manifest.exports).toEqual({ './*': { types: './dist/*.d.ts', default: './dist/*.js' } });
  expect(manifest.scripts).toBeUndefined();
  const types = readFileSync(join(folder, 'node_modules/@labwire/hl7/dist/message/message.d.ts'), 'utf8');
  expect(types).toContain('value(path: string): string | undefined');
});
