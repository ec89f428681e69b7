import { CommanderError } from '@commander-js/extra-typings';
import { AdapterError } from '../lib/shared/adapter-error.ts';
import { exitCode, UsageError } from './exit.ts';
import { linesOf, remark } from './output.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command: its arguments as a shell gives them. The exit status of the process says how it went; what a
 * person can act on is one line on standard error.
 * @throws whatever is a mistake of ours
 */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (failure) {
    if (failure instanceof CommanderError)
      process.exitCode = failure.exitCode === 0 ? exitCode.fine : exitCode.wrongUsage;
    else if (failure instanceof UsageError) {
      remark`labwire: ${linesOf(failure.message)}`;
      process.exitCode = exitCode.wrongUsage;
    } else if (failure instanceof AdapterError) {
      const cause =
        failure.cause instanceof Error ? ` (${failure.cause.name}: ${failure.cause.message})` : '';
      remark`labwire: ${failure.code}${cause}: is the system running, and do you have access to it?`;
      process.exitCode = exitCode.problem;
    } else throw failure;
  }
}
