import { Command } from '@commander-js/extra-typings';
import { siteOption, systemOption } from '../options.ts';

export const unmappedCommand = () =>
  new Command('unmapped')
    .description('list codes without LOINC and units that are no UCUM, as lines of a map to fill in')
    .argument('[path...]', 'HL7 files, or folders of them (default: what the running system has seen)')
    .option('--source <id>', 'only those of this source')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (paths, options) => {
      const { unmapped } = await import('../../actions/unmapped.ts');
      await unmapped(paths, options);
    });
