import { CommanderError } from '@commander-js/extra-typings';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import { exitCode, UsageError } from './exit.ts';
import { remark } from './output.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command with its arguments as a shell gives them. It sets the exit status of the process. Errors
 * that a person can correct are printed as one line on standard error.
 * @throws errors that are our own mistakes
 */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (failure) {
    if (failure instanceof CommanderError)
      process.exitCode = failure.exitCode === 0 ? exitCode.fine : exitCode.wrongUsage;
    else if (failure instanceof UsageError) {
      remark`labwire: ${failure.message}`;
      for (const line of failure.lines) remark`  ${line}`;
      process.exitCode = exitCode.wrongUsage;
    } else if (failure instanceof AdapterError) {
      const cause =
        failure.cause instanceof Error ? ` (${failure.cause.name}: ${failure.cause.message})` : '';
      remark`labwire: ${failure.code}${cause}: is the system running, and do you have access to it?`;
      process.exitCode = exitCode.problem;
    } else throw failure;
  }
}
