import { existsSync, readFileSync } from 'node:fs';
import { createScriptRunner, type RunScript } from '../lib/normalize/transform/script-runner.ts';
import type { FunctionVariable } from '../lib/shared/environment-names.ts';
import type { Site } from '../lib/site/site.ts';

/** A variable that the template sets; without it the function must not start. */
export function required(name: FunctionVariable): string {
  const value = optional(name);
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** A variable that the template sets for some; undefined where it is not there, or empty. */
export function optional(name: FunctionVariable): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** The site, checked when the template was made and shipped beside the function's code. */
export function readSite(): { readonly site: Site; readonly siteVersion: string } {
  return JSON.parse(readFileSync(new URL('site.json', import.meta.url), 'utf8'));
}

/** Runs the scripts that were compiled with the template; undefined where the site has none. */
export function readScripts({ limits }: Site): RunScript | undefined {
  const file = new URL('scripts.js', import.meta.url);
  if (!existsSync(file)) return undefined;
  return createScriptRunner(readFileSync(file, 'utf8'), { timeoutMs: limits.scriptMs });
}
