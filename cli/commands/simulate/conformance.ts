import { Command, Option } from '@commander-js/extra-typings';
import { address, port, repeated, seconds } from '../../option-parsers.ts';

export const conformanceCommand = () =>
  new Command('conformance')
    .description('test a system against a profile, with simulated analyzers and a simulated LIS')
    .addOption(
      new Option('--profile <name>', 'profile to test: law, the IHE Laboratory Analytical Workflow')
        .choices(['law'])
        .default('law'),
    )
    .addOption(
      new Option(
        '--to <host:port>',
        'MLLP listener of a running system (default: start one for the test)',
      ).argParser(address),
    )
    .option('--listen <port>', 'only with --to: port where the querying analyzer receives orders', port, 2601)
    .option(
      '--listen-broadcast <port>',
      'only with --to: port where the analyzer that does not query receives orders',
      port,
      2602,
    )
    .addOption(
      new Option(
        '--profiles',
        'instead, send the messages of every instrument profile to a local system, and compare the outcomes with the profile',
      ).conflicts(['profile', 'to', 'listen', 'listenBroadcast', 'timeout']),
    )
    .option(
      '--only <id>',
      'only this assertion or, with --profiles, only this profile; repeat for several',
      repeated,
    )
    .option('--timeout <seconds>', 'how long to wait for a work order', seconds, 30)
    .option('--json', 'print JSON')
    .action(async (options) => {
      if (options.profiles === true) {
        const { conformanceOfProfiles } = await import('../../actions/conformance-profiles.ts');
        return conformanceOfProfiles(options);
      }
      const { conformance } = await import('../../actions/conformance.ts');
      await conformance(options);
    });
