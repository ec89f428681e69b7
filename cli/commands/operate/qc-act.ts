import { Command, Option } from '@commander-js/extra-typings';
import { systemActionKinds } from '../../../lib/model/control-action.ts';
import { since } from '../../option-parsers.ts';
import { byOption, onSystem, otherSiteOption } from '../options.ts';

const systemArgument = 'id of the test system in the quality files of the site; labwire qc status lists them';

export const actionCommand = () =>
  onSystem(
    new Command('action')
      .description('document what was done to a test system, such as a calibration; or stop or start it')
      .argument('<system>', systemArgument)
      .addOption(new Option('--kind <kind>', 'the action').choices(systemActionKinds).makeOptionMandatory())
      .option('--at <time>', 'time at which it was done (default: now)', since)
      .requiredOption('--why <text>', 'reason; kept with the action and written to the audit log')
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (system, options) => {
      const { qcAction } = await import('../../actions/qc-act.ts');
      await qcAction(system, options);
    });

export const excludeCommand = () =>
  decisionCommand('exclude', 'exclude a control result, such as one of a wrong vial; it stays on the chart');

export const includeCommand = () =>
  decisionCommand(
    'include',
    'take back the exclusion of a control result: it counts again, and both stay on record',
  );

const decisionCommand = (kind: 'exclude' | 'include', description: string) =>
  onSystem(
    new Command(kind)
      .description(description)
      .argument('<system>', systemArgument)
      .argument(
        '<point>',
        'id of the control result, or its beginning; labwire qc points --json lists the ids',
      )
      .requiredOption('--why <text>', 'reason; kept with the decision and written to the audit log')
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (system, point, options) => {
      const { qcDecide } = await import('../../actions/qc-act.ts');
      await qcDecide(kind, system, point, options);
    });

export const activateCommand = () =>
  onSystem(
    new Command('activate')
      .description('propose the change of the site that puts a parallel lot into use, from all of its runs')
      .argument('<system>', systemArgument)
      .argument('<lot>', 'the lot, or material/lot; labwire qc lots lists them')
      .option('--at <time>', 'time from which it is in use (default: now)', since)
      .option('--overlap', 'keep the lots of the material that are in use until now')
      .option('--write', 'write the change into the quality files of the site')
      .requiredOption('--why <text>', 'reason; written to the audit log')
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (system, lot, options) => {
      const { qcActivate } = await import('../../actions/qc-activate.ts');
      await qcActivate(system, lot, options);
    });
