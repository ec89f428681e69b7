import { Command } from '@commander-js/extra-typings';

export const checkCommand = () =>
  new Command('check')
    .description('check a site and list every problem')
    .argument('<dir>', 'the site, a folder with a site.yaml')
    .option(
      '--connect',
      'test the connection to every destination of your own site: address, certificate and token',
    )
    .option('--secrets <file>', 'YAML or JSON file of secrets by name (default: AWS Secrets Manager)')
    .option('--yes', 'use the secrets that the site names, and do not ask first')
    .option('--json', 'print JSON')
    .action(async (directory, options) => {
      const { check } = await import('../../actions/check.ts');
      await check(directory, options);
    });
