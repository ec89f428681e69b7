import { Command } from '@commander-js/extra-typings';
import { byOption, onSystem, otherSiteOption } from '../options.ts';

export const redeliverCommand = () =>
  onSystem(
    new Command('redeliver')
      .description('send the newest version of reports again')
      .argument('[report...]', 'keys of the reports')
      .option('--parked', 'send again every update that was refused')
      .option('--destination <id>', 'only to this destination')
      .addOption(byOption())
      .option('--dry-run', 'print how many updates would be sent, and send nothing')
      .option('--yes', 'act without asking'),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print one JSON object per report')
    .action(async (reports, options) => {
      const { redeliver } = await import('../../actions/deliveries.ts');
      await redeliver(reports, options);
    });
