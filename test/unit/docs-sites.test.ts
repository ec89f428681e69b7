import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkSite } from '../../lib/site/load-site.ts';
import { siteSchema } from '../../lib/site/site.ts';

/** What the pages show of a site file must be what `labwire check` accepts, as it stands. */

const root = fileURLToPath(new URL('../../', import.meta.url));

const rest = {
  laboratory: { name: 'Try', system: 'https://lab.example', timeZone: 'Europe/Berlin' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
};

const keys = new Set(Object.keys(siteSchema.shape));
const sourceKinds = new Set(['lis', 'analyzer']);

/** The whole site of which a page shows a part. Undefined if it is not of a site file. */
function siteOf(shown: unknown): object | undefined {
  if (Array.isArray(shown)) {
    const isSources = shown.every((one) => sourceKinds.has(one?.kind));
    return { ...rest, [isSources ? 'sources' : 'destinations']: shown };
  }
  if (typeof shown !== 'object' || shown === null) return undefined;
  const isOfSite = Object.keys(shown).every((key) => keys.has(key));
  if (!isOfSite) return undefined;
  // subscribers read over FHIR
  return { ...rest, access: {}, ...shown };
}

const examples = globSync('{README.md,docs/*.md,examples/**/*.md}', { cwd: root })
  .sort()
  .flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(
      ([, code = ''], index) => {
        const site = siteOf(parse(code));
        return site === undefined ? [] : [{ name: `${page}, example ${index + 1}`, site }];
      },
    ),
  );

describe('a part of a site file that a page shows is accepted:', () => {
  test('they are found', () => {
    expect(examples.length).toBeGreaterThan(9);
  });

  test.each(examples)('$name', ({ site }) => {
    const checked = checkSite(site);
    expect(checked.ok ? [] : checked.problems).toEqual([]);
  });
});
