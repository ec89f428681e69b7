import { Command } from '@commander-js/extra-typings';
import { seconds } from '../../option-parsers.ts';
import { onSystem, sinceOption } from '../options.ts';

export const statusCommand = () =>
  onSystem(
    new Command('status')
      .description(
        'show alarms, message counts, queues, sources and destinations; exit status 1 while something waits for a person',
      )
      .addOption(
        sinceOption('count messages received at this time or later: 2026-03-02T08:00:00Z, 90m, 12h', '60m'),
      )
      .option('--watch [seconds]', 'keep repeating, every 5 seconds if no number is given', seconds),
  )
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { status } = await import('../../actions/status.ts');
      await status(options);
    });
