import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadSite } from '../../../lib/site/load-site.ts';
import { readSiteFile } from '../../../lib/site/safe-file.ts';

const secret = 'AWS_SECRET_ACCESS_KEY=topsecret';
let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'labwire-site-'));
  folder = join(root, 'site');
  mkdirSync(join(folder, 'maps'), { recursive: true });
  mkdirSync(join(folder, 'scripts'));
  writeFileSync(join(root, 'environ'), secret);
});
afterEach(() => rmSync(root, { recursive: true }));

const problemOf = (name: string): string | undefined => {
  const read = readSiteFile(folder, name);
  return 'problem' in read ? read.problem : undefined;
};

describe('a file of a site', () => {
  test('is read, also by a link within the folder', () => {
    writeFileSync(join(folder, 'maps/a.csv'), 'code');
    symlinkSync('a.csv', join(folder, 'maps/b.csv'));
    expect(['maps/a.csv', 'maps/b.csv'].map((name) => readSiteFile(folder, name))).toEqual([
      { text: 'code' },
      { text: 'code' },
    ]);
  });

  test('is read where the folder itself is a link', () => {
    writeFileSync(join(folder, 'a.csv'), 'code');
    symlinkSync(folder, join(root, 'current'));
    expect(readSiteFile(join(root, 'current'), 'a.csv')).toEqual({ text: 'code' });
  });

  test.each([
    ['a link out of the folder', () => symlinkSync('../../environ', join(folder, 'maps/x.csv')), 'leads out'],
    [
      'a link to the environment',
      () => symlinkSync('/proc/self/environ', join(folder, 'maps/x.csv')),
      'leads out',
    ],
    ['a device', () => symlinkSync('/dev/zero', join(folder, 'maps/x.csv')), 'leads out'],
    ['a folder', () => mkdirSync(join(folder, 'maps/x.csv')), 'is not a file'],
    ['a link to nothing', () => symlinkSync('nowhere', join(folder, 'maps/x.csv')), 'there is no'],
    ['nothing', () => undefined, 'there is no'],
    [
      'a file without end',
      () => {
        writeFileSync(join(folder, 'maps/x.csv'), '');
        truncateSync(join(folder, 'maps/x.csv'), 17 * 1024 * 1024);
      },
      'is longer than 16 MB',
    ],
  ])('is a problem where it is %s', (_, make, message) => {
    make();
    expect(problemOf('maps/x.csv')).toContain(message);
  });

  test('a name that climbs out is a problem', () => {
    expect(problemOf('../environ')).toContain('leads out');
  });
});

describe('a site of a stranger', () => {
  const yaml = (source: string): string =>
    `laboratory: { name: L, system: https://l.test, timeZone: UTC }\nsources: [{ id: s, kind: lis, ${source} }]\n`;

  /** The problems of the folder, in one text. */
  function problems(source: string): string {
    writeFileSync(join(folder, 'site.yaml'), yaml(source));
    const loaded = loadSite(folder);
    return loaded.ok ? '' : JSON.stringify(loaded.problems);
  }

  test('shows no file from outside its folder: a map', () => {
    symlinkSync('../../environ', join(folder, 'maps/x.csv'));
    const text = problems('maps: [maps/x.csv]');
    expect([text.includes('leads out'), text.toLowerCase().includes('topsecret')]).toEqual([true, false]);
  });

  test.each<[string, () => void]>([
    ['a script', () => symlinkSync('../../environ', join(folder, 'scripts/x.ts'))],
    [
      'what a script imports',
      () => {
        symlinkSync('../../environ', join(folder, 'scripts/y.ts'));
        writeFileSync(join(folder, 'scripts/x.ts'), "import './y.ts'; export default () => 1;");
      },
    ],
    [
      'what a script imports by its name',
      () => writeFileSync(join(folder, 'scripts/x.ts'), "import '../../environ'; export default () => 1;"),
    ],
  ])('shows no file from outside its folder: %s', (_, make) => {
    make();
    const text = problems('script: scripts/x.ts');
    expect(text).toContain('folder');
    expect(text.toLowerCase()).not.toContain('topsecret');
  });

  test('a tsconfig.json of its own is not read', () => {
    writeFileSync(join(folder, 'scripts/tsconfig.json'), '{ "extends": "../../environ" }');
    writeFileSync(join(folder, 'scripts/x.ts'), 'export default (message: unknown) => message;');
    expect(problems('script: scripts/x.ts')).toBe('');
  });
});
