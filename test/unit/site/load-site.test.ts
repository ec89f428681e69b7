import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type LoadedSite, loadSite } from '../../../lib/site/load-site.ts';

function siteOf(yaml: string): LoadedSite {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  try {
    writeFileSync(join(folder, 'site.yaml'), yaml);
    return loadSite(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Nine lists, each of which has the one before it nine times. */
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
  .concat(
    [...'bcdefghi'].map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`,
    ),
  )
  .join('\n');

test('a file whose aliases grow without end is a problem with its place', () => {
  expect(siteOf(bomb)).toEqual({
    ok: false,
    problems: [{ path: expect.stringContaining('site.yaml'), message: expect.stringContaining('aliases') }],
  });
});

test.each([
  ['an alias within itself', 'laboratory: &a\n  name: *a\n'],
  ['an alias of nothing', 'laboratory: *nothing\n'],
  ['a list within itself', 'sources: &s [*s]\n'],
  ['deep lists', `laboratory: ${'['.repeat(20_000)}`],
])('%s is a problem, and not a stack', (_, yaml) => {
  const loaded = siteOf(yaml);
  expect(loaded.ok ? [] : loaded.problems).not.toEqual([]);
});
