import { Command } from '@commander-js/extra-typings';
import { count, since } from '../../option-parsers.ts';
import { byOption, onSystem, otherSiteOption, whyOption } from '../options.ts';

export const redeliverCommand = () =>
  onSystem(
    new Command('redeliver')
      .description('send the newest version of reports again, also to a destination that never had them')
      .argument('[report...]', 'keys of the reports')
      .option('--parked', 'every update that was refused')
      .option(
        '--patient <number>',
        'all reports of a patient, as in PID-3: 4711^^^RIVERSIDE^MR; requires --why',
      )
      .option(
        '--since <time>',
        'all reports with a version of this time or later: 2026-03-02T08:00:00Z, 90m, 12h, 7d',
        since,
      )
      .option('--until <time>', 'with --since: of this time or earlier (default: now)', since)
      .option('--all', 'every report that is kept')
      .option('--after <place>', 'with --since or --all: go on where the command stopped')
      .option('--destination <id>', 'only to this destination; required for --patient, --since and --all')
      .option('--rate <number>', 'the most updates a second', count, 50)
      .addOption(whyOption())
      .addOption(byOption())
      .option('--dry-run', 'print how many updates would be sent, and send nothing')
      .option('--yes', 'act without asking'),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print one JSON object per report')
    .addHelpText(
      'after',
      `
The update has the property redelivery, so that a reader can tell. The destination becomes a recipient of the report: every later
version is sent to it. --since and --all read 200 reports at a time. If they stop, they print the place for --after. A report whose newest version is held, or that the filter of
the destination keeps out, is not sent.
Exit status: 0 success; 1 a report that was named cannot be sent; 2 wrong usage.`,
    )
    .action(async (reports, options) => {
      const { redeliver } = await import('../../actions/redeliver.ts');
      await redeliver(reports, options);
    });
