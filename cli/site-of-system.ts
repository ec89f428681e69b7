import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { qualityVersionOf } from '../lib/site/quality/quality-version.ts';
import type { CheckedSite } from '../lib/site/site.ts';
import { UsageError } from './exit.ts';
import { localSystemFile } from './local-system-file.ts';
import { remark } from './output.ts';
import { siteForMessagesAt } from './site-option.ts';
import { readSystem, type SystemChoice, type SystemDescription, systemFileOf } from './system-file.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The example laboratory, which takes every sender. */
export const exampleSite = resolve(root, 'site');

export interface SiteChoice {
  /** A folder that was named. Default: the site that the system runs. */
  readonly site?: string | undefined;
  /** Lets a command write by a site that the system does not run. */
  readonly otherSite?: boolean | undefined;
}

/**
 * The site for a command on a system: the one that was named, otherwise the one that the system runs. If it is not what the
 * system runs, a command that only reads says so.
 * @throws UsageError if a command that writes would use another site than the system, unless `otherSite` allows it; or if
 * the site of the system is not on this machine
 */
export function siteOfSystem(system: SystemDescription, choice: SiteChoice, effect: SiteEffect): CheckedSite {
  const path = choice.site ?? folderOf(system);
  const checked = siteForMessagesAt(path);
  const difference = differenceOf(system, path, checked);
  if (difference === undefined) return checked;
  const isRefused = effect.writes && !(effect.proposes === true && difference.isOfQuality);
  if (isRefused && choice.otherSite !== true)
    throw new UsageError(
      `${difference.words}: deploy this site first; or check out the release that was deployed, and name its site folder with --site; or use this site anyway with --other-site`,
    );
  remark`labwire: ${difference.words}`;
  return checked;
}

/** What a command does to the system. */
export interface SiteEffect {
  /** It changes the system, also if it only writes down who read patient data. */
  readonly writes: boolean;
  /** It only proposes a change of the quality files, so it starts from those of the folder. */
  readonly proposes?: true;
}

function differenceOf(
  { site: running }: SystemDescription,
  path: string,
  { siteVersion, quality }: CheckedSite,
): { readonly words: string; readonly isOfQuality: boolean } | undefined {
  if (running === undefined)
    return {
      words: `the system does not say which site it runs; the site in ${path} may be another`,
      isOfQuality: false,
    };
  if (running.version !== siteVersion)
    return {
      words: `the site in ${path} has version ${siteVersion}, and the system runs version ${running.version}`,
      isOfQuality: false,
    };
  const version = qualityVersionOf(quality);
  if (running.quality === undefined || running.quality === version) return undefined;
  return {
    words: `the quality files in ${path} have version ${version}, and the system judges by version ${running.quality}`,
    isOfQuality: true,
  };
}

/** The folder of the site for a command on a system: see `siteOfSystem`. */
export const siteFolderOf = (choice: SiteChoice & SystemChoice): string =>
  choice.site ?? folderOf(readSystem(choice));

/** @throws UsageError if the system does not say where its site is, or if it is not on this machine */
function folderOf({ site }: SystemDescription): string {
  if (site?.folder === undefined)
    throw new UsageError('the system does not say where its site is: give the folder with --site');
  const folder = resolve(root, site.folder);
  if (existsSync(folder)) return folder;
  throw new UsageError(
    `the system runs the site ${site.folder} (version ${site.version}), and ${folder} is not on this machine: give the folder with --site`,
  );
}

/**
 * The site for a command on files: the one that was named, otherwise the one of the system that was named or that runs in
 * this folder, otherwise the example.
 */
export function siteForFiles(choice: SiteChoice & SystemChoice): CheckedSite {
  if (choice.site !== undefined) return siteForMessagesAt(choice.site);
  const file = systemFileOf(choice);
  if (file !== localSystemFile || existsSync(file)) {
    const system = readSystem(choice);
    const checked = siteOfSystem(system, choice, { writes: false });
    remark`labwire: the files are read with the site ${system.site?.folder ?? ''} (version ${checked.siteVersion}), which ${file} names`;
    return checked;
  }
  remark`labwire: the files are read with the example site: name your site with --site`;
  return siteForMessagesAt(exampleSite);
}
