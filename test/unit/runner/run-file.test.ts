import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

/** Both files hold it true: whichever runs second would find what the first left. */
const alone = `import { loads } from './loads.ts';
  test('has the environment to itself', () => {
    expect(process.env.LEFT_BEHIND).toBeUndefined();
    process.env.LEFT_BEHIND = 'yes';
  });
  test('shares the modules', () => expect(loads).toEqual(['once']));`;

const files = {
  'loads.ts': `export const loads: string[] = []; loads.push('once');`,
  'one.test.ts': alone,
  'other.test.ts': alone,
  'outcomes.test.ts': `
    test('passes', () => expect(1).toBe(1));
    test('fails', () => expect(1).toBe(2));
    test.skip('is skipped', () => undefined);
    test('awaits a rejection late', async () => {
      const rejected = Promise.reject(new Error('awaited'));
      await new Promise((resolve) => setImmediate(resolve));
      await expect(rejected).rejects.toThrow('awaited');
      await new Promise((resolve) => setImmediate(resolve));
    });
    test('rejects what nobody awaits', async () => {
      void Promise.reject(new Error('unawaited'));
      await new Promise((resolve) => setImmediate(resolve));
    });
    describe('hooks', () => {
      beforeAll(() => { throw new Error('hook'); });
      test('fail their tests', () => undefined);
    });`,
  'unreadable.test.ts': `throw new Error('cannot be loaded');`,
};

type Outcomes = Readonly<Record<string, { readonly status: string; readonly message: string }>>;
let outcomes: Outcomes = {};
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-jest-'));
  const imports = `import { beforeAll, describe, expect, test } from '@jest/globals';\n`;
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), imports + text);
  const config = {
    rootDir: folder,
    cacheDirectory: join(folder, 'cache'),
    transform: {},
    testRunner: pathOf('test/runner/run-file.ts'),
    testEnvironment: pathOf('test/runner/environment.ts'),
  };
  const jest = [pathOf('node_modules/jest/bin/jest.js'), '--runInBand', '--json', '--config'];
  const { stdout, status } = spawnSync(process.execPath, [...jest, JSON.stringify(config)], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const { testResults } = JSON.parse(stdout);
  outcomes = Object.fromEntries(
    testResults.flatMap(({ name, message, assertionResults }: TestFile) => [
      [name.slice(folder.length + 1), { status: '', message }],
      ...assertionResults.map(({ fullName, status, failureMessages }) => [
        fullName,
        { status, message: failureMessages.join('\n') },
      ]),
    ]),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

interface TestFile {
  readonly name: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

test.each([
  ['passes', 'passed', ''],
  ['fails', 'failed', 'Expected: 2'],
  ['is skipped', 'pending', ''],
  ['awaits a rejection late', 'passed', ''],
  ['rejects what nobody awaits', 'failed', 'unawaited'],
  ['hooks fail their tests', 'failed', 'hook'],
  ['has the environment to itself', 'passed', ''],
  ['shares the modules', 'passed', ''],
])('a test that %s has %s', (name, status, message) => {
  expect(outcomes[name]).toEqual({ status, message: expect.stringContaining(message) });
});

test('a file that cannot be loaded fails', () => {
  expect(outcomes['unreadable.test.ts']?.message).toContain('cannot be loaded');
});
