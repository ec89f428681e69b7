import { Command, Option } from '@commander-js/extra-typings';
import { dispositions } from '../../../lib/model/control-action.ts';
import { byOption, onSystem, otherSiteOption, sinceOption } from '../options.ts';

const systemArgument = 'id of the test system';
const eventArgument = 'id of the rejected event, or its beginning; labwire lookback list shows the ids';

const listCommand = () =>
  onSystem(new Command('list').description('list rejected controls with the number of results in doubt'))
    .addOption(sinceOption('start of the period', '7d'))
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { lookBackList } = await import('../../actions/lookback.ts');
      await lookBackList(options);
    });

const showCommand = () =>
  onSystem(
    new Command('show')
      .description('list the delivered results since the last good control, and the decisions about them')
      .argument('<system>', systemArgument)
      .argument('<event>', eventArgument),
  )
    .addOption(sinceOption('start of the period', '35d'))
    .option('--json', 'print JSON')
    .action(async (system, event, options) => {
      const { lookBackShow } = await import('../../actions/lookback.ts');
      await lookBackShow(system, event, options);
    });

const disposeCommand = () =>
  onSystem(
    new Command('dispose')
      .description('write down a decision about results in doubt; nothing is delivered by it')
      .argument('<system>', systemArgument)
      .argument('<event>', eventArgument),
  )
    .addOption(new Option('--as <disposition>', 'the decision').choices(dispositions).makeOptionMandatory())
    .option('--row <result>', 'only this result (default: every result without a decision)')
    .requiredOption('--why <text>', 'reason; kept with the decision and written to the audit log')
    .addOption(byOption())
    .addOption(sinceOption('start of the period', '35d'))
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (system, event, options) => {
      const { lookBackDispose } = await import('../../actions/lookback.ts');
      await lookBackDispose(system, event, options);
    });

const signCommand = () =>
  onSystem(
    new Command('sign')
      .description('close a look-back as the second person, when every result has a decision')
      .argument('<system>', systemArgument)
      .argument('<event>', eventArgument),
  )
    .requiredOption('--why <text>', 'reason; kept with the signature and written to the audit log')
    .addOption(byOption())
    .addOption(sinceOption('start of the period', '35d'))
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (system, event, options) => {
      const { lookBackSign } = await import('../../actions/lookback.ts');
      await lookBackSign(system, event, options);
    });

export const lookBackCommand = () =>
  new Command('lookback')
    .description('look back at the results that a rejected control puts in doubt')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(disposeCommand())
    .addCommand(signCommand());
