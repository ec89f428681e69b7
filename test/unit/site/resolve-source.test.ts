import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadProfile, profileNames } from '../../../lib/profiles/load-profiles.ts';
import { checkSite, loadSite } from '../../../lib/site/load-site.ts';
import { withProfileTerms } from '../../../lib/site/resolve-source.ts';
import { aSite } from '../../support/site.ts';

const sourceWith = (parts: Readonly<Record<string, unknown>>) =>
  aSite({ sources: [{ id: 'immuno', kind: 'analyzer', ...parts }] }).sources[0];

describe('a source with a profile', () => {
  test('carries what the profile says about its instrument', () => {
    const source = sourceWith({ profile: 'roche-cobas-e411' });
    expect(source?.instrument?.query?.layouts[0]?.specimen).toBe(2);
    expect(source?.instrument?.controls?.marks).toHaveLength(2);
  });

  test('replaces the parts that it names itself, and keeps the others', () => {
    const codes = [{ code: 'R-3.4' }];
    const source = sourceWith({ profile: 'roche-cobas-e411', codes });
    expect(source?.instrument?.codes).toEqual([{ code: { name: 'R', field: 3, component: 4 } }]);
    expect(source?.instrument?.values?.words).toHaveLength(3);
  });

  test('replaces the marks of controls, and keeps its own patterns beside them', () => {
    const controls = { specimenId: '^QC', marks: [{ at: 'O-3', prefix: 'QC' }] };
    const source = sourceWith({ profile: 'roche-cobas-e411', controls });
    expect(source?.controls.specimenId).toBe('^QC');
    expect(source?.instrument?.controls?.marks).toEqual([{ at: { name: 'O', field: 3 }, prefix: 'QC' }]);
  });

  test.each(profileNames())('%s has a map without mistakes', (profile) => {
    const read = loadProfile(profile);
    const lines = read?.ok === true ? read.profile.map.length : undefined;
    expect(sourceWith({ profile })?.terms).toHaveLength(lines ?? Number.NaN);
  });

  test('is refused if nobody knows the profile', () => {
    const checked = checkSite({
      laboratory: { name: 'Test', system: 'https://lab.test', timeZone: 'UTC' },
      sources: [{ id: 'immuno', kind: 'analyzer', profile: 'no-such-analyzer' }],
    });
    expect(checked).toMatchObject({
      ok: false,
      problems: [{ path: 'sources[0].profile', message: expect.stringContaining('there is no profile') }],
    });
  });
});

test('a source without a profile and without parts of one is read by the standards', () => {
  expect(sourceWith({})).not.toHaveProperty('instrument');
});

test('a source may describe its instrument without a profile', () => {
  expect(sourceWith({ flags: [{ flag: '50', text: 'Below range' }] })?.instrument?.flags).toHaveLength(1);
});

describe('a profile in the folder of the site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-profile-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const profile = (...more: readonly string[]) =>
    writeFileSync(
      join(folder, 'profiles', 'roche-cobas-e411.yaml'),
      [
        'maker: Invented',
        'models: [One]',
        'section: hematology',
        'protocol: [{ kind: ASTM }]',
        'sources: [{ id: manual, title: A manual, at: https://example.test/manual }]',
        'verifiedBy: [manual]',
        'facts: [{ fact: It writes results., from: [manual, p. 1] }]',
        ...more,
      ].join('\n'),
    );
  mkdirSync(join(folder, 'profiles'));
  mkdirSync(join(folder, 'maps'));
  writeFileSync(join(folder, 'maps', 'own.csv'), 'code,sub,loinc\nGLU,,2345-7\n');
  writeFileSync(
    join(folder, 'site.yaml'),
    [
      'laboratory: { name: Test, system: https://lab.test, timeZone: UTC }',
      'sources:',
      '  - { id: immuno, kind: analyzer, profile: roche-cobas-e411, maps: [maps/own.csv] }',
    ].join('\n'),
  );

  test('comes before the one that comes with Labwire, and the map of the site before its map', () => {
    profile(
      'map: [{ code: GLU, loinc: 14749-6 }, { code: GLU, sub: raw, display: Raw signal }, { code: K }]',
    );
    const loaded = loadSite(folder);
    expect(loaded).toMatchObject({ ok: true });
    const [source] = loaded.ok ? loaded.site.sources : [];
    expect(source).not.toHaveProperty('instrument');
    expect(source?.terms.map(({ code, sub, loinc }) => [code, sub, loinc])).toEqual([
      ['GLU', undefined, '2345-7'],
      ['GLU', 'raw', undefined],
      ['K', undefined, undefined],
    ]);
  });

  test('is refused with the place of its problem', () => {
    profile('map: [{ code: GLU, unit: furlongs }]');
    expect(loadSite(folder)).toMatchObject({
      ok: false,
      problems: [{ path: 'sources[0].profile', message: expect.stringContaining('map: GLU: furlongs') }],
    });
    profile('colour: red');
    expect(loadSite(folder)).toMatchObject({ ok: false, problems: [{ path: 'sources[0].profile' }] });
  });
});

test('a line of the site replaces the lines of the profile for the same code and sub-code', () => {
  const own = [{ code: 'GLU', loinc: '2345-7' }];
  const ofProfile = [
    { code: 'GLU', unit: 'mg/dL', loinc: '14749-6' },
    { code: 'GLU', sub: 'raw' },
  ];
  expect(withProfileTerms(own, ofProfile)).toEqual([own[0], ofProfile[1]]);
});
