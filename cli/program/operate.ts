import { type Command, Option } from 'commander';
import { messageStateSchema } from '../../lib/model/message.ts';
import { releasableReasons } from '../../lib/model/report.ts';
import { count, seconds, since } from '../option-parsers.ts';
import { byOption, reason, siteOption, systemOption, whyOption } from './options.ts';

/** Commands for whoever runs the system: on this machine and in the cloud alike. */
export function addOperateCommands(program: Command): void {
  program
    .command('status')
    .description(
      'how the system is: alarms, flow, queues, sources, destinations; fails while something waits for a person',
    )
    .option('--since <time>', 'count from then: 2026-03-02T08:00:00Z, 90m, 12h', since, since('60m'))
    .option('--watch [seconds]', 'look again and again (default: every 5)', seconds)
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { status } = await import('../commands/status.ts');
      await status(options);
    });

  program
    .command('messages')
    .description('list messages, without anything of a patient')
    .option('--source <id>', 'only those of this source')
    .addOption(
      new Option('--state <state>', 'only those in this state').choices([...messageStateSchema.options]),
    )
    .option('--type <type>', 'only those of this type: ORU^R01')
    .option('--control-id <id>', 'only those with this MSH-10')
    .option('--patient <number>', 'only those about this patient, as in PID-3: 4711^^^RIVERSIDE^MR')
    .option('--since <time>', 'received since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since, since('24h'))
    .option('--until <time>', 'and until then', since)
    .option('--limit <number>', 'how many at most', count, 100)
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { messages } = await import('../commands/messages.ts');
      await messages(options);
    });

  program
    .command('show')
    .description('the life of one message: how it came, what was read, its versions, who has them')
    .argument('<id>', 'the message, as labwire messages lists it')
    .option('--content', 'the message as it came; it is patient data, and asks for --why')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (id, options) => {
      const { show } = await import('../commands/show.ts');
      await show(id, options);
    });

  program
    .command('held')
    .description('list the messages that wait for a person or a rule')
    .addOption(reason('--reason <reason>', 'only those that wait for this'))
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { held } = await import('../commands/held.ts');
      await held(options);
    });

  program
    .command('release')
    .description('let the held results of a message go, and show first what that changes')
    .argument('<id>', 'the message, as labwire held lists it')
    .requiredOption('--why <text>', 'the reason; it is kept with the message')
    .addOption(reason('--reason <reason>', 'lift only this hold').choices([...releasableReasons]))
    .addOption(byOption())
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (id, options) => {
      const { release } = await import('../commands/replay.ts');
      await release(id, options);
    });

  program
    .command('replay')
    .description(
      'read messages again with the site, orders and merges of today, and show first what that changes',
    )
    .argument('[id...]', 'the messages')
    .addOption(reason('--held <reason>', 'those that are held for this'))
    .option('--since <time>', 'those received since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since)
    .option('--source <id>', 'only those of this source')
    .addOption(byOption())
    .option('--why <text>', 'the reason; it is kept with each message')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a step')
    .action(async (ids, options) => {
      const { replay } = await import('../commands/replay.ts');
      await replay(ids, options);
    });

  program
    .command('deliveries')
    .description('list what destinations refused')
    .argument('[report]', 'how far each destination is with this report')
    .option('--destination <id>', 'only this destination')
    .option('--answers', 'with what they answered; it may be patient data, and asks for --why')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (report, options) => {
      const { deliveries } = await import('../commands/deliveries.ts');
      await deliveries(report, options);
    });

  program
    .command('redeliver')
    .description('send the newest version of reports once more')
    .argument('[report...]', 'the reports, by their keys')
    .option('--parked', 'everything that was refused')
    .option('--destination <id>', 'only to this destination')
    .addOption(byOption())
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object a report')
    .action(async (reports, options) => {
      const { redeliver } = await import('../commands/deliveries.ts');
      await redeliver(reports, options);
    });

  program
    .command('unmapped')
    .description('list codes without LOINC and units that are no UCUM, as lines of a map to fill in')
    .argument('[path...]', 'HL7 files, or folders of them (default: what the running system has seen)')
    .option('--source <id>', 'only those of this source')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (paths, options) => {
      const { unmapped } = await import('../commands/unmapped.ts');
      await unmapped(paths, options);
    });

  const dlq = program.command('dlq').description('entries of queues that could not be handled');
  dlq
    .command('ls')
    .description('how many there are of each queue')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listDeadLetters } = await import('../commands/dlq.ts');
      await listDeadLetters(options);
    });
  dlq
    .command('show')
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
      const { showDeadLetters } = await import('../commands/dlq.ts');
      await showDeadLetters(queue, options);
    });
  dlq
    .command('redrive')
    .description('put them back into their queue, in their order')
    .argument('<queue>', 'the queue, as labwire dlq ls lists it: inbound, updates/ehr')
    .option('--limit <number>', 'how many at most', count, 1000)
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask')
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'one JSON object an entry')
    .action(async (queue, options) => {
      const { redriveDeadLetters } = await import('../commands/dlq.ts');
      await redriveDeadLetters(queue, options);
    });

  program
    .command('audit')
    .description('who read what of whom, when and why')
    .option('--patient <number>', 'reads of this patient, as in PID-3: 4711^^^RIVERSIDE^MR')
    .option('--by <name>', 'only what this reader read')
    .option('--since <time>', 'since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since, since('24h'))
    .option('--until <time>', 'and until then', since)
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { audit } = await import('../commands/audit.ts');
      await audit(options);
    });
}
