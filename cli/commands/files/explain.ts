import { Command } from '@commander-js/extra-typings';

export const explainCommand = () =>
  new Command('explain')
    .description('show each value of a message with its name, type and meaning in the standard')
    .argument('<file>', 'an HL7 file')
    .argument('[path]', 'only this part: PID, OBX[2], PID-5, PID-3[2].4.1')
    .option('--json', 'print one JSON object per message')
    .action(async (file, path, options) => {
      // loaded only here, because the published definitions are large
      const { explain } = await import('../../actions/explain.ts');
      await explain(file, path, options);
    });
