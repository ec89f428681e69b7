import { type AssertionResult, createEmptyTestResult, type TestResult } from '@jest/test-result';
import type { Config } from '@jest/types';
import type { run } from 'jest-circus';
import { formatExecError, formatResultsErrors } from 'jest-message-util';

type RunResult = Awaited<ReturnType<typeof run>>;

interface TestFile {
  readonly globalConfig: Pick<Config.GlobalConfig, 'noStackTrace'>;
  readonly config: Config.ProjectConfig;
  readonly path: string;
}

/** The outcome of a test file, as jest counts and prints it. */
export function toTestResult(outcome: RunResult, { globalConfig, config, path }: TestFile): TestResult {
  const results = outcome.testResults.map(toAssertion);
  const count = (wanted: AssertionResult['status']) =>
    results.filter(({ status }) => status === wanted).length;
  const failures = [
    formatResultsErrors(results, config, globalConfig, path),
    ...outcome.unhandledErrorsDetailed.map((error) => formatExecError(error, config, globalConfig)),
  ].filter((text) => text !== null);
  return {
    ...createEmptyTestResult(),
    numFailingTests: count('failed'),
    numPassingTests: count('passed'),
    numPendingTests: count('pending'),
    numTodoTests: count('todo'),
    testFilePath: path,
    testResults: results,
    failureMessage: failures.length === 0 ? null : failures.join('\n\n'),
    ...(outcome.unhandledErrors.length === 0
      ? {}
      : { testExecError: { message: '', stack: outcome.unhandledErrors.join('\n') } }),
  };
}

function toAssertion(result: RunResult['testResults'][number]): AssertionResult {
  // the first title is that of the file's own block
  const titles = result.testPath.slice(1).map(String);
  return {
    ancestorTitles: titles.slice(0, -1),
    title: titles.at(-1) ?? '',
    fullName: titles.join(' '),
    duration: result.duration ?? null,
    failureDetails: result.errorsDetailed,
    failureMessages: result.errors,
    numPassingAsserts: result.numPassingAsserts,
    status: statusOf(result),
  };
}

function statusOf({ status, errors }: RunResult['testResults'][number]): AssertionResult['status'] {
  if (status === 'skip') return 'pending';
  if (status === 'todo') return 'todo';
  return errors.length === 0 ? 'passed' : 'failed';
}
