import { join } from 'node:path';
import { type Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { holdReasonSchema } from '../../lib/model/hold-reason.ts';
import type { CommandVariable } from '../../lib/shared/environment-names.ts';
import { localSystemFile } from '../local-system-file.ts';
import { since } from '../option-parsers.ts';

/** Options that several commands share. */

export const systemOption = () =>
  new Option(
    '--system <file>',
    'the running system: the file that labwire start writes, or the outputs file of cdk deploy',
  )
    .env('LABWIRE_SYSTEM' satisfies CommandVariable)
    .default(localSystemFile);

/** Another way to name the system. */
export const localDataOption = () =>
  new Option(
    '--data <dir>',
    'instead of --system: the folder that was given to labwire start with --data',
  ).conflicts('system');

export const dataOption = () =>
  new Option('--data <dir>', 'the data folder of the gateway')
    .env('LABWIRE_DATA' satisfies CommandVariable)
    .default(join('.labwire', 'gateway'));

export const keyOption = () =>
  new Option(
    '--key-file <file>',
    'file with the encryption key of the spool, 32 bytes in base64; without it, the key is read from LABWIRE_SPOOL_KEY',
  ).env('LABWIRE_SPOOL_KEY_FILE' satisfies CommandVariable);

export const reason = <Flags extends string>(flags: Flags, description: string) =>
  new Option(flags, description).choices(holdReasonSchema.options);

export const siteOption = () =>
  new Option('--site <dir>', 'the site, a folder with a site.yaml').env(
    'LABWIRE_SITE' satisfies CommandVariable,
  );

/** The site of a system that is started to try it out. */
export const startSiteOption = () =>
  new Option('--site <dir>', 'the site, a folder with a site.yaml (default: the example site)').env(
    'LABWIRE_SITE' satisfies CommandVariable,
  );

/** The site of a command on a running system. */
const systemSiteOption = () =>
  new Option('--site <dir>', 'the site, a folder with a site.yaml (default: the site of the system)').env(
    'LABWIRE_SITE' satisfies CommandVariable,
  );

export const otherSiteOption = () =>
  new Option('--other-site', 'act even if the system runs another site than the one in --site');

/** The site of a command on files. */
export const fileSiteOption = () =>
  new Option(
    '--site <dir>',
    'the site, a folder with a site.yaml (default: the site of the running system, otherwise the example site)',
  ).env('LABWIRE_SITE' satisfies CommandVariable);

export const heldOption = () =>
  new Option('--held', 'also print held results, marked as held; no EHR receives them');

export const heldHelp = `
Held and set-aside results are not printed; standard error lists their places and reasons.
Exit status: 0 success, also if something is held; 1 a message was refused or a file is broken; 2 wrong usage.`;

/** Options for the name of the reader and the reason for showing patient data. */
export const whyOption = () =>
  new Option('--why <text>', 'reason for showing patient data; written to the audit log');
export const byOption = () =>
  new Option('--by <name>', 'name of the person who runs the command (default: the user of this machine)');

/** The start of a period, a duration before now by default: `24h`. */
export const sinceOption = (description: string, ago: string) =>
  new Option('--since <time>', description).argParser(since).default(since(ago), ago);

/** A command on a running system, with the options that name the system and its site. */
export const onSystem = <Words extends unknown[], Known extends OptionValues, Shared extends OptionValues>(
  command: Command<Words, Known, Shared>,
) => command.addOption(systemOption()).addOption(localDataOption()).addOption(systemSiteOption());
