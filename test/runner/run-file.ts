import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { TestResult } from '@jest/test-result';
import type { Config } from '@jest/types';
import { expect } from 'expect';
import { getState, resetState, run } from 'jest-circus';
import { endAtOnce } from './end-at-once.ts';
import { toTestResult } from './test-result.ts';
import { collectUnhandledErrors } from './unhandled-errors.ts';

endAtOnce();

const globals = new URL('globals.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => next(specifier === '@jest/globals' ? globals : specifier, context),
});

/**
 * Runs a test file for jest in the process of its worker, where node itself loads it. All files of a worker share the
 * modules that they import: these are loaded once. Jest's own way loads them anew for each file.
 */
export default async function runFile(
  { testNamePattern, expand, ...globalConfig }: Config.GlobalConfig,
  config: Config.ProjectConfig,
  _environment: unknown,
  _runtime: unknown,
  path: string,
): Promise<TestResult> {
  resetState();
  const state = getState();
  Object.assign(state, {
    testNamePattern: testNamePattern ? new RegExp(testNamePattern, 'i') : null,
    testTimeout: globalConfig.testTimeout ?? config.testTimeout ?? state.testTimeout,
  });
  expect.setState({ expand, testPath: path });
  const environment = { ...process.env };
  const stopCollecting = collectUnhandledErrors();
  try {
    await import(pathToFileURL(path).href);
    return toTestResult(await run(), { globalConfig, config, path });
  } finally {
    stopCollecting();
    restore(environment);
  }
}

function restore(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}
