import { expect, test } from '@jest/globals';
import { labwire } from '../support/labwire.ts';
import { size } from '../support/size.ts';

/** ASTM in both framings and HL7, with results, controls, readings, a query, an error and a rerun. */
const sample = ['snibe-maglumi', 'mindray-bc', 'cepheid-genexpert', 'sysmex-xn'];

interface Report {
  readonly profile: string;
  readonly plays: readonly { readonly play: string; readonly differences: readonly string[] }[];
}

test('the messages of an instrument become what its profile says, and nothing else', async () => {
  const only = sample.slice(0, size({ short: sample.length, long: 0 })).flatMap((name) => ['--only', name]);
  const { code, stdout } = await labwire(['conformance', '--profiles', '--json', ...only]);
  const { profiles, summary } = JSON.parse(stdout) as {
    readonly profiles: readonly Report[];
    readonly summary: Readonly<Record<string, number>>;
  };
  const differences = profiles.flatMap(({ profile, plays }) =>
    plays.flatMap((play) => play.differences.map((text) => `${profile}: ${play.play}: ${text}`)),
  );
  expect(differences).toEqual([]);
  expect(summary).toMatchObject({ failed: 0, withoutMessages: 0 });
  expect(summary['results']).toBeGreaterThan(9);
  expect(summary['controls']).toBeGreaterThan(2);
  expect(summary['readings']).toBeGreaterThan(9);
  expect(code).toBe(0);
});
