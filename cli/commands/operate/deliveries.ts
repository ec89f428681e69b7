import { Command } from '@commander-js/extra-typings';
import { byOption, onSystem, otherSiteOption, whyOption } from '../options.ts';

export const deliveriesCommand = () =>
  onSystem(
    new Command('deliveries')
      .description('list the updates that destinations refused')
      .argument(
        '[report]',
        'key of a report; shows its delivery state at each destination (default: list refused updates)',
      )
      .option('--destination <id>', 'only this destination')
      .option('--answers', 'also print the answers of the destinations; may be patient data, requires --why')
      .addOption(whyOption())
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (report, options) => {
      const { deliveries } = await import('../../actions/deliveries.ts');
      await deliveries(report, options);
    });
