import { Command } from 'commander';
import { addFileCommands } from './program/files.ts';
import { addOperateCommands } from './program/operate.ts';
import { addRunCommands } from './program/run.ts';
import { addSimulateCommands } from './program/simulate.ts';

/** The command line of `labwire`: one file in `commands/` for each verb. */
export function createProgram(): Command {
  const program = new Command('labwire')
    .description('Laboratory results from HL7 v2 into a FHIR feed.')
    .version('0.1.0')
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nFILE may hold several messages; - is standard input.\nExit status: 0 fine, 1 a problem was found, 2 wrong usage.',
    );

  addRunCommands(program);
  addOperateCommands(program);
  addFileCommands(program);
  addSimulateCommands(program);
  return program;
}
