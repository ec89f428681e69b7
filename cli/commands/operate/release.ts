import { Command } from '@commander-js/extra-typings';
import { releasableReasons } from '../../../lib/model/hold-reason.ts';
import { byOption, onSystem, otherSiteOption, reason } from '../options.ts';

export const releaseCommand = () =>
  onSystem(
    new Command('release')
      .description('release the held results of a message; shows first what would change')
      .argument('<id>', 'id of the message; labwire held lists the ids')
      .requiredOption('--why <text>', 'reason for the release; kept with the message')
      .addOption(
        reason('--reason <reason>', 'release only this hold (default: every hold of the message)').choices(
          releasableReasons,
        ),
      )
      .addOption(byOption())
      .option('--dry-run', 'show what would change, and change nothing')
      .option('--yes', 'act without asking'),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print one JSON object per step')
    .action(async (id, options) => {
      const { release } = await import('../../actions/replay.ts');
      await release(id, options);
    });
