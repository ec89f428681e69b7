import { existsSync, readFileSync } from 'node:fs';
import type { Asset } from '../lib/console/assets.ts';
import type { RunbookPage } from '../lib/model/runbook-pages.ts';
import { createScriptRunner, type RunScript } from '../lib/normalize/transform/script-runner.ts';
import type { FunctionVariable } from '../lib/shared/environment-names.ts';
import type { CheckedSite, Site } from '../lib/site/site.ts';

/** A variable that the template must set. Without it the function does not start. */
export function required(name: FunctionVariable): string {
  const value = optional(name);
  if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** A variable that the template sets for some functions. Undefined if it is missing or empty. */
export function optional(name: FunctionVariable): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

/** The site file beside the function's code; it was checked when the template was made. */
export function readSite(): Pick<CheckedSite, 'site' | 'siteVersion' | 'quality'> {
  return JSON.parse(readFileSync(new URL('site.json', import.meta.url), 'utf8'));
}

/** The files beside the function's code that pages of the console load. */
export const readAssets = (): readonly Asset[] =>
  [
    { name: 'console.css', type: 'text/css' },
    { name: 'session-warning.js', type: 'text/javascript' },
    { name: 'htmx.min.js', type: 'text/javascript' },
    { name: 'hx-csp.min.js', type: 'text/javascript' },
  ].map(({ name, type }) => ({
    name,
    type: type as Asset['type'],
    text: readFileSync(new URL(name, import.meta.url), 'utf8'),
  }));

/** The page of the runbook beside the function's code. */
export const readRunbook = (page: RunbookPage): string =>
  readFileSync(new URL(`${page}.md`, import.meta.url), 'utf8');

/** Runs the scripts that were compiled with the template, in the worker shipped with them. Undefined if there are none. */
export function readScripts({ limits }: Site): RunScript | undefined {
  const file = new URL('scripts.json', import.meta.url);
  if (!existsSync(file)) return undefined;
  const program = JSON.parse(readFileSync(file, 'utf8'));
  const worker = readFileSync(new URL('script-worker.js', import.meta.url), 'utf8');
  return createScriptRunner({ worker, program }, { timeoutMs: limits.scriptMs });
}
