import { Command } from '@commander-js/extra-typings';
import { seconds, since } from '../../option-parsers.ts';
import { siteOption, systemOption } from '../options.ts';

export const statusCommand = () =>
  new Command('status')
    .description(
      'show alarms, message counts, queues, sources and destinations; fails while something waits for a person',
    )
    .option('--since <time>', 'start of the counts: 2026-03-02T08:00:00Z, 90m, 12h', since, since('60m'))
    .option('--watch [seconds]', 'repeat at this interval (default: 5)', seconds)
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { status } = await import('../../actions/status.ts');
      await status(options);
    });
