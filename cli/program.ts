import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { check } from './commands/check.ts';
import { fhir } from './commands/fhir.ts';
import { normalize } from './commands/normalize.ts';
import { send } from './commands/send.ts';

const exampleSite = fileURLToPath(new URL('../site', import.meta.url));

const siteOption = () =>
  new Option('--site <dir>', 'the site, a folder with a site.yaml')
    .env('LABWIRE_SITE')
    .default(exampleSite, 'the example');

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

  program
    .command('start')
    .description('run the whole system on this machine and play the example messages')
    .option('--once', 'stop after the last delivery; fails if anything was lost')
    .option('--no-examples', 'play nothing')
    .option('--mllp-port <port>', 'where analyzers connect; 0 takes any', port, 2575)
    .option('--http-port <port>', 'where HL7 over HTTP is taken; 0 takes any', port, 8080)
    .option('--data <dir>', 'keep the state here (default: in memory)')
    .option('--json', 'one JSON object a line')
    .option('--logs', "print the functions' log lines to standard error")
    .addOption(siteOption())
    .action(async (options) => {
      // loaded only here: the local cloud is large
      const { start } = await import('./commands/start.ts');
      await start(options);
    });

  program
    .command('send')
    .description('send messages over MLLP and show the acknowledgment of each')
    .argument('<file...>', 'HL7 files')
    .option('--to <host:port>', 'the listener', address, { host: '127.0.0.1', port: 2575 })
    .option('--timeout <seconds>', 'how long to wait for each answer', seconds, 30)
    .option('--json', 'one JSON object a message')
    .action(send);

  program
    .command('explain')
    .description('show each value of a message with its official name, its type and its meaning')
    .argument('<file>', 'an HL7 file')
    .argument('[path]', 'only this: PID, OBX[2], PID-5, PID-3[2].4.1')
    .option('--json', 'one JSON object a message')
    .action(async (file, path, options) => {
      // loaded only here: the published definitions are large
      const { explain } = await import('./commands/explain.ts');
      await explain(file, path, options);
    });

  program
    .command('lint')
    .description('check messages against the standard, version by version')
    .argument('<path...>', 'HL7 files, or folders of them')
    .addOption(
      new Option('--level <level>', 'strict: all of the standard; lenient: what live traffic is checked for')
        .choices(['strict', 'lenient'])
        .default('strict'),
    )
    .option('--summary', 'only counts, by message type; fails where something was lost, not for findings')
    .option('--json', 'one JSON object a message')
    .action(async (paths, options) => {
      const { lint } = await import('./commands/lint.ts');
      await lint(paths, options);
    });

  program
    .command('normalize')
    .description('print the reports and the loss ledger as JSON, without any cloud')
    .argument('<path...>', 'HL7 files, or folders of them')
    .addOption(siteOption())
    .option('--summary', 'only counts, by message type and by reason; fails where something was lost')
    .option('--json', 'the summary as JSON')
    .action(normalize);

  program
    .command('fhir')
    .description('print the FHIR bundle as JSON, without any cloud')
    .argument('<file...>', 'HL7 files')
    .addOption(siteOption())
    .action(fhir);

  program
    .command('livd')
    .description("what a manufacturer's codes mean (LIVD)")
    .command('import')
    .description('turn a LIVD file (CSV, or FHIR JSON) into lines of a site map')
    .argument('<file>', 'the LIVD file')
    .option('--system <name>', 'the coding system that the instrument names in OBX-3: 99ROC')
    .option('--model <name>', 'only the lines of this model')
    .option('--out <file>', 'write the map here, such as my-site/maps/chem.csv (default: standard output)')
    .action(async (file, options) => {
      const { importLivd } = await import('./commands/livd.ts');
      importLivd(file, options);
    });

  program
    .command('check')
    .description('check a site and list every problem')
    .argument('<dir>', 'the site, a folder with a site.yaml')
    .option('--json', 'as JSON')
    .action(check);

  return program;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 86_400))
    throw new InvalidArgumentError('A number of seconds above 0, and a day at most.');
  return number;
}

function address(text: string): { host: string; port: number } {
  const match = /^(?:(.+):)?(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('An address is HOST:PORT.');
  return { host: match[1] ?? '127.0.0.1', port: port(match[2] ?? '') };
}
