import { Command } from '@commander-js/extra-typings';

export const checkCommand = () =>
  new Command('check')
    .description('check a site and list every problem')
    .argument('<dir>', 'the site, a folder with a site.yaml')
    .option('--connect', 'reach every destination: its address, its certificate, its token')
    .option('--secrets <file>', 'secrets by name, in YAML or JSON (default: AWS Secrets Manager)')
    .option('--json', 'as JSON')
    .action(async (directory, options) => {
      const { check } = await import('../../actions/check.ts');
      await check(directory, options);
    });
