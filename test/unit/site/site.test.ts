import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { findSource } from '../../../lib/site/find-source.ts';
import { checkSite, loadSite } from '../../../lib/site/load-site.ts';
import { aSite } from '../../support/site.ts';

const minimal = {
  laboratory: { name: 'L', system: 'https://lab.test', timeZone: 'UTC' },
  sources: [{ id: 'a', kind: 'lis' }],
};

const problemsOf = (changes: Readonly<Record<string, unknown>>) => {
  const loaded = checkSite({ ...minimal, ...changes });
  return loaded.ok ? [] : loaded.problems.map(({ path }) => path);
};

describe('a site', () => {
  test('the example is right', () => {
    expect(loadSite(fileURLToPath(new URL('../../../site', import.meta.url)))).toMatchObject({ ok: true });
  });

  test.each([
    [
      'laboratory.address.postalCode',
      { laboratory: { ...minimal.laboratory, address: { postalCode: 10001 } } },
    ],
    ['destinations[0].readers[0]', { destinations: [{ id: 'q', kind: 'queue', readers: [111122223333] }] }],
    ['sources[0].sender.application', { sources: [{ id: 'a', kind: 'lis', sender: { application: 4711 } }] }],
    ['sources[0].maps[0]', { sources: [{ id: 'a', kind: 'lis', maps: [true] }] }],
  ])('says of a text without quotes that it needs them: %s', (path, changes) => {
    const loaded = checkSite({ ...minimal, ...changes });
    expect(loaded.ok ? [] : loaded.problems).toContainEqual({
      path,
      message: expect.stringMatching(
        /^this is a text, and YAML reads a (number|boolean) here: put it in quotes$/,
      ),
    });
  });

  test('says of other wrong types what is expected', () => {
    const loaded = checkSite({ ...minimal, sources: [{ id: 'a', kind: 'lis', sender: 'CHEM1' }] });
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      { path: 'sources[0].sender', message: expect.stringContaining('expected object') },
    ]);
  });

  test.each(['2.4', 2.4])('may name HL7 %j of a destination with or without quotes', (version) => {
    const ward = { id: 'w', kind: 'mllp', to: { host: 'ward.test', port: 2575 }, hl7: { version } };
    expect(checkSite({ ...minimal, destinations: [ward] })).toMatchObject({
      site: { destinations: [{ hl7: { version: '2.4' } }] },
    });
  });

  test('may be short: the rest has defaults', () => {
    expect(checkSite(minimal)).toMatchObject({
      ok: true,
      site: { limits: { messageBytes: 4_194_304 }, destinations: [], sources: [{ deliver: ['P'] }] },
    });
  });

  test.each([
    ['an unknown key', { colour: 'red' }, 'site.yaml'],
    ['an unknown key of a source', { sources: [{ id: 'a', kind: 'lis', port: 1 }] }, 'sources[0]'],
    ['no source', { sources: [] }, 'sources'],
    ['a source twice', { sources: [minimal.sources[0], minimal.sources[0]] }, 'sources[1].id'],
    [
      'a zone that is none',
      { laboratory: { ...minimal.laboratory, timeZone: 'Mars/Base' } },
      'laboratory.timeZone',
    ],
    [
      'a pattern that is none',
      { sources: [{ id: 'a', kind: 'lis', controls: { specimenId: '(' } }] },
      'sources[0].controls.specimenId',
    ],
    [
      'a pattern that cannot be matched in one pass',
      { sources: [{ id: 'a', kind: 'lis', controls: { patientId: '^(?!1)' } }] },
      'sources[0].controls.patientId',
    ],
    [
      'a character set that is none',
      { sources: [{ id: 'a', kind: 'lis', charset: 'KLINGON' }] },
      'sources[0].charset',
    ],
    [
      'an address that is none',
      { destinations: [{ id: 'e', kind: 'fhir', url: 'ftp://x' }] },
      'destinations[0].url',
    ],
    ['a limit that Lambda cannot carry', { limits: { messageBytes: 9_000_000 } }, 'limits.messageBytes'],
  ])('%s is a problem with its path', (_, changes, path) => {
    expect(problemsOf(changes)).toContain(path);
  });

  test('every problem is given at once', () => {
    expect(problemsOf({ sources: [{ id: 'A', kind: 'x' }], laboratory: {} })).toHaveLength(5);
  });

  test('the same configuration has the same version, another has another', () => {
    const version = (value: unknown) => {
      const loaded = checkSite(value);
      return loaded.ok ? loaded.version : undefined;
    };
    expect(version(minimal)).toBe(version({ ...minimal, destinations: [] }));
    expect(version(minimal)).not.toBe(version({ ...minimal, limits: { messageBytes: 5000 } }));
  });

  test('the first source that matches sender and facility is the one', () => {
    const site = aSite({
      sources: [
        { id: 'exact', kind: 'lis', sender: { application: 'A', facility: 'F' } },
        { id: 'by-application', kind: 'lis', sender: { application: 'A' } },
        { id: 'by-facility', kind: 'lis', sender: { facility: 'F' } },
      ],
    });
    const found = (application?: string, facility?: string) =>
      findSource(site, { application, facility })?.id;
    expect(found('A', 'F')).toBe('exact');
    expect(found('A', 'G')).toBe('by-application');
    expect(found('B', 'F')).toBe('by-facility');
    expect(found('B', 'G')).toBeUndefined();
    expect(found()).toBeUndefined();
  });
});

describe('the maps of a site', () => {
  const siteWith = (csv: string | undefined) => {
    const folder = mkdtempSync(join(tmpdir(), 'labwire-site-'));
    const sources = 'sources: [{ id: a, kind: lis, maps: [maps/a.csv] }]';
    writeFileSync(
      join(folder, 'site.yaml'),
      `laboratory: { name: L, system: https://lab.test, timeZone: UTC }\n${sources}\n`,
    );
    mkdirSync(join(folder, 'maps'));
    if (csv !== undefined) writeFileSync(join(folder, 'maps/a.csv'), csv);
    const loaded = loadSite(folder);
    rmSync(folder, { recursive: true });
    return loaded;
  };

  test('are read with it, and make its version', () => {
    const one = siteWith('code,loinc\nGLU,2345-7\n');
    const other = siteWith('code,loinc\nGLU,14749-6\n');
    expect(one).toMatchObject({
      ok: true,
      site: { sources: [{ terms: [{ code: 'GLU', loinc: '2345-7' }] }] },
    });
    expect(one.ok && other.ok && one.version !== other.version).toBe(true);
  });

  test('are a problem where they are not there, or wrong in a line', () => {
    expect(siteWith(undefined)).toMatchObject({ problems: [{ path: 'sources[0].maps[0]' }] });
    expect(siteWith('code,loinc\nGLU,2345-8\n')).toMatchObject({ problems: [{ path: 'maps/a.csv:2' }] });
  });
});
