import { Command } from '@commander-js/extra-typings';
import { count } from '../../option-parsers.ts';
import { byOption, siteOption, systemOption, whyOption } from '../options.ts';

const lsCommand = () =>
  new Command('ls')
    .description('how many there are of each queue')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listDeadLetters } = await import('../../actions/dlq.ts');
      await listDeadLetters(options);
    });

const showCommand = () =>
  new Command('show')
    .description('what they are about, by ids; they stay where they are')
    .argument('<queue>', 'the queue, as labwire dlq ls lists it: inbound, updates/ehr')
    .option('--limit <number>', 'how many at most', count, 20)
    .option('--content', 'the entries themselves; they may be patient data, and it asks for --why')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (queue, options) => {
      const { showDeadLetters } = await import('../../actions/dlq.ts');
      await showDeadLetters(queue, options);
    });

const redriveCommand = () =>
  new Command('redrive')
    .description('put them back into their queue, in their order')
    .argument('<queue>', 'the queue, as labwire dlq ls lists it: inbound, updates/ehr')
    .option('--limit <number>', 'how many at most', count, 1000)
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object an entry')
    .action(async (queue, options) => {
      const { redriveDeadLetters } = await import('../../actions/dlq.ts');
      await redriveDeadLetters(queue, options);
    });

export const dlqCommand = () =>
  new Command('dlq')
    .description('entries of queues that could not be handled')
    .addCommand(lsCommand())
    .addCommand(showCommand())
    .addCommand(redriveCommand());
