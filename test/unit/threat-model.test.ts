import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/threat-model.md`, 'utf8');

/** The bullets of the page between two headings, each with the bullets under it. */
const bullets = page
  .slice(page.indexOf('\n## Ways in'), page.indexOf('\n## Not defended'))
  .split(/^- /m)
  .slice(1)
  .map((text) =>
    text
      .replaceAll(/\s+/g, ' ')
      .replace(/(?: #+ | \*\*).*$/, '')
      .trim(),
  );
const claims = bullets.filter((text) => !text.startsWith('What is left: '));

/** The tests that a claim names: a file, and names in it. */
function testsOf(claim: string): readonly { readonly file: string; readonly name: string }[] {
  return claim
    .split(' - `')
    .slice(1)
    .flatMap((text) => {
      const [file = ''] = text.split('`', 1);
      return [...text.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name }));
    });
}

const sources = new Map<string, string>();
function sourceOf(file: string): string {
  const known =
    sources.get(file) ?? (existsSync(`${root}${file}`) ? readFileSync(`${root}${file}`, 'utf8') : '');
  sources.set(file, known);
  return known;
}

/** A name stands in its file as a whole text. */
const isThere = ({ file, name }: { readonly file: string; readonly name: string }): boolean =>
  ["'", '"', '`'].some((quote) => sourceOf(file).includes(`${quote}${name}${quote}`));

describe('the threat model', () => {
  test('makes claims, and each names a test', () => {
    expect(claims.length).toBeGreaterThan(70);
    expect(claims.filter((claim) => testsOf(claim).length === 0)).toEqual([]);
  });

  test('names tests that exist', () => {
    expect(claims.flatMap(testsOf).filter((one) => !isThere(one))).toEqual([]);
  });

  test('names none under what is left', () => {
    expect(bullets.filter((text) => text.startsWith('What is left: ')).flatMap(testsOf)).toEqual([]);
  });
});
