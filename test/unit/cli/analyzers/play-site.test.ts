import { expect, test } from '@jest/globals';
import { allProfiles, profileNamed } from '../../../../cli/analyzers/catalog.ts';
import { groupsOf, siteOfPlays } from '../../../../cli/analyzers/play-site.ts';

test('every profile is in one group, and no two of a group name themselves alike', () => {
  const groups = groupsOf(allProfiles());
  expect(
    groups
      .flat()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(allProfiles().map(({ name }) => name));
  for (const group of groups) {
    const senders = siteOfPlays(group).site.sources.map(({ sender }) => JSON.stringify(sender));
    expect(new Set(senders).size).toBe(senders.length);
  }
});

test('a profile that is asked for by a wrong name is not found, with similar names', () => {
  expect(() => profileNamed('cobas-e999')).toThrow(/similar names: .*roche-cobas-e411/);
  expect(() => profileNamed('xyzzy')).toThrow('there is no such profile: labwire analyzer list names them');
});

test('a source that leaves its sender open comes after those that it would shadow', () => {
  for (const group of groupsOf(allProfiles())) {
    const open = siteOfPlays(group).site.sources.map(({ sender }) => Object.keys(sender).length);
    expect(open).toEqual(open.toSorted((a, b) => b - a));
  }
});
