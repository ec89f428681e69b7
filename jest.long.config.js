import { globSync, readFileSync } from 'node:fs';
import config from './jest.config.js';

// read by test/support/size.ts
process.env.LABWIRE_TESTS = 'long';

/** Tests that ask for their size. */
const hasLongForm = (file) => readFileSync(file, 'utf8').includes("/support/size.ts'");
const root = import.meta.dirname;
const tests = globSync(['test/{unit,integration,infra}/**/*.test.ts', 'packages/*/test/**/*.test.ts'], {
  cwd: root,
});

/**
 * What `npm test` does in its short form, in full.
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testMatch: tests.filter((file) => hasLongForm(`${root}/${file}`)).map((file) => `<rootDir>/${file}`),
  testTimeout: 1_800_000,
};
