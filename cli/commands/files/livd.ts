import { Command } from '@commander-js/extra-typings';

const importCommand = () =>
  new Command('import')
    .description('convert a LIVD file (CSV or FHIR JSON) into lines of a site map')
    .argument('<file>', 'the LIVD file')
    .option('--system <name>', 'the coding system that the instrument sends in OBX-3, for example 99ROC')
    .option('--model <name>', 'only lines of this instrument model')
    .option(
      '--out <file>',
      'write the map to this file, such as my-site/maps/chem.csv (default: standard output)',
    )
    .action(async (file, options) => {
      const { importLivd } = await import('../../actions/livd.ts');
      importLivd(file, options);
    });

export const livdCommand = () =>
  new Command('livd')
    .description('import the test codes of a manufacturer (LIVD)')
    .addCommand(importCommand());
