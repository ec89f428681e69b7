import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../lib/shared/parse-json.ts';
import { qualityVersionOf } from '../lib/site/quality/quality-version.ts';
import { openPrivateFolder } from '../local/private-folder.ts';
import type { LocalCloud } from '../local/start.ts';
import { UsageError } from './exit.ts';
import { localSystemFile } from './local-system-file.ts';

/** A running system, as the output `System` of its stack describes it. A local system adds its address. */
const systemSchema = z.object({
  region: z.string(),
  /** The site that it runs. Missing in systems that an earlier release deployed. */
  site: z
    .object({
      version: z.string(),
      /** The version of its quality files. Missing in systems that an earlier release deployed. */
      quality: z.string().optional(),
      /** Folder, or checked `site.json`. A folder that is not absolute is in the checkout that was deployed. */
      folder: z.string().optional(),
    })
    .optional(),
  table: z.string(),
  bucket: z.string(),
  inboundQueue: z.string(),
  updateQueues: z.record(z.string(), z.string()),
  workQueues: z.record(z.string(), z.string()).default({}),
  resultQueues: z.record(z.string(), z.string()).default({}),
  notificationQueues: z.record(z.string(), z.string()).default({}),
  exportQueues: z.record(z.string(), z.string()).default({}),
  /** By kind of queue, then by name. */
  deadLetterQueues: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  metricsNamespace: z.string().default('Labwire'),
  endpoint: z.string().optional(),
});

export type SystemDescription = z.infer<typeof systemSchema>;

/** The file that `cdk deploy --outputs-file` writes: outputs by stack. */
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

export interface SystemChoice {
  readonly system: string;
  /** The data folder of a local system, which has its system file. */
  readonly data?: string | undefined;
}

export const systemFileOf = ({ system, data }: SystemChoice): string =>
  data === undefined ? system : join(data, 'system.json');

/**
 * Writes the description of the local system and the site that it runs, so that other commands find both. Returns a
 * function that removes them.
 */
export function writeSystemFile(cloud: LocalCloud, data: string | undefined): () => void {
  const file = systemFileOf({ system: localSystemFile, data });
  const siteFile = resolve(dirname(file), 'site.json');
  openPrivateFolder(dirname(file));
  writeFileSync(siteFile, JSON.stringify(cloud.checkedSite));
  const text = JSON.stringify({
    ...JSON.parse(cloud.system),
    site: {
      version: cloud.checkedSite.siteVersion,
      quality: qualityVersionOf(cloud.checkedSite.quality),
      folder: siteFile,
    },
    endpoint: cloud.clientConfig.endpoint,
  });
  writeFileSync(file, text);
  return () => {
    // another system may have been started in this folder meanwhile
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) return;
    rmSync(file);
    rmSync(siteFile, { force: true });
  };
}

/** @throws UsageError if there is no such file, or if it describes no system */
export function readSystem(choice: SystemChoice): SystemDescription {
  const file = systemFileOf(choice);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(
      `there is no system file ${file}: start a system in this folder (npx labwire start), name its data folder with --data, or give the outputs file of a deployed system with --system (npx cdk deploy -c environment=NAME --outputs-file FILE)`,
    );
  }
  const json = parseJson(text);
  const local = systemSchema.safeParse(json);
  if (local.success) return local.data;
  const outputs = Object.values(outputsSchema.safeParse(json).data ?? {});
  const said = outputs.find((stack) => stack['System'] !== undefined)?.['System'];
  const deployed = systemSchema.safeParse(said === undefined ? undefined : parseJson(said));
  if (deployed.success) return deployed.data;
  throw new UsageError(`${file} describes no system: no stack in it has the output System`);
}
