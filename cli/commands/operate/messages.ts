import { Command, Option } from '@commander-js/extra-typings';
import { messageStateSchema } from '../../../lib/model/message.ts';
import { count, since } from '../../option-parsers.ts';
import { byOption, siteOption, systemOption, whyOption } from '../options.ts';

export const messagesCommand = () =>
  new Command('messages')
    .description('list messages, without anything of a patient')
    .option('--source <id>', 'only those of this source')
    .addOption(new Option('--state <state>', 'only those in this state').choices(messageStateSchema.options))
    .option('--type <type>', 'only those of this type: ORU^R01')
    .option('--control-id <id>', 'only those with this MSH-10')
    .option('--patient <number>', 'only those about this patient, as in PID-3: 4711^^^RIVERSIDE^MR')
    .option('--since <time>', 'received since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since, since('24h'))
    .option('--until <time>', 'and until then', since)
    .option('--limit <number>', 'how many at most', count, 100)
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { messages } = await import('../../actions/messages.ts');
      await messages(options);
    });
