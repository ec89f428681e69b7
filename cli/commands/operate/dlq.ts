import { Command } from '@commander-js/extra-typings';
import { count } from '../../option-parsers.ts';
import { byOption, onSystem, otherSiteOption, whyOption } from '../options.ts';

const lsCommand = () =>
  onSystem(new Command('ls').description('count the dead letters of each queue'))
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { listDeadLetters } = await import('../../actions/dlq.ts');
      await listDeadLetters(options);
    });

const showCommand = () =>
  onSystem(
    new Command('show')
      .description('show the ids of dead letters; they stay in their queue')
      .argument('<queue>', 'name of the queue, for example inbound or updates/ehr; labwire dlq ls lists them')
      .option('--limit <number>', 'the most dead letters to show', count, 20)
      .option('--content', 'also print the entries; may be patient data, requires --why')
      .addOption(whyOption())
      .addOption(byOption()),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print JSON')
    .action(async (queue, options) => {
      const { showDeadLetters } = await import('../../actions/dlq.ts');
      await showDeadLetters(queue, options);
    });

const redriveCommand = () =>
  onSystem(
    new Command('redrive')
      .description('put dead letters back into their queue, in order')
      .argument('<queue>', 'name of the queue, for example inbound or updates/ehr; labwire dlq ls lists them')
      .option('--limit <number>', 'the most dead letters to put back', count, 1000)
      .option('--dry-run', 'print how many would be put back, and change nothing')
      .option('--yes', 'act without asking'),
  )
    .addOption(otherSiteOption())
    .option('--json', 'print one JSON object per entry')
    .action(async (queue, options) => {
      const { redriveDeadLetters } = await import('../../actions/dlq.ts');
      await redriveDeadLetters(queue, options);
    });

export const dlqCommand = () =>
  new Command('dlq')
    .description('list, show and put back dead letters: queue entries that failed too often')
    .addCommand(lsCommand())
    .addCommand(showCommand())
    .addCommand(redriveCommand());
