import { Command } from '@commander-js/extra-typings';
import { byOption, siteOption, systemOption, whyOption } from '../options.ts';

export const showCommand = () =>
  new Command('show')
    .description('the life of one message: how it came, what was read, its versions, who has them')
    .argument('<id>', 'the message, as labwire messages lists it')
    .option('--content', 'the message as it came; it is patient data, and asks for --why')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (id, options) => {
      const { show } = await import('../../actions/show.ts');
      await show(id, options);
    });
