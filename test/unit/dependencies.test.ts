import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const read = (file: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8'));

interface Locked {
  readonly link?: true;
  readonly inBundle?: true;
  readonly optional?: true;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
}

const { dependencies, devDependencies, allowScripts } = read('package.json') as Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
> & { readonly allowScripts: Readonly<Record<string, boolean>> };
const { packages } = read('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(
  ([path, { link, inBundle }]) =>
    path.startsWith('node_modules/') && link === undefined && inBundle === undefined,
);

test('every dependency has one version', () => {
  const versions = Object.entries({ ...dependencies, ...devDependencies });
  expect(versions.length).toBeGreaterThan(30);
  expect(
    versions.filter(([name, version]) => !name.startsWith('@labwire/') && !/^\d+\.\d+\.\d+$/.test(version)),
  ).toEqual([]);
});

test('a package may run a script at installation only if that was decided', () => {
  const running = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  expect(running.filter((name) => !(name in allowScripts))).toEqual([]);
});

test('every package has a digest, but for optional ones of other platforms', () => {
  const without = installed.filter(([, { integrity }]) => integrity === undefined);
  expect(without.length).toBeLessThan(installed.length / 10);
  expect(without.filter(([, { optional }]) => optional !== true).map(([path]) => path)).toEqual([]);
});
