import { type Command, Option } from 'commander';
import type { CommandVariable } from '../../lib/shared/environment-names.ts';
import { send } from '../commands/send.ts';
import { address, port, seconds, stringRecord } from '../option-parsers.ts';
import { byOption, dataOption, keyOption, siteOption, whyOption } from './options.ts';

/** Commands that run the system, or talk to one that runs. */
export function addRunCommands(program: Command): void {
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
      const { start } = await import('../commands/start.ts');
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
        .env('LABWIRE_URL' satisfies CommandVariable)
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
        .env('LABWIRE_WORK_QUEUES' satisfies CommandVariable)
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option(
        '--result-queues <json>',
        'the queues of results for EHRs that listen to MLLP: the output ResultQueues of the stack',
      )
        .env('LABWIRE_RESULT_QUEUES' satisfies CommandVariable)
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--health-host <host>', 'where /healthz, /readyz and /metrics are')
        .env('LABWIRE_HEALTH_HOST' satisfies CommandVariable)
        .default('127.0.0.1'),
    )
    .addOption(
      new Option('--health-port <port>', '0 takes any')
        .env('LABWIRE_HEALTH_PORT' satisfies CommandVariable)
        .argParser(port)
        .default(8081),
    )
    .action(async (options) => {
      const { gateway } = await import('../commands/gateway.ts');
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
      const { listSpool } = await import('../commands/spool.ts');
      await listSpool(options);
    });
  spool
    .command('show')
    .description('print a message as it came; it is patient data, and asks for --why')
    .argument('<number>', 'the message, as labwire spool ls lists it')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (number, options) => {
      const { showSpooled } = await import('../commands/spool.ts');
      await showSpooled(number, options);
    });
  spool
    .command('audit')
    .description('who read which message on this machine, when and why')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listReadings } = await import('../commands/spool.ts');
      await listReadings(options);
    });
  spool
    .command('retry')
    .description('let messages go again that were refused or parked')
    .argument('<number...>', 'the messages, as labwire spool ls lists them')
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (numbers, options) => {
      const { retrySpooled } = await import('../commands/spool.ts');
      await retrySpooled(numbers, options);
    });
}
