import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const root = new URL('../../../', import.meta.url);

test('the files that are begun first are there', () => {
  const source = readFileSync(new URL('jest.sequencer.js', root), 'utf8');
  const files = [...source.matchAll(/'((?:integration|unit)\/[\w/-]+[^/])'/g)].map(([, file]) => file);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !existsSync(new URL(`test/${file}.test.ts`, root)))).toEqual([]);
});
