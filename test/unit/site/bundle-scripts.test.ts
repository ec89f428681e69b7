import { afterAll, describe, expect, test } from '@jest/globals';
import { bundleScripts, bundleWorker } from '../../../lib/site/bundle-scripts.ts';
import { siteFolders } from '../../support/site-folder.ts';

const { aFolder, remove } = siteFolders();
afterAll(remove);

const bundled = (text: string, more: Readonly<Record<string, string>> = {}) =>
  bundleScripts(aFolder({ 'scripts/a.ts': text, ...more }), ['scripts/a.ts']);

describe('the program of scripts', () => {
  test('names files of the site alone in its source map', () => {
    const { program } = bundled(`import { b } from './b.ts';\nexport default () => b();\n`, {
      'scripts/b.ts': 'export function b() { throw new Error(String(globalThis)); }\n',
    });
    const named = program.map.sources.filter((source) => source !== '');
    expect(named.toSorted()).toEqual(['scripts/a.ts', 'scripts/b.ts']);
    expect(program.map.sourcesContent).toBeUndefined();
  });

  test('names no folder of this machine', () => {
    const { program } = bundled('export default () => 1;\n');
    expect(JSON.stringify(program)).not.toMatch(/labwire-site-|node_modules|\/tmp\//);
  });

  test('has no strangers if the site and our packages are all that it imports', () => {
    const text = `import { b } from './b.ts';\nimport HL7Standard from 'hl7-standard';\nexport default () => [b, HL7Standard];\n`;
    expect(bundled(text, { 'scripts/b.ts': 'export const b = 1;\n' }).strangers).toEqual([]);
  });

  test('says which file outside the folder it imports', () => {
    const other = aFolder({ 'b.ts': 'export const b = 1;\n' });
    const { strangers } = bundled(`import { b } from '${other}/b.ts';\nexport default () => b;\n`);
    expect(strangers).toEqual([`${other}/b.ts`]);
  });

  test.each([
    ['a later import', "export default () => import('./b.ts' + '');\n"],
    ['a module of Node', "import fs from 'node:fs';\nexport default () => fs;\n"],
    ['a file that is not there', "import './none.ts';\nexport default () => 1;\n"],
  ])('cannot have %s', (_, text) => {
    expect(() => bundled(text)).toThrow();
  });
});

test('the worker is one program, and only its last line says what it does', () => {
  const [one, other] = [bundleWorker('serveChecks'), bundleWorker('serveScripts')];
  expect(one.endsWith('\nscripts.serveChecks();\n')).toBe(true);
  expect(one.slice(0, -'scripts.serveChecks();\n'.length)).toBe(
    other.slice(0, -'scripts.serveScripts();\n'.length),
  );
});
