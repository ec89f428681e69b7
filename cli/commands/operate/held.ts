import { Command } from '@commander-js/extra-typings';
import { onSystem, reason } from '../options.ts';

export const heldCommand = () =>
  onSystem(
    new Command('held')
      .description('list the messages that are held, with the reason and what to do')
      .addOption(reason('--reason <reason>', 'only messages that are held for this reason'))
      .option('--corrections', 'only corrections of values that an EHR still shows'),
  )
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { held } = await import('../../actions/held.ts');
      await held(options);
    });
