import { Command, Option } from '@commander-js/extra-typings';
import type { CommandVariable } from '../../../lib/shared/environment-names.ts';
import { port, stringRecord } from '../../option-parsers.ts';
import { dataOption, keyOption, siteOption } from '../options.ts';

export const gatewayCommand = () =>
  new Command('gateway')
    .description(
      'listen for analyzers and LIS on the channels of the site, and forward their messages to the cloud',
    )
    .addOption(
      new Option('--url <url>', 'address of the HTTP API: the output ApiUrl of the stack')
        .env('LABWIRE_URL' satisfies CommandVariable)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--region <region>', 'region of the stack').env('AWS_REGION').makeOptionMandatory())
    .addOption(siteOption().makeOptionMandatory())
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--insecure', 'allow --url to be plain HTTP to another machine')
    .addOption(
      new Option('--work-queues <json>', 'queues of work for analyzers: the output WorkQueues of the stack')
        .env('LABWIRE_WORK_QUEUES' satisfies CommandVariable)
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option(
        '--result-queues <json>',
        'queues of results for EHRs that listen to MLLP: the output ResultQueues of the stack',
      )
        .env('LABWIRE_RESULT_QUEUES' satisfies CommandVariable)
        .argParser(stringRecord)
        .default({}, 'none'),
    )
    .addOption(
      new Option('--health-host <host>', 'host for /healthz, /readyz and /metrics')
        .env('LABWIRE_HEALTH_HOST' satisfies CommandVariable)
        .default('127.0.0.1'),
    )
    .addOption(
      new Option('--health-port <port>', 'port for /healthz, /readyz and /metrics; 0 takes any free port')
        .env('LABWIRE_HEALTH_PORT' satisfies CommandVariable)
        .argParser(port)
        .default(8081),
    )
    .action(async (options) => {
      const { gateway } = await import('../../actions/gateway.ts');
      await gateway(options);
    });
