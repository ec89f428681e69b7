import { Command } from '@commander-js/extra-typings';
import { fileSiteOption, heldHelp, heldOption, localDataOption, systemOption } from '../options.ts';

export const oruCommand = () =>
  new Command('oru')
    .description('print the ORU^R01 that an EHR would receive; needs no running system')
    .argument('<file...>', 'HL7 files')
    .option('--destination <id>', 'print the form that this destination receives (default: v2.5.1 in UTF-8)')
    .addOption(fileSiteOption())
    .addOption(systemOption())
    .addOption(localDataOption())
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(async (files, options) => {
      const { oru } = await import('../../actions/oru.ts');
      await oru(files, options);
    });
