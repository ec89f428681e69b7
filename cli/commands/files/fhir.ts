import { Command } from '@commander-js/extra-typings';
import { fileSiteOption, heldHelp, heldOption, localDataOption, systemOption } from '../options.ts';

export const fhirCommand = () =>
  new Command('fhir')
    .description('print the FHIR bundle as JSON; needs no running system')
    .argument('<file...>', 'HL7 files')
    .addOption(fileSiteOption())
    .addOption(systemOption())
    .addOption(localDataOption())
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(async (paths, options) => {
      const { fhir } = await import('../../actions/fhir.ts');
      await fhir(paths, options);
    });
