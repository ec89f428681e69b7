import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
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
    const program = createProgram();
    await program.parseAsync(untilUnknown(program, args), { from: 'user' });
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

/**
 * The arguments up to the first word that is no command, where a command must stand. So `labwire dlg --help` is an unknown
 * command, and not the help of all commands.
 */
function untilUnknown(program: CommandUnknownOpts, args: readonly string[]): readonly string[] {
  const words = args[0] === 'help' ? args.slice(1) : args;
  let command = program;
  for (const [at, word] of words.entries()) {
    if (command.commands.length === 0 || word.startsWith('-') || word === 'help') return args;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next === undefined) return words.slice(0, at + 1);
    command = next;
  }
  return args;
}
