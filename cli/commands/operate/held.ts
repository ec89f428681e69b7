import { Command } from '@commander-js/extra-typings';
import { reason, siteOption, systemOption } from '../options.ts';

export const heldCommand = () =>
  new Command('held')
    .description('list the messages that wait for a person or a rule')
    .addOption(reason('--reason <reason>', 'only those that wait for this'))
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { held } = await import('../../actions/held.ts');
      await held(options);
    });
