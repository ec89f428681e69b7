import { Command } from '@commander-js/extra-typings';
import { since } from '../../option-parsers.ts';
import { siteOption, systemOption } from '../options.ts';

export const auditCommand = () =>
  new Command('audit')
    .description('who read what of whom, when and why')
    .option('--patient <number>', 'reads of this patient, as in PID-3: 4711^^^RIVERSIDE^MR')
    .option('--by <name>', 'only what this reader read')
    .option('--since <time>', 'since then: 2026-03-02T08:00:00Z, 90m, 12h, 7d', since, since('24h'))
    .option('--until <time>', 'and until then', since)
    .addOption(systemOption())
    .addOption(siteOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { audit } = await import('../../actions/audit.ts');
      await audit(options);
    });
