import { Command } from '@commander-js/extra-typings';
import { byOption, dataOption, keyOption, whyOption } from '../options.ts';

const lsCommand = () =>
  new Command('ls')
    .description('list the messages that wait for the cloud, and what was refused')
    .option('--all', 'also those that the cloud has')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listSpool } = await import('../../actions/spool.ts');
      await listSpool(options);
    });

const showCommand = () =>
  new Command('show')
    .description('print a message as it came; it is patient data, and asks for --why')
    .argument('<number>', 'the message, as labwire spool ls lists it')
    .addOption(whyOption())
    .addOption(byOption())
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (number, options) => {
      const { showSpooled } = await import('../../actions/spool.ts');
      await showSpooled(number, options);
    });

const auditCommand = () =>
  new Command('audit')
    .description('who read which message on this machine, when and why')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { listReadings } = await import('../../actions/spool.ts');
      await listReadings(options);
    });

const retryCommand = () =>
  new Command('retry')
    .description('let messages go again that were refused or parked')
    .argument('<number...>', 'the messages, as labwire spool ls lists them')
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (numbers, options) => {
      const { retrySpooled } = await import('../../actions/spool.ts');
      await retrySpooled(numbers, options);
    });

export const spoolCommand = () =>
  new Command('spool')
    .description("what waits on the gateway's disk")
    .addCommand(lsCommand())
    .addCommand(showCommand())
    .addCommand(auditCommand())
    .addCommand(retryCommand());
