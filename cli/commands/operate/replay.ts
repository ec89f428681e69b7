import { Command } from '@commander-js/extra-typings';
import { since } from '../../option-parsers.ts';
import { byOption, onSystem, otherSiteOption, reason } from '../options.ts';

export const replayCommand = () =>
  onSystem(
    new Command('replay')
      .description(
        'read messages again with the present site, orders and merges; shows first what would change',
      )
      .argument('[id...]', 'ids of the messages')
      .addOption(reason('--held <reason>', 'messages that are held for this reason'))
      .option(
        '--since <time>',
        'messages received at this time or later: 2026-03-02T08:00:00Z, 90m, 12h, 7d',
        since,
      )
      .option('--source <id>', 'only messages from this source')
      .addOption(byOption())
      .option(
        '--why <text>',
        'reason for the replay; kept with each message. Without it, changed values are not shown',
      )
      .option('--dry-run', 'show what would change, and change nothing')
      .option('--yes', 'act without asking'),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print one JSON object per step')
    .action(async (ids, options) => {
      const { replay } = await import('../../actions/replay.ts');
      await replay(ids, options);
    });
