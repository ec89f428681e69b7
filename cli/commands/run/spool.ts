import { Command } from '@commander-js/extra-typings';
import { byOption, dataOption, keyOption, whyOption } from '../options.ts';

const lsCommand = () =>
  new Command('ls')
    .description('list the messages that wait for the cloud, and those that were refused')
    .option('--all', 'also list messages that the cloud has received')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { listSpool } = await import('../../actions/spool.ts');
      await listSpool(options);
    });

const showCommand = () =>
  new Command('show')
    .description('print a message as received; patient data, requires --why')
    .argument('<number>', 'number of the message; labwire spool ls lists the numbers')
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
    .description('list who read which message on this machine, when and why')
    .addOption(dataOption())
    .addOption(keyOption())
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { listReadings } = await import('../../actions/spool.ts');
      await listReadings(options);
    });

const retryCommand = () =>
  new Command('retry')
    .description('retry messages that were refused or parked')
    .argument('<number...>', 'numbers of the messages; labwire spool ls lists them')
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (numbers, options) => {
      const { retrySpooled } = await import('../../actions/spool.ts');
      await retrySpooled(numbers, options);
    });

export const spoolCommand = () =>
  new Command('spool')
    .description('list and retry the messages on the disk of the gateway')
    .addCommand(lsCommand())
    .addCommand(showCommand())
    .addCommand(auditCommand())
    .addCommand(retryCommand());
