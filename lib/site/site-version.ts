import { createHash } from 'node:crypto';
import type { ScriptProgram } from './script-program.ts';
import type { Site } from './site.ts';

/**
 * The version of a site: a digest of all settings that decide how messages are read. The settings of the gateway are
 * left out.
 */
export function siteVersionOf({ gateway: _, ...meaning }: Site, scripts?: ScriptProgram): string {
  const version = digest(JSON.stringify(meaning));
  return scripts === undefined ? version : digest(version + JSON.stringify(scripts));
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
