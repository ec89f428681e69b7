import { Command, Option } from '@commander-js/extra-typings';

export const lintCommand = () =>
  new Command('lint')
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
      const { lint } = await import('../../actions/lint.ts');
      await lint(paths, options);
    });
