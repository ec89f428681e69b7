import { Command } from '@commander-js/extra-typings';
import { releasableReasons } from '../../../lib/model/report.ts';
import { byOption, reason, siteOption, systemOption } from '../options.ts';

export const releaseCommand = () =>
  new Command('release')
    .description('let the held results of a message go, and show first what that changes')
    .argument('<id>', 'the message, as labwire held lists it')
    .requiredOption('--why <text>', 'the reason; it is kept with the message')
    .addOption(reason('--reason <reason>', 'lift only this hold').choices(releasableReasons))
    .addOption(byOption())
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (id, options) => {
      const { release } = await import('../../actions/replay.ts');
      await release(id, options);
    });
