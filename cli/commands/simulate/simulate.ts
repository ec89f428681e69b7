import { Command, Option } from '@commander-js/extra-typings';
import { address, count, port, repeated } from '../../option-parsers.ts';

const facilityOption = () =>
  new Option('--facility <name>', 'facility of the sender: MSH-4').default('SIMULATED');

const processingIdOption = () =>
  new Option(
    '--processing-id <id>',
    'processing id (MSH-11, or H-12 of ASTM); with P the made-up results reach the EHR, with T or D they are held',
  )
    .choices(['P', 'T', 'D'])
    .default('T' as const);

const analyzerCommand = () =>
  new Command('analyzer')
    .description('simulate an instrument: ask for work orders if the profile supports it, then send results')
    .addOption(
      new Option(
        '--profile <name>',
        'an instrument profile (labwire analyzer list), or a protocol: law, mllp, astm, z03 (host query QBP^Z03)',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option('--to <host:port>', 'address of the listener').argParser(address).makeOptionMandatory(),
    )
    .option(
      '--application <name>',
      'name of the sender: MSH-3, or H-5 of ASTM (default: SIMULATOR; a profile has its own)',
    )
    .option('--facility <name>', 'facility of the sender: MSH-4 (default: SIMULATED; a profile has its own)')
    .addOption(processingIdOption())
    .addOption(
      new Option('--framing <kind>', 'ASTM framing (default: as the profile says)').choices([
        'standard',
        'simplified',
      ]),
    )
    .addOption(
      new Option(
        '--orders-to <host:port>',
        'with --profile only: MLLP listener to which SIMLIS first sends the orders for each message',
      ).argParser(address),
    )
    .option('--tube <id>', 'specimen id; repeat for several (default: new specimens)', repeated)
    .option('--count <number>', 'number of new specimens', count, 3)
    .option(
      '--listen <port>',
      'only with --profile law: port on which the instrument receives work orders',
      port,
      2601,
    )
    .option('--controls', 'send a control result too')
    .addOption(
      new Option('--fault <kind>', 'fault to simulate').choices([
        'half-frame',
        'double-send',
        'wrong-checksum',
        'silence',
      ]),
    )
    .option('--json', 'print one JSON object per step')
    .action(async (options) => {
      const { simulateAnalyzer } = await import('../../actions/simulate.ts');
      await simulateAnalyzer(options);
    });

const lisCommand = () =>
  new Command('lis')
    .description('order tests for new specimens (OML^O33)')
    .addOption(
      new Option('--to <host:port>', 'address of the listener').argParser(address).makeOptionMandatory(),
    )
    .option('--application <name>', 'name of the sender: MSH-3', 'SIMLIS')
    .addOption(facilityOption())
    .addOption(processingIdOption())
    .option('--tube <id>', 'specimen id; repeat for several (default: new specimens)', repeated)
    .option('--count <number>', 'number of new specimens', count, 3)
    .option('--code <code>', 'test to order; repeat for several', repeated, ['GLU'])
    .option('--json', 'print one JSON object per step')
    .action(async (options) => {
      const { simulateLis } = await import('../../actions/simulate.ts');
      await simulateLis(options);
    });

export const simulateCommand = () =>
  new Command('simulate')
    .description('simulate an instrument or a LIS, to test an interface')
    .addCommand(analyzerCommand())
    .addCommand(lisCommand());
