import { type Command, Option } from 'commander';
import { address, count, port, repeated, seconds } from '../option-parsers.ts';

/** Commands that play instruments and laboratories. */
export function addSimulateCommands(program: Command): void {
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
      const { simulateAnalyzer } = await import('../commands/simulate.ts');
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
      const { simulateLis } = await import('../commands/simulate.ts');
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
      const { conformance } = await import('../commands/conformance.ts');
      await conformance(options);
    });
}
