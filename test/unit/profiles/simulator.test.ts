import { describe, expect, test } from '@jest/globals';
import type { Play } from '../../../cli/analyzers/compare-play.ts';
import { loadProfile, profileNames } from '../../../lib/profiles/load-profiles.ts';
import { differencesIn, siteFor } from '../../support/plays.ts';

const plays = profileNames().flatMap((name): [string, string, Play][] => {
  const read = loadProfile(name);
  return read?.ok === true ? read.profile.simulator.map((play) => [name, play.name, play]) : [];
});

describe('what an instrument sends becomes what its profile says', () => {
  test.each(plays)('%s: %s', async (profile, _, play) => {
    expect(await differencesIn(play, siteFor(profile))).toEqual([]);
  });
});
