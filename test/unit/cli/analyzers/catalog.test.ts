import { expect, test } from '@jest/globals';
import { allProfiles, profileNamed } from '../../../../cli/analyzers/catalog.ts';
import { UsageError } from '../../../../cli/exit.ts';
import { profileNames, readProfile } from '../../../../lib/profiles/load-profiles.ts';

const problemOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (cause) {
    return cause;
  }
};

test('every profile that comes with Labwire is in the list, by its name', () => {
  expect(allProfiles().map(({ name }) => name)).toEqual(profileNames());
});

test('an unknown name is wrong usage, and similar names are told', () => {
  const problem = problemOf(() => profileNamed('genexpert-none'));
  expect(problem).toBeInstanceOf(UsageError);
  expect(String(problem)).toMatch(/similar names: .*genexpert/);
  expect(String(problemOf(() => profileNamed('zzz')))).toContain('labwire analyzer list');
});

test.each([
  ['maker: [', 'profiles/mine.yaml: 1: '],
  ['a: *b', 'profiles/mine.yaml: its aliases'],
  ['maker: 7', 'profiles/mine.yaml: maker: '],
])('a profile that cannot be read is wrong usage with the place, and no stack: %s', (text, place) => {
  const problem = problemOf(() => profileNamed('mine', () => readProfile(text)));
  expect(problem).toBeInstanceOf(UsageError);
  expect(String(problem)).toContain(place);
});
