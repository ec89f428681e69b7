import { Command } from '@commander-js/extra-typings';
import { since } from '../../option-parsers.ts';
import { onSystem, sinceOption } from '../options.ts';

export const auditCommand = () =>
  onSystem(
    new Command('audit')
      .description('list who read which patient data, when and why')
      .option('--patient <number>', 'only reads of this patient, as in PID-3: 4711^^^RIVERSIDE^MR')
      .option('--by <name>', 'only reads by this person')
      .addOption(sinceOption('read at this time or later: 2026-03-02T08:00:00Z, 90m, 12h, 7d', '24h'))
      .option('--until <time>', 'read at this time or earlier (default: now)', since),
  )
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { audit } = await import('../../actions/audit.ts');
      await audit(options);
    });
