import { Command, Option } from '@commander-js/extra-typings';
import { address, count, port, repeated } from '../../option-parsers.ts';

const analyzerCommand = () =>
  new Command('analyzer')
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
        'half-frame',
        'double-send',
        'wrong-checksum',
        'silence',
      ]),
    )
    .option('--json', 'one JSON object a step')
    .action(async (options) => {
      const { simulateAnalyzer } = await import('../../actions/simulate.ts');
      await simulateAnalyzer(options);
    });

const lisCommand = () =>
  new Command('lis')
    .description('order tests for new specimens (OML^O33)')
    .addOption(new Option('--to <host:port>', 'the listener').argParser(address).makeOptionMandatory())
    .option('--application <name>', 'who it says it is: MSH-3', 'SIMLIS')
    .option('--tube <id>', 'this specimen; may be given again (default: new ones)', repeated)
    .option('--count <number>', 'how many new specimens', count, 3)
    .option('--code <code>', 'a test to order; may be given again', repeated, ['GLU'])
    .option('--json', 'one JSON object a step')
    .action(async (options) => {
      const { simulateLis } = await import('../../actions/simulate.ts');
      await simulateLis(options);
    });

export const simulateCommand = () =>
  new Command('simulate')
    .description('play an instrument or a LIS, to prove an interface')
    .addCommand(analyzerCommand())
    .addCommand(lisCommand());
