import { Command } from '@commander-js/extra-typings';
import { byOption, siteOption, systemOption, whyOption } from '../options.ts';

export const deliveriesCommand = () =>
  new Command('deliveries')
    .description('list what destinations refused')
    .argument('[report]', 'how far each destination is with this report')
    .option('--destination <id>', 'only this destination')
    .option('--answers', 'with what they answered; it may be patient data, and asks for --why')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (report, options) => {
      const { deliveries } = await import('../../actions/deliveries.ts');
      await deliveries(report, options);
    });
