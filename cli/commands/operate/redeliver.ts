import { Command } from '@commander-js/extra-typings';
import { byOption, siteOption, systemOption } from '../options.ts';

export const redeliverCommand = () =>
  new Command('redeliver')
    .description('send the newest version of reports once more')
    .argument('[report...]', 'the reports, by their keys')
    .option('--parked', 'everything that was refused')
    .option('--destination <id>', 'only to this destination')
    .addOption(byOption())
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a report')
    .action(async (reports, options) => {
      const { redeliver } = await import('../../actions/deliveries.ts');
      await redeliver(reports, options);
    });
