import { Command } from '@commander-js/extra-typings';
import { port } from '../../option-parsers.ts';
import { startSiteOption } from '../options.ts';

export const startCommand = () =>
  new Command('start')
    .description('run the whole system on this machine and send the example messages')
    .option('--once', 'stop after the last delivery; fails if a message or a result was lost')
    .option(
      '--morning',
      'instead of the examples, play a morning of controls, in the site of examples/morning',
    )
    .option('--no-examples', 'do not send the example messages')
    .option('--mllp-port <port>', 'port for MLLP; 0 takes any free port', port, 2575)
    .option('--astm-port <port>', 'port for ASTM (default: the next after the MLLP port)', port)
    .option('--http-port <port>', 'port for HL7 over HTTP; 0 takes any free port', port, 8080)
    .option('--data <dir>', 'keep the state in this folder (default: in memory)')
    .option('--json', 'print one JSON object per line')
    .option('--logs', 'print the log lines of the functions to standard error')
    .addOption(startSiteOption())
    .action(async (options) => {
      // loaded only here, because the local cloud is large
      const { start } = await import('../../actions/start.ts');
      await start(options);
    });
