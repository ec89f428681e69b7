import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { assemblyKey, buildInputs } from '../../../local/assembly-key.ts';
import { aSite } from '../../support/site.ts';

const aProgram = (code: string) => ({
  code,
  map: { file: '', version: 3, sources: [], sourcesContent: [], names: [], mappings: '', sourceRoot: '' },
});

const root = fileURLToPath(new URL('../../../', import.meta.url));
const checked = { site: aSite(), siteVersion: 'v1', scripts: aProgram('export default {}') };

describe('the key of an assembly', () => {
  let folder: string;
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'labwire-key-'));
    write('lib/reports/merge.ts', 'export const a = 1;');
    write('package-lock.json', '{}');
    write('node_modules/.package-lock.json', '{}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const key = (more: Partial<typeof checked> = {}): string => assemblyKey(folder, { ...checked, ...more });

  test('is the same for the same content, wherever it lies and whenever it was written', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'labwire-key-'));
    cpSync(folder, elsewhere, { recursive: true });
    expect(assemblyKey(elsewhere, checked)).toBe(key());
    rmSync(elsewhere, { recursive: true });
  });

  test.each<[string, () => void]>([
    ['a source', () => write('lib/reports/merge.ts', 'export const a = 2;')],
    ['a source that is new', () => write('functions/more.ts', '')],
    [
      'the name of a source',
      () => renameSync(join(folder, 'lib/reports/merge.ts'), join(folder, 'lib/reports/split.ts')),
    ],
    ['the folder of a source', () => renameSync(join(folder, 'lib/reports'), join(folder, 'lib/render'))],
    ['a source that is gone', () => rmSync(join(folder, 'lib/reports/merge.ts'))],
    ['the lock file', () => write('package-lock.json', '{"lockfileVersion":3}')],
    ['what is installed', () => write('node_modules/.package-lock.json', '{"lockfileVersion":3}')],
    ['the context of the CDK', () => write('cdk.json', '{}')],
  ])('is another when this changes: %s', (_, change) => {
    const before = key();
    change();
    expect(key()).not.toBe(before);
  });

  test.each<[string, Partial<typeof checked>]>([
    ['a source of messages', { site: aSite({ sources: [{ id: 'any', kind: 'lis' }] }) }],
    ['its version', { siteVersion: 'v2' }],
    ['its scripts', { scripts: aProgram('') }],
  ])('is another for another site: %s', (_, change) => {
    expect(key(change)).not.toBe(key());
  });

  test('does not depend on tests and documents', () => {
    const before = key();
    write('test/unit/x.test.ts', '');
    write('docs/x.md', '');
    expect(key()).toBe(before);
  });
});

/** The files that a file imports, and those that they import. */
function importsOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  for (const [, specifier = ''] of source.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+)'/g))
    importsOf(join(dirname(file), specifier), seen);
  return seen;
}

test('the key is made of every file that the template and the functions are made of', () => {
  const functions = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' });
  const entries = ['local/build-assembly.ts', ...functions.map((name) => join('functions', name))];
  const files = new Set(
    entries.filter((name) => name.endsWith('.ts')).flatMap((name) => [...importsOf(join(root, name))]),
  );
  expect(files.size).toBeGreaterThan(100);
  const isPartOfKey = (file: string): boolean =>
    buildInputs.some((input) => file === input || file.startsWith(`${input}/`));
  expect([...files].map((file) => relative(root, file)).filter((file) => !isPartOfKey(file))).toEqual([]);
});
