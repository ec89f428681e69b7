import { afterAll, describe, expect, test } from '@jest/globals';
import { type LoadedSite, loadSite } from '../../../lib/site/load-site.ts';
import { siteFolders } from '../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const siteOf = (yaml: string, files: Readonly<Record<string, string>> = {}): LoadedSite =>
  loadSite(aFolder({ 'site.yaml': yaml, ...files }));

/** Nine lists, each of which has the one before it nine times. */
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  .concat(
    [...'bcdefghi'].map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`,
    ),
  )
  .join('\n');

test('a file whose aliases grow without end is a problem with its place', () => {
  expect(siteOf(bomb)).toEqual({
    ok: false,
    problems: [{ path: expect.stringContaining('site.yaml'), message: expect.stringContaining('aliases') }],
  });
});

test.each([
  ['an alias within itself', 'laboratory: &a\n  name: *a\n'],
  ['an alias of nothing', 'laboratory: *nothing\n'],
  ['a list within itself', 'sources: &s [*s]\n'],
  ['deep lists', `laboratory: ${'['.repeat(20_000)}`],
])('%s is a problem, and not a stack', (_, yaml) => {
  const loaded = siteOf(yaml);
  expect(loaded.ok ? [] : loaded.problems).not.toEqual([]);
});

const laboratory = 'laboratory: { name: Test, system: https://lab.test, timeZone: UTC }';
const aYaml = (source = '', more = ''): string =>
  `${laboratory}\nsources: [{ id: lis, kind: lis${source} }]\n${more}`;
const versionOf = (loaded: LoadedSite): string =>
  loaded.ok ? loaded.version : JSON.stringify(loaded.problems);
const placesOf = (loaded: LoadedSite): readonly string[] =>
  loaded.ok ? [] : loaded.problems.map(({ path }) => path.replace(/^.*\/(?=site\.yaml)/, ''));

describe('what is not there', () => {
  test('is said: the folder, or its site.yaml', () => {
    expect(loadSite('/nowhere/at/all')).toMatchObject({ problems: [{ message: 'no such folder' }] });
    expect(loadSite(aFolder({}))).toMatchObject({
      problems: [{ message: expect.stringContaining('site.yaml') }],
    });
  });

  test('a file is no folder', () => {
    expect(loadSite(`${aFolder({ 'site.yaml': '' })}/site.yaml`)).toMatchObject({
      problems: [{ message: 'no such folder' }],
    });
  });
});

describe('problems have their place', () => {
  test.each([
    ['not YAML', `${laboratory}\nsources: [\n`, [expect.stringMatching(/^site\.yaml:\d+$/)]],
    ['an empty file', '', ['site.yaml']],
    ['a list', '[]', ['site.yaml']],
    ['a wrong setting', aYaml(', charset: KLINGON'), ['sources[0].charset']],
    ['a map that is not there', aYaml(', maps: [maps/none.csv]'), ['sources[0].maps[0]']],
    ['a script that is not there', aYaml(', script: scripts/none.ts'), ['sources[0].script']],
  ])('%s', (_, yaml, places) => {
    expect(placesOf(siteOf(yaml))).toEqual(places);
  });

  test('in maps: the line, of every map at once', () => {
    const yaml = aYaml(', maps: [maps/a.csv, maps/b.csv]');
    const files = {
      'maps/a.csv': 'code,loinc\nGLU,2345-8\n',
      'maps/b.csv': 'code,loinc\nNA,2951-2\nK,1-1\n',
    };
    expect(placesOf(siteOf(yaml, files))).toEqual(['maps/a.csv:2', 'maps/b.csv:3']);
  });
});

describe('the version of a site', () => {
  test('is the same for the same configuration, however it is written', () => {
    const flow = siteOf(aYaml());
    const block = siteOf(`# a comment\n${laboratory}\nsources:\n  - kind: lis\n    id: lis\n`);
    expect(versionOf(flow)).toMatch(/^[0-9a-f]{12}$/);
    expect(versionOf(block)).toBe(versionOf(flow));
  });

  test('does not change with the gateway, which does not change how messages are read', () => {
    const gateway = 'gateway: { channels: [{ id: main, kind: mllp, port: 2575 }] }\n';
    expect(versionOf(siteOf(aYaml('', gateway)))).toBe(versionOf(siteOf(aYaml())));
  });

  test('changes with a source, a line of its map, and its script', () => {
    const map = ', maps: [maps/a.csv]';
    const script = ', script: scripts/a.ts';
    const versions = [
      siteOf(aYaml()),
      siteOf(aYaml(', timeZone: Europe/Berlin')),
      siteOf(aYaml(map), { 'maps/a.csv': 'code,loinc\nGLU,2345-7\n' }),
      siteOf(aYaml(map), { 'maps/a.csv': 'code,loinc\nNA,2951-2\n' }),
      siteOf(aYaml(script), { 'scripts/a.ts': 'export default () => {};\n' }),
      siteOf(aYaml(script), { 'scripts/a.ts': "export default (m) => { m.set('OBX.6', 'x'); };\n" }),
    ].map(versionOf);
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.every((version) => /^[0-9a-f]{12}$/.test(version))).toBe(true);
  });
});
