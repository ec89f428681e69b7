import { Command } from '@commander-js/extra-typings';
import { heldHelp, heldOption, siteOption } from '../options.ts';

export const fhirCommand = () =>
  new Command('fhir')
    .description('print the FHIR bundle as JSON; needs no running system')
    .argument('<file...>', 'HL7 files')
    .addOption(siteOption())
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(async (paths, options) => {
      const { fhir } = await import('../../actions/fhir.ts');
      await fhir(paths, options);
    });
