import { expect, test } from '@jest/globals';
import { labwire } from '../support/labwire.ts';

test('what an instrument sends becomes what its profile says, over its own framing', async () => {
  const { code, stdout } = await labwire(['conformance', '--profiles', '--only', 'snibe-maglumi', '--json']);
  const { profiles, summary } = JSON.parse(stdout);
  expect(
    profiles.flatMap(({ plays }: { plays: { differences: string[] }[] }) =>
      plays.flatMap((play) => play.differences),
    ),
  ).toEqual([]);
  expect(summary).toMatchObject({ profiles: 1, failed: 0 });
  expect(summary.plays).toBeGreaterThan(0);
  expect(code).toBe(0);
});
