import { Command } from '@commander-js/extra-typings';
import { fileSiteOption, heldHelp, heldOption, localDataOption, systemOption } from '../options.ts';

export const normalizeCommand = () =>
  new Command('normalize')
    .description('print the reports and the loss ledger as JSON; needs no running system')
    .argument('<path...>', 'HL7 files or folders')
    .addOption(fileSiteOption())
    .addOption(systemOption())
    .addOption(localDataOption())
    .option('--summary', 'print counts by message type and by reason; fails if something was lost')
    .option('--json', 'print the summary as JSON')
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(async (paths, options) => {
      const { normalize } = await import('../../actions/normalize.ts');
      await normalize(paths, options);
    });
