import { Command, Option } from '@commander-js/extra-typings';
import { address, seconds } from '../../option-parsers.ts';

export const sendCommand = () =>
  new Command('send')
    .description('send messages over MLLP and show the acknowledgment of each')
    .argument('<file...>', 'HL7 files')
    .addOption(
      new Option('--to <host:port>', 'address of the MLLP listener')
        .argParser(address)
        .default({ host: '127.0.0.1', port: 2575 }, '127.0.0.1:2575'),
    )
    .option('--timeout <seconds>', 'how long to wait for each acknowledgment', seconds, 30)
    .option('--json', 'print one JSON object per message')
    .action(async (paths, options) => {
      const { send } = await import('../../actions/send.ts');
      await send(paths, options);
    });
