import { Command } from '@commander-js/extra-typings';

const importCommand = () =>
  new Command('import')
    .description('turn a LIVD file (CSV, or FHIR JSON) into lines of a site map')
    .argument('<file>', 'the LIVD file')
    .option('--system <name>', 'the coding system that the instrument names in OBX-3: 99ROC')
    .option('--model <name>', 'only the lines of this model')
    .option('--out <file>', 'write the map here, such as my-site/maps/chem.csv (default: standard output)')
    .action(async (file, options) => {
      const { importLivd } = await import('../../actions/livd.ts');
      importLivd(file, options);
    });

export const livdCommand = () =>
  new Command('livd').description("what a manufacturer's codes mean (LIVD)").addCommand(importCommand());
