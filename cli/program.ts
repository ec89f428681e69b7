import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { holdReasonSchema, releasableReasons } from '../lib/model/report.ts';
import { check } from './commands/check.ts';
import { fhir } from './commands/fhir.ts';
import { normalize } from './commands/normalize.ts';
import { send } from './commands/send.ts';
import { address, count, port, repeated, seconds, since, stringRecord } from './option-parsers.ts';

const exampleSite = fileURLToPath(new URL('../site', import.meta.url));

const systemOption = () =>
  new Option('--system <file>', 'what runs: the outputs file of cdk deploy, or what labwire start wrote')
    .env('LABWIRE_SYSTEM')
    .default(join('.labwire', 'system.json'));

const dataOption = () =>
  new Option('--data <dir>', 'where messages are kept')
    .env('LABWIRE_DATA')
    .default(join('.labwire', 'gateway'));

const keyOption = () =>
  new Option('--key-file <file>', '32 bytes in base64 that encrypt them (default: LABWIRE_SPOOL_KEY)').env(
    'LABWIRE_SPOOL_KEY_FILE',
  );

const reason = (flags: string, description: string) =>
  new Option(flags, description).choices([...holdReasonSchema.options]);

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
      const { start } = await import('./commands/start.ts');
      await start(options);
    });

  program
    .command('send')
    .description('send messages over MLLP and show the acknowledgment of each')
    .argument('<file...>', 'HL7 files')
    .addOption(
      new Option('--to <host:port>', 'the listener')
        .argParser(address)
        .default({ host: '127.0.0.1', port: 2575 }, '127.0.0.1:2575'),
    )
    .option('--timeout <seconds>', 'how long to wait for each answer', seconds, 30)
    .option('--json', 'one JSON object a message')
    .action(send);

  program
    .command('gateway')
    .description('listen for analyzers and LIS as the site says, and hand what comes to the cloud')
    .addOption(
      new Option('--url <url>', 'the HTTP API: the output ApiUrl of the stack')
        .env('LABWIRE_URL')
        .makeOptionMandatory(),
    )
    .addOption(new Option('--region <region>', 'its region').env('AWS_REGION').makeOptionMandatory())
    .addOption(siteOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .addOption(
      new Option(
        '--work-queues <json>',
        'the queues of work for analyzers: the output WorkQueues of the stack',
      )
        .env('LABWIRE_WORK_QUEUES')
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option(
        '--result-queues <json>',
        'the queues of results for EHRs that listen to MLLP: the output ResultQueues of the stack',
      )
        .env('LABWIRE_RESULT_QUEUES')
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--health-host <host>', 'where /healthz, /readyz and /metrics are')
        .env('LABWIRE_HEALTH_HOST')
        .default('127.0.0.1'),
    )
    .addOption(
      new Option('--health-port <port>', '0 takes any')
        .env('LABWIRE_HEALTH_PORT')
        .argParser(port)
        .default(8081),
    )
    .action(async (options) => {
      const { gateway } = await import('./commands/gateway.ts');
      await gateway(options);
    });

  const spool = program.command('spool').description("what waits on the gateway's disk");
  spool
    .command('ls')
    .description('list the messages that wait for the cloud, and what was refused')
    .option('--all', 'also those that the cloud has')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listSpool } = await import('./commands/spool.ts');
      await listSpool(options);
    });
  spool
    .command('show')
    .description('print a message as it came; it is patient data')
    .argument('<number>', 'the message, as labwire spool ls lists it')
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (number, options) => {
      const { showSpooled } = await import('./commands/spool.ts');
      await showSpooled(number, options);
    });
  spool
    .command('retry')
    .description('let messages go again that were refused or parked')
    .argument('<number...>', 'the messages, as labwire spool ls lists them')
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (numbers, options) => {
      const { retrySpooled } = await import('./commands/spool.ts');
      await retrySpooled(numbers, options);
    });

  const simulate = program
    .command('simulate')
    .description('play an instrument or a LIS, to prove an interface');
  simulate
    .command('analyzer')
    .description('ask for work where the profile can, and send results')
    .addOption(
      new Option('--profile <name>', 'how it speaks')
        .choices(['law', 'mllp', 'astm', 'genexpert'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--to <host:port>', 'the listener').argParser(address).makeOptionMandatory())
    .option('--application <name>', 'who it says it is: MSH-3, H-5', 'SIMULATOR')
    .option('--tube <id>', 'this specimen; may be given again (default: new ones)', repeated)
    .option('--count <number>', 'how many new specimens', count, 3)
    .option('--listen <port>', 'law: where it is told of work', port, 2601)
    .option('--controls', 'a control as well')
    .addOption(
      new Option('--fault <kind>', 'what goes wrong').choices([
        ...['half-frame', 'double-send', 'wrong-checksum', 'silence'],
      ]),
    )
    .option('--json', 'one JSON object a step')
    .action(async (options) => {
      const { simulateAnalyzer } = await import('./commands/simulate.ts');
      await simulateAnalyzer(options);
    });
  simulate
    .command('lis')
    .description('order tests for new specimens (OML^O33)')
    .addOption(new Option('--to <host:port>', 'the listener').argParser(address).makeOptionMandatory())
    .option('--application <name>', 'who it says it is: MSH-3', 'SIMLIS')
    .option('--tube <id>', 'this specimen; may be given again (default: new ones)', repeated)
    .option('--count <number>', 'how many new specimens', count, 3)
    .option('--code <code>', 'a test to order; may be given again', repeated, ['GLU'])
    .option('--json', 'one JSON object a step')
    .action(async (options) => {
      const { simulateLis } = await import('./commands/simulate.ts');
      await simulateLis(options);
    });

  program
    .command('conformance')
    .description('check a system against a profile, with simulated analyzers and a simulated LIS')
    .addOption(
      new Option('--profile <name>', 'law: IHE Laboratory Analytical Workflow')
        .choices(['law'])
        .default('law'),
    )
    .addOption(
      new Option(
        '--to <host:port>',
        'the MLLP listener of a running system (default: one of its own)',
      ).argParser(address),
    )
    .option('--listen <port>', 'with --to: where the analyzer that asks is told of work', port, 2601)
    .option('--listen-broadcast <port>', 'with --to: where the one that is told unasked is', port, 2602)
    .option('--only <id>', 'only this assertion; may be given again', repeated)
    .option('--timeout <seconds>', 'how long work may take to come', seconds, 30)
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { conformance } = await import('./commands/conformance.ts');
      await conformance(options);
    });

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
    .command('oru')
    .description('print the ORU^R01 that an EHR would get, without any cloud')
    .argument('<file...>', 'HL7 files')
    .option('--destination <id>', 'as this destination of the site gets it (default: v2.5.1 in UTF-8)')
    .addOption(siteOption())
    .action(async (files, options) => {
      const { oru } = await import('./commands/oru.ts');
      await oru(files, options);
    });

  program
    .command('held')
    .description('list the messages that wait for a person or a rule')
    .addOption(reason('--reason <reason>', 'only those that wait for this'))
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { held } = await import('./commands/held.ts');
      await held(options);
    });

  program
    .command('release')
    .description('let the held results of a message go, and show first what that changes')
    .argument('<id>', 'the message, as labwire held lists it')
    .requiredOption('--why <text>', 'the reason; it is kept with the message')
    .addOption(reason('--reason <reason>', 'lift only this hold').choices([...releasableReasons]))
    .option('--by <name>', 'who says so (default: the user of this machine)')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (id, options) => {
      const { release } = await import('./commands/replay.ts');
      await release(id, options);
    });

  program
    .command('replay')
    .description(
      'read messages again with the site, orders and merges of today, and show first what that changes',
    )
    .argument('[id...]', 'the messages')
    .addOption(reason('--held <reason>', 'those that are held for this'))
    .option('--since <time>', 'those received since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since)
    .option('--source <id>', 'only those of this source')
    .option('--by <name>', 'who does it (default: the user of this machine)')
    .option('--why <text>', 'the reason; it is kept with each message')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (ids, options) => {
      const { replay } = await import('./commands/replay.ts');
      await replay(ids, options);
    });

  program
    .command('deliveries')
    .description('list what destinations refused, with their answers')
    .argument('[report]', 'how far each destination is with this report')
    .option('--destination <id>', 'only this destination')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (report, options) => {
      const { deliveries } = await import('./commands/deliveries.ts');
      await deliveries(report, options);
    });

  program
    .command('redeliver')
    .description('send the newest version of reports once more')
    .argument('[report...]', 'the reports, by their keys')
    .option('--parked', 'everything that was refused')
    .option('--destination <id>', 'only to this destination')
    .option('--by <name>', 'who does it (default: the user of this machine)')
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a report')
    .action(async (reports, options) => {
      const { redeliver } = await import('./commands/deliveries.ts');
      await redeliver(reports, options);
    });

  program
    .command('unmapped')
    .description('list codes without LOINC and units that are no UCUM, as lines of a map to fill in')
    .argument('[path...]', 'HL7 files, or folders of them (default: what the running system has seen)')
    .option('--source <id>', 'only those of this source')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (paths, options) => {
      const { unmapped } = await import('./commands/unmapped.ts');
      await unmapped(paths, options);
    });

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
    .option('--connect', 'reach every destination: its address, its certificate, its token')
    .option('--secrets <file>', 'secrets by name, in YAML or JSON (default: AWS Secrets Manager)')
    .option('--json', 'as JSON')
    .action(check);

  return program;
}
