import { afterAll, describe, expect, test } from '@jest/globals';
import { loadSite } from '../../../../lib/site/load-site.ts';
import { loadQuality } from '../../../../lib/site/quality/load-quality.ts';
import { siteFolders } from '../../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const sources = [{ id: 'chem' }] as never;

/** A file with one material and one test system, of which lines are replaced. */
const aFile = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries(changes).reduce(
    (text, [before, after]) => {
      if (!text.includes(before)) throw new Error(`no ${before}`);
      return text.replace(before, after);
    },
    `materials:
  - id: control
    name: Control
    lots:
      - lot: 'A1'
        expires: 2027-06-30
        levels:
          - level: '1'
            names: [{ source: chem, material: QC1 }]
          - level: '2'
            names: [{ source: chem, material: QC2 }]
systems:
  - id: glucose
    source: chem
    analyte: GLU
    levels: ['1', '2']
    lots:
      - { material: control, lot: 'A1', parallel: 2026-02-01T06:00:00Z, active: 2026-03-01T06:00:00Z, by: Ines }
    targets:
      - { material: control, lot: 'A1', level: '1', basis: assayed, mean: '100.0', sd: '2.10', unit: mg/dL, from: 2026-03-01T06:00:00Z, by: Ines }
`,
  );

const problemsOf = (files: Readonly<Record<string, string>>): readonly string[] => {
  const loaded = loadQuality(
    aFolder(Object.fromEntries(Object.entries(files).map(([name, text]) => [`quality/${name}`, text]))),
    { sources },
  );
  return loaded.ok ? [] : loaded.problems.map(({ path, message }) => `${path}: ${message}`);
};

test('a site without quality files has no materials', () => {
  expect(loadQuality(aFolder({}), { sources })).toEqual({
    ok: true,
    quality: { materials: [], systems: [] },
  });
  expect(problemsOf({ 'empty.yaml': '' })).toEqual([]);
});

test('materials of one file and test systems of another are read together, with their defaults', () => {
  const [materials = '', systems = ''] = aFile().split(/(?=^systems:)/m);
  const loaded = loadQuality(aFolder({ 'quality/a.yaml': systems, 'quality/b.yaml': materials }), {
    sources,
  });
  expect(loaded).toMatchObject({
    ok: true,
    quality: {
      materials: [{ id: 'control', lots: [{ lot: 'A1', levels: [{ level: '1' }, { level: '2' }] }] }],
      systems: [
        {
          id: 'glucose',
          eventMinutes: 30,
          skewMinutes: 5,
          replicates: 1,
          targets: [{ mean: '100.0', sd: '2.10', scale: 'linear' }],
        },
      ],
    },
  });
});

describe('a problem has its file, line and place', () => {
  test.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['YAML', { "'1'\n": "'1\n" }, 'a.yaml:'],
    [
      'a number without quotes',
      { "mean: '100.0'": 'mean: 100.0' },
      'a.yaml:20 systems[0].targets[0].mean: write',
    ],
    [
      'a lot without quotes',
      { "lot: 'A1'\n": 'lot: 458\n' },
      'a.yaml:5 materials[0].lots[0].lot: write it in quotes',
    ],
    ['no SD', { ", sd: '2.10'": '' }, 'a.yaml:20 systems[0].targets[0].sd: is missing'],
    ['no time', { 'from: 2026-03-01T06:00:00Z, ': '' }, 'a.yaml:20 systems[0].targets[0].from: is missing'],
    ['an SD of zero', { "'2.10'": "'0.00'" }, 'a.yaml:20 systems[0].targets[0].sd: must be more than zero'],
    [
      'a time without a zone',
      { 'from: 2026-03-01T06:00:00Z': 'from: 2026-03-01' },
      'a.yaml:20 systems[0].targets[0].from: use a time',
    ],
    [
      'an unknown word',
      { 'analyte: GLU': 'analyte: GLU\n    door: open' },
      'a.yaml:13 systems[0]: Unrecognized key',
    ],
    [
      'a name without words',
      { 'source: chem, material: QC1': 'source: chem' },
      'a.yaml:9 materials[0].lots[0].levels[0].names[0]: give material',
    ],
    [
      'an unknown source',
      { 'source: chem\n': 'source: other\n' },
      'a.yaml:14 systems[0].source: there is no source',
    ],
    [
      'one name for two levels',
      { QC2: 'QC1' },
      'a.yaml:11 materials[0].lots[0].levels[1].names[0]: another material or level',
    ],
    [
      'an unknown lot',
      { "{ material: control, lot: 'A1', parallel": "{ material: control, lot: 'A2', parallel" },
      'a.yaml:18 systems[0].lots[0]: there is no material',
    ],
    [
      'a level that the lot lacks',
      { "level: '1', basis": "level: '3', basis" },
      'a.yaml:20 systems[0].targets[0].level: the lot has no such level',
    ],
    [
      'states in another order',
      { 'active: 2026-03': 'active: 2026-01' },
      'a.yaml:18 systems[0].lots[0].active: begins before parallel',
    ],
    [
      'an activation by nobody',
      { ', by: Ines }\n    targets': ' }\n    targets' },
      'a.yaml:18 systems[0].lots[0]: by is missing',
    ],
    [
      'a local time without a zero',
      { 'analyte: GLU': "analyte: GLU\n    due: { every: day, at: '7:00' }" },
      'a.yaml:16 systems[0].due[0].at: use a local time',
    ],
    [
      'a shift that begins twice',
      { 'analyte: GLU': "analyte: GLU\n    due: [{ every: shift, at: ['07:00', '07:00'] }]" },
      'a.yaml:16 systems[0].due[0].at: a time is listed twice',
    ],
    [
      'one kind of due twice',
      { 'analyte: GLU': 'analyte: GLU\n    due: [{ every: reagent }, { every: reagent }]' },
      'a.yaml:16 systems[0].due: a kind is listed twice',
    ],
    [
      'results that are counted and not gated',
      { 'analyte: GLU': 'analyte: GLU\n    due: { every: patients, patients: 100 }' },
      'a.yaml:16 systems[0].due[0]: gate.mode is open',
    ],
    [
      'an end before the beginning',
      { 'basis: assayed,': 'basis: assayed, to: 2026-03-01T06:00:00Z,' },
      'a.yaml:20 systems[0].targets[0].to: ends before',
    ],
  ])('%s', (_, changes, place) => {
    const [problem, ...others] = problemsOf({ 'a.yaml': aFile(changes) });
    expect(problem).toContain(`quality/${place}`);
    expect(others.filter((other) => !other.includes('targets'))).toEqual([]);
  });

  test('also if two files contradict each other', () => {
    expect(problemsOf({ 'a.yaml': aFile(), 'b.yaml': aFile() })).toEqual(
      expect.arrayContaining([
        expect.stringContaining('quality/b.yaml:2 materials[0].id: this id is used twice'),
        expect.stringContaining('quality/b.yaml:13 systems[0].id: this id is used twice'),
        expect.stringContaining('quality/b.yaml:13 systems[0]: another test system has this source'),
      ]),
    );
  });
});

test('two targets of a lot and level that begin at one instant are refused', () => {
  const target = /^ {6}- \{ material: control, lot: 'A1', level.*\n/m.exec(aFile())?.[0] ?? '';
  const again = target.replace('06:00:00Z', '07:00:00+01:00');
  expect(problemsOf({ 'a.yaml': aFile({ [target]: target + again }) })).toEqual([
    expect.stringContaining('quality/a.yaml:21 systems[0].targets[1].from: two targets'),
  ]);
});

test('a site with a problem in a quality file is not loaded', () => {
  const files = {
    'site.yaml': `laboratory: { name: Test, system: https://lab.test, timeZone: UTC }
sources: [{ id: chem, kind: analyzer }]
`,
  };
  expect(loadSite(aFolder({ ...files, 'quality/a.yaml': aFile() })).ok).toBe(true);
  expect(loadSite(aFolder({ ...files, 'quality/a.yaml': 'systems: 5' }))).toMatchObject({
    ok: false,
    problems: [{ path: 'quality/a.yaml:1 systems' }],
  });
});

test('a quality file does not change the version of the site', () => {
  const files = {
    'site.yaml': `laboratory: { name: Test, system: https://lab.test, timeZone: UTC }
sources: [{ id: chem, kind: analyzer }]
`,
  };
  const [without, withFile] = [
    loadSite(aFolder(files)),
    loadSite(aFolder({ ...files, 'quality/a.yaml': aFile() })),
  ];
  expect(withFile.ok && without.ok && withFile.version === without.version).toBe(true);
});
