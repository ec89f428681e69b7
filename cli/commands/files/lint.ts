import { Command, Option } from '@commander-js/extra-typings';

export const lintCommand = () =>
  new Command('lint')
    .description('check messages against the HL7 version that they name')
    .argument('<path...>', 'HL7 files or folders')
    .addOption(
      new Option(
        '--level <level>',
        'strict: the whole standard; lenient: the checks that received messages get',
      )
        .choices(['strict', 'lenient'])
        .default('strict'),
    )
    .addOption(
      new Option(
        '--profile <guide>',
        'check against an implementation guide too: lri (results to an EHR), elr (to public health)',
      ).choices(['lri', 'elr']),
    )
    .option('--summary', 'print counts by message type; exit status 1 only if part of a message was lost')
    .option('--json', 'print one JSON object per message')
    .action(async (paths, options) => {
      const { lint } = await import('../../actions/lint.ts');
      await lint(paths, options);
    });
