import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { writeAssembly } from '../../local/assembly-cache.ts';
import { readAssembly } from '../../local/cloud-assembly.ts';
import { aSite } from '../support/site.ts';

const folder = mkdtempSync(join(tmpdir(), 'labwire-cache-'));
const cache = join(folder, 'cache');
afterAll(() => rmSync(folder, { recursive: true }));

/** A site whose servers stand on ports of this machine. */
const siteOn = (port: number) =>
  aSite({
    destinations: [{ id: 'ehr', kind: 'fhir', url: `http://127.0.0.1:${port}/fhir` }],
    access: { issuer: `http://127.0.0.1:${port + 1}`, audience: ['labwire'] },
  });

const write = (port: number, name: string) =>
  writeAssembly({ site: siteOn(port), siteVersion: 'test' }, join(folder, name), cache);

/** The names of all files that were written. */
const filesOf = (name: string): string[] =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).sort();

test('several that ask at once get the same whole assembly, each with its own site; it is built once and kept', async () => {
  await Promise.all([write(40_000, 'one'), write(50_000, 'two')]);
  expect(readdirSync(cache)).toHaveLength(1);
  await write(60_000, 'three');
  expect(readdirSync(cache)).toHaveLength(1);
  for (const [name, port] of [
    ['one', 40_000],
    ['two', 50_000],
    ['three', 60_000],
  ] as const) {
    expect(filesOf(name)).toEqual(filesOf('one'));
    const files = filesOf(name).filter((file) => /site\.json$|\.template\.json$/.test(file));
    const texts = files.map((file) => readFileSync(join(folder, name, file), 'utf8'));
    expect(texts.join('')).toContain(`http://127.0.0.1:${port}/fhir`);
    expect(texts.join('')).not.toContain('.invalid');
    const functions = readAssembly(join(folder, name)).resources.filter(
      ({ type }) => type === 'AWS::Lambda::Function',
    );
    // receive, normalize, deliver, read, authorize, export
    expect(functions).toHaveLength(6);
    expect(JSON.stringify(functions)).toContain(`"ISSUER":"http://127.0.0.1:${port + 1}"`);
  }
});

test('a site that cannot be synthesized is an error that says why, and leaves nothing in the cache', async () => {
  const broken = { ...siteOn(40_000), destinations: [{ id: 'not an id', kind: 'fhir' }] } as never;
  const before = readdirSync(cache);
  await expect(
    writeAssembly({ site: broken, siteVersion: 'test' }, join(folder, 'broken'), cache),
  ).rejects.toThrow(/cannot be synthesized/);
  expect(readdirSync(cache)).toEqual(before);
});
