import { Command } from '@commander-js/extra-typings';
import { fileSiteOption, localDataOption, systemOption } from '../options.ts';

export const unmappedCommand = () =>
  new Command('unmapped')
    .description('list codes without LOINC and units without UCUM, as map lines for you to complete')
    .argument('[path...]', 'HL7 files or folders (default: the codes that the running system has received)')
    .option('--source <id>', 'only codes from this source')
    .addOption(systemOption())
    .addOption(localDataOption())
    .addOption(fileSiteOption())
    .option('--json', 'print JSON')
    .action(async (paths, options) => {
      const { unmapped } = await import('../../actions/unmapped.ts');
      await unmapped(paths, options);
    });
