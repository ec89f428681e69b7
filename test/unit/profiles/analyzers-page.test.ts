import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { analyzersPage } from '../../../lib/profiles/analyzers-page.ts';
import { loadProfile, profileNames } from '../../../lib/profiles/load-profiles.ts';
import { profileSchema } from '../../../lib/profiles/profile.ts';

const file = fileURLToPath(new URL('../../../docs/analyzers.md', import.meta.url));

test('docs/analyzers.md says what the profiles say; LABWIRE_DOCS=write npx jest analyzers-page writes it', () => {
  const profiles = profileNames().flatMap((name) => {
    const read = loadProfile(name);
    return read?.ok === true ? [{ name, profile: read.profile }] : [];
  });
  const page = analyzersPage(profiles);
  if (process.env['LABWIRE_DOCS'] === 'write') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});

test('a profile is shown with its facts and their sources, its codes, and what is not known', () => {
  const profile = profileSchema.parse({
    ...{ maker: 'Maker', models: ['M*1'], section: 'hematology', protocol: [{ kind: 'ASTM' }] },
    sources: [{ id: 'manual', title: 'Host [interface]', at: 'https://maker.example/manual' }],
    verifiedBy: ['manual', 'bench'],
    facts: [{ fact: 'R-4 is ***.** without a value.', from: ['manual', 'p. 3'] }],
    unknown: ['The rest.'],
    map: [{ code: 'WBC', loinc: '6690-2', unit: '10*9/L' }],
    simulator: [{ name: 'count', kind: 'result', message: 'H|', expect: {} }],
  });
  const page = analyzersPage([{ name: 'maker-m', profile }]);
  expect(page).toContain(
    '| [maker-m](#maker-m) | Maker M\\*1 | ASTM | manual, instrument | 1 | 1 | 1 result |',
  );
  for (const line of [
    '## Hematology',
    '### maker-m',
    '- R-4 is \\*\\*\\*.\\*\\* without a value. (manual, p. 3)',
    '- WBC: 6690-2: 10\\*9/L',
    '- count (result)',
    '- The rest.',
    '- manual: [Host \\[interface\\]](https://maker.example/manual)',
  ])
    expect(page.split('\n')).toContain(line);
});
