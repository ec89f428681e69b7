import { Command } from '@commander-js/extra-typings';
import { port } from '../../option-parsers.ts';
import { siteOption } from '../options.ts';

export const startCommand = () =>
  new Command('start')
    .description('run the whole system on this machine and play the example messages')
    .option('--once', 'stop after the last delivery; fails if anything was lost')
    .option('--no-examples', 'play nothing')
    .option('--mllp-port <port>', 'where analyzers connect; 0 takes any', port, 2575)
    .option(
      '--astm-port <port>',
      'where instruments that speak ASTM connect (default: the next after MLLP)',
      port,
    )
    .option('--http-port <port>', 'where HL7 over HTTP is taken; 0 takes any', port, 8080)
    .option('--data <dir>', 'keep the state here (default: in memory)')
    .option('--json', 'one JSON object a line')
    .option('--logs', "print the functions' log lines to standard error")
    .addOption(siteOption())
    .action(async (options) => {
      // loaded only here: the local cloud is large
      const { start } = await import('../../actions/start.ts');
      await start(options);
    });
