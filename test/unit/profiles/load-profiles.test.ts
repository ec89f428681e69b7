import { describe, expect, test } from '@jest/globals';
import { loadProfile, profileNames, readProfile } from '../../../lib/profiles/load-profiles.ts';

/** The smallest profile, with more lines at its end. */
const aProfile = (...more: readonly string[]): string =>
  [
    'maker: Invented',
    'models: [One]',
    'section: hematology',
    'protocol: [{ kind: ASTM }]',
    'sources: [{ id: manual, title: A manual, at: https://example.test/manual }]',
    'verifiedBy: [manual]',
    'facts: [{ fact: It writes results., from: [manual, p. 1] }]',
    ...more,
  ].join('\n');

const problemsOf = (text: string) => {
  const read = readProfile(text);
  return read.ok ? [] : read.problems;
};

describe('every profile that comes with Labwire', () => {
  test.each(profileNames())('%s can be read', (name) => {
    expect(loadProfile(name)).toMatchObject({ ok: true });
  });

  test.each(profileNames())(
    '%s has at least eight facts with their sources, and says what is not known',
    (name) => {
      const read = loadProfile(name);
      expect(read?.ok === true && read.profile.facts.length).toBeGreaterThanOrEqual(8);
      expect(read?.ok === true && read.profile.unknown.length).toBeGreaterThanOrEqual(1);
    },
  );
});

test('a name that is no profile, or leads to another folder, finds nothing', () => {
  expect(loadProfile('no-such-analyzer')).toBeUndefined();
  expect(loadProfile('../package')).toBeUndefined();
});

test('the smallest profile says who it is, from where, and one fact', () => {
  expect(readProfile(aProfile())).toMatchObject({ ok: true, profile: { maker: 'Invented', map: [] } });
});

test.each([
  ['colour: red', '', 'Unrecognized key: "colour"'],
  [
    'controls: { marks: [{ at: O4, equals: [Q] }] }',
    'controls.marks.0.at',
    'not a place; write it as O-4.5 or OBX-3.1.2',
  ],
  [
    'controls: { marks: [{ at: O-4 }] }',
    'controls.marks.0',
    'say what stands there: equals, prefix, suffix, digits, number or filled',
  ],
  ['map: [{ code: GLU, loinc: 2345-1 }]', 'map.0.loinc', 'not a LOINC code: its check digit is wrong'],
  [
    'simulator: [{ name: A, kind: result, from: [leaflet], message: H, expect: {} }]',
    'simulator.0.from',
    'there is no source with this id in the profile',
  ],
])('the problem of %s has its path', (line, path, message) => {
  expect(problemsOf(aProfile(line))).toEqual([{ path, message }]);
});

test('a file that is not YAML has the line of its problem', () => {
  expect(problemsOf('maker: [')).toEqual([{ path: '1', message: expect.stringContaining('Flow sequence') }]);
});

test('aliases that grow without bounds are not followed', () => {
  const bomb = [
    'a: &a [x]',
    ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefgh'[at]}`)}]`),
  ];
  expect(problemsOf(bomb.join('\n'))).toEqual([{ path: '', message: expect.stringContaining('aliases') }]);
});

test('lists that are nested without end have the line at which they go too deep', () => {
  expect(problemsOf(aProfile(`map: ${'['.repeat(20_000)}`))).toEqual([
    { path: '8', message: 'its lists and maps are nested too deeply' },
  ]);
});
