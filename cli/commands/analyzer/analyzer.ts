import { Command } from '@commander-js/extra-typings';

const listCommand = () =>
  new Command('list')
    .description('list the instrument profiles, and how each was verified')
    .argument('[words...]', 'only profiles with these words in name, maker, models or section')
    .option('--json', 'print JSON')
    .action(async (search, options) => {
      const { listAnalyzers } = await import('../../actions/analyzer-list.ts');
      listAnalyzers(search, options);
    });

const showCommand = () =>
  new Command('show')
    .description('show a profile: facts with their sources, codes, messages, and open questions')
    .argument('<name>', 'name of the profile')
    .option('--json', 'print JSON')
    .action(async (name, options) => {
      const { showAnalyzer } = await import('../../actions/analyzer-list.ts');
      showAnalyzer(name, options);
    });

const learnCommand = () =>
  new Command('learn')
    .description(
      'propose a profile and a map from captured messages; each line names the place that it comes from',
    )
    .argument(
      '<files...>',
      'captures: ASTM with or without frames, HL7, HL7 in ASTM frames; folders; - for standard input',
    )
    .option('--json', 'print JSON instead of the text of a profile')
    .action(async (files, options) => {
      const { learnAnalyzer } = await import('../../actions/analyzer-learn.ts');
      await learnAnalyzer(files, options);
    });

const tryCommand = () =>
  new Command('try')
    .description('show the results that captured messages give with a profile; nothing is stored')
    .argument('<name>', 'name of the profile')
    .argument(
      '<files...>',
      'captures: ASTM with or without frames, HL7, HL7 in ASTM frames; folders; - for standard input',
    )
    .option('--json', 'print JSON')
    .action(async (name, files, options) => {
      const { tryAnalyzer } = await import('../../actions/analyzer-try.ts');
      await tryAnalyzer(name, files, options);
    });

export const analyzerCommand = () =>
  new Command('analyzer')
    .description('instrument profiles: list them, read one, try one, propose one')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(tryCommand())
    .addCommand(learnCommand());
