import { Command } from '@commander-js/extra-typings';
import { byOption, onSystem, otherSiteOption, whyOption } from '../options.ts';

export const showCommand = () =>
  onSystem(
    new Command('show')
      .description(
        'show how a message was received, its results, its report versions, and the destinations that have them',
      )
      .argument('<id>', 'id of the message; labwire messages lists the ids')
      .option('--content', 'also print the message as received; patient data, requires --why')
      .addOption(whyOption())
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (id, options) => {
      const { show } = await import('../../actions/show.ts');
      await show(id, options);
    });
