import { Command, Option } from '@commander-js/extra-typings';
import { messageStateSchema } from '../../../lib/model/message.ts';
import { count, since } from '../../option-parsers.ts';
import { byOption, onSystem, otherSiteOption, sinceOption, whyOption } from '../options.ts';

export const messagesCommand = () =>
  onSystem(
    new Command('messages')
      .description('list messages, without patient data')
      .option('--source <id>', 'only messages from this source')
      .addOption(
        new Option('--state <state>', 'only messages in this state').choices(messageStateSchema.options),
      )
      .option('--type <type>', 'only messages of this type, for example ORU^R01')
      .option('--control-id <id>', 'only messages with this control id (MSH-10)')
      .option(
        '--patient <number>',
        'only messages about this patient, as in PID-3: 4711^^^RIVERSIDE^MR; requires --why',
      )
      .addOption(sinceOption('received at this time or later: 2026-03-02T08:00:00Z, 90m, 12h, 7d', '24h'))
      .option('--until <time>', 'received at this time or earlier (default: now)', since)
      .option('--limit <number>', 'the most messages to list', count, 100)
      .addOption(whyOption())
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { messages } = await import('../../actions/messages.ts');
      await messages(options);
    });
