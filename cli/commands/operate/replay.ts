import { Command } from '@commander-js/extra-typings';
import { since } from '../../option-parsers.ts';
import { byOption, reason, siteOption, systemOption } from '../options.ts';

export const replayCommand = () =>
  new Command('replay')
    .description(
      'read messages again with the site, orders and merges of today, and show first what that changes',
    )
    .argument('[id...]', 'the messages')
    .addOption(reason('--held <reason>', 'those that are held for this'))
    .option('--since <time>', 'those received since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since)
    .option('--source <id>', 'only those of this source')
    .addOption(byOption())
    .option('--why <text>', 'the reason; it is kept with each message')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (ids, options) => {
      const { replay } = await import('../../actions/replay.ts');
      await replay(ids, options);
    });
