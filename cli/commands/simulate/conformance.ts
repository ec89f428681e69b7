import { Command, Option } from '@commander-js/extra-typings';
import { address, port, repeated, seconds } from '../../option-parsers.ts';

export const conformanceCommand = () =>
  new Command('conformance')
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
      const { conformance } = await import('../../actions/conformance.ts');
      await conformance(options);
    });
