import { type Command, Option } from 'commander';
import { check } from '../commands/check.ts';
import { fhir } from '../commands/fhir.ts';
import { normalize } from '../commands/normalize.ts';
import { heldOption, siteOption } from './options.ts';

const heldHelp = `
What is held or set aside is not printed: standard error says where it stands and why.
Exit status: 0 also where something is held, 1 where a message was refused or a file is broken, 2 for wrong usage.`;

/** Commands that need files alone, and no system. */
export function addFileCommands(program: Command): void {
  program
    .command('explain')
    .description('show each value of a message with its official name, its type and its meaning')
    .argument('<file>', 'an HL7 file')
    .argument('[path]', 'only this: PID, OBX[2], PID-5, PID-3[2].4.1')
    .option('--json', 'one JSON object a message')
    .action(async (file, path, options) => {
      // loaded only here: the published definitions are large
      const { explain } = await import('../commands/explain.ts');
      await explain(file, path, options);
    });

  program
    .command('lint')
    .description('check messages against the standard, version by version')
    .argument('<path...>', 'HL7 files, or folders of them')
    .addOption(
      new Option('--level <level>', 'strict: all of the standard; lenient: what live traffic is checked for')
        .choices(['strict', 'lenient'])
        .default('strict'),
    )
    .option('--summary', 'only counts, by message type; fails where something was lost, not for findings')
    .option('--json', 'one JSON object a message')
    .action(async (paths, options) => {
      const { lint } = await import('../commands/lint.ts');
      await lint(paths, options);
    });

  program
    .command('normalize')
    .description('print the reports that would be delivered, and the loss ledger, as JSON, without any cloud')
    .argument('<path...>', 'HL7 files, or folders of them')
    .addOption(siteOption())
    .option('--summary', 'only counts, by message type and by reason; fails where something was lost')
    .option('--json', 'the summary as JSON')
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(normalize);

  program
    .command('fhir')
    .description('print the FHIR that would be delivered as one bundle, without any cloud')
    .argument('<file...>', 'HL7 files')
    .addOption(siteOption())
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(fhir);

  program
    .command('oru')
    .description('print the ORU^R01 that an EHR would get, without any cloud')
    .argument('<file...>', 'HL7 files')
    .option('--destination <id>', 'as this destination of the site gets it (default: v2.5.1 in UTF-8)')
    .addOption(siteOption())
    .addOption(heldOption())
    .addHelpText('after', heldHelp)
    .action(async (files, options) => {
      const { oru } = await import('../commands/oru.ts');
      await oru(files, options);
    });

  program
    .command('livd')
    .description("what a manufacturer's codes mean (LIVD)")
    .command('import')
    .description('turn a LIVD file (CSV, or FHIR JSON) into lines of a site map')
    .argument('<file>', 'the LIVD file')
    .option('--system <name>', 'the coding system that the instrument names in OBX-3: 99ROC')
    .option('--model <name>', 'only the lines of this model')
    .option('--out <file>', 'write the map here, such as my-site/maps/chem.csv (default: standard output)')
    .action(async (file, options) => {
      const { importLivd } = await import('../commands/livd.ts');
      importLivd(file, options);
    });

  program
    .command('check')
    .description('check a site and list every problem')
    .argument('<dir>', 'the site, a folder with a site.yaml')
    .option('--connect', 'reach every destination: its address, its certificate, its token')
    .option('--secrets <file>', 'secrets by name, in YAML or JSON (default: AWS Secrets Manager)')
    .option('--json', 'as JSON')
    .action(check);
}
