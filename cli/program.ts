import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { analyzerCommand } from './commands/analyzer/analyzer.ts';
import { checkCommand } from './commands/files/check.ts';
import { explainCommand } from './commands/files/explain.ts';
import { fhirCommand } from './commands/files/fhir.ts';
import { lintCommand } from './commands/files/lint.ts';
import { livdCommand } from './commands/files/livd.ts';
import { normalizeCommand } from './commands/files/normalize.ts';
import { oruCommand } from './commands/files/oru.ts';
import { auditCommand } from './commands/operate/audit.ts';
import { deliveriesCommand } from './commands/operate/deliveries.ts';
import { dlqCommand } from './commands/operate/dlq.ts';
import { heldCommand } from './commands/operate/held.ts';
import { lookBackCommand } from './commands/operate/lookback.ts';
import { messagesCommand } from './commands/operate/messages.ts';
import { qcCommand } from './commands/operate/qc.ts';
import { redeliverCommand } from './commands/operate/redeliver.ts';
import { releaseCommand } from './commands/operate/release.ts';
import { replayCommand } from './commands/operate/replay.ts';
import { showCommand } from './commands/operate/show.ts';
import { statusCommand } from './commands/operate/status.ts';
import { unmappedCommand } from './commands/operate/unmapped.ts';
import { gatewayCommand } from './commands/run/gateway.ts';
import { sendCommand } from './commands/run/send.ts';
import { spoolCommand } from './commands/run/spool.ts';
import { startCommand } from './commands/run/start.ts';
import { conformanceCommand } from './commands/simulate/conformance.ts';
import { simulateCommand } from './commands/simulate/simulate.ts';
import { linesOf, remark } from './output.ts';
import { version } from './version.ts';

/** The commands of `labwire`, in the order of the help. */
const verbs: readonly (() => CommandUnknownOpts)[] = [
  // run the system, or send to a running one
  startCommand,
  sendCommand,
  gatewayCommand,
  spoolCommand,
  // operate the system, on this machine or in the cloud
  statusCommand,
  messagesCommand,
  showCommand,
  heldCommand,
  releaseCommand,
  replayCommand,
  deliveriesCommand,
  redeliverCommand,
  unmappedCommand,
  dlqCommand,
  auditCommand,
  qcCommand,
  lookBackCommand,
  // work on files only
  explainCommand,
  lintCommand,
  normalizeCommand,
  fhirCommand,
  oruCommand,
  livdCommand,
  checkCommand,
  // simulate a laboratory
  analyzerCommand,
  simulateCommand,
  conformanceCommand,
];

/**
 * Creates the command line of `labwire`. The words and options of a command are in `commands/`. Its code is
 * in `actions/`, and is loaded when the command runs.
 */
export function createProgram(): CommandUnknownOpts {
  const program = new Command('labwire')
    .description(
      'Takes laboratory results in HL7 v2 and ASTM, and delivers reports to EHRs as FHIR, as HL7 v2, or through SQS.',
    )
    .version(version)
    .showHelpAfterError('(--help lists the arguments and options)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => remark`${linesOf(text)}`, outputError: printError })
    .addHelpText(
      'after',
      '\nA file may contain several messages. The file name - reads standard input.\nExit status: 0 success, 1 a problem was found, 2 wrong usage.',
    );
  for (const verb of verbs) program.addCommand(verb());
  inherit(program);
  return program;
}

/** Prints an error that quotes arguments; only the hint of the library may begin a new line. */
function printError(error: string): void {
  const hint = /\n\(Did you mean [^\n]*\)\n$/.exec(error)?.[0] ?? '';
  remark`${error.slice(0, error.length - hint.length).trimEnd()}`;
  if (hint !== '') remark`${hint.trim()}`;
}

/** Copies the parent's settings to a command, because an added command does not inherit them. */
function inherit(parent: CommandUnknownOpts): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inherit(command);
  }
}
