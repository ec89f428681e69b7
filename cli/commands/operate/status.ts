import { Command } from '@commander-js/extra-typings';
import { seconds, since } from '../../option-parsers.ts';
import { siteOption, systemOption } from '../options.ts';

export const statusCommand = () =>
  new Command('status')
    .description(
      'how the system is: alarms, flow, queues, sources, destinations; fails while something waits for a person',
    )
    .option('--since <time>', 'count from then: 2026-03-02T08:00:00Z, 90m, 12h', since, since('60m'))
    .option('--watch [seconds]', 'look again and again (default: every 5)', seconds)
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { status } = await import('../../actions/status.ts');
      await status(options);
    });
