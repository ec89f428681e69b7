import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadProfile, profileNames } from '../../../lib/profiles/load-profiles.ts';

const makers = new Set(
  profileNames().flatMap((name) => {
    const read = loadProfile(name);
    return read?.ok === true ? [read.profile.maker.split(/[ -]/)[0]?.toLowerCase() ?? ''] : [];
  }),
);

const code = ['lib', 'packages/hl7/src', 'gateway', 'cli', 'functions'].flatMap((folder) =>
  globSync(`${folder}/**/*.ts`),
);

/** The words of a program, without its comments; `aWordOfMany` is four words. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/\/\*.*?\*\/|^\s*\/\/[^\n]*/gms, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z]+/);

test('no program names a maker of instruments: what one sends stands in its profile', () => {
  expect(makers.size).toBeGreaterThan(10);
  expect(code.length).toBeGreaterThan(300);
  const found = code.flatMap((file) => {
    const named = wordsOf(readFileSync(file, 'utf8')).filter((word) => makers.has(word));
    return named.length === 0 ? [] : [`${file}: ${[...new Set(named)].join(', ')}`];
  });
  expect(found).toEqual([]);
});

test('a maker in a name of the program would be found, and one in a comment is not', () => {
  expect(wordsOf('const readSysmexRow = 1; // Sysmex\n/** Sysmex */')).toContain('sysmex');
  expect(wordsOf('  // Sysmex\n/** Sysmex */')).not.toContain('sysmex');
});
