import { SourceMap } from 'node:module';
import type { ScriptProgram } from '../../site/script-program.ts';

/** The name under which the engine knows the code. */
export const programName = 'site-scripts.js';

/**
 * The line of a script (`scripts/chem.ts:7`) that a stack of the engine names first. Undefined if it names none.
 * The stack comes from the script, so only numbers are taken from it. The map may come from the script too, so only the
 * name of a script is taken from it.
 */
export function placeOf(stack: unknown, { map }: ScriptProgram): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const lines = new SourceMap(map);
  for (const [, line, column] of stack.slice(0, 5000).matchAll(/site-scripts\.js:(\d{1,9}):(\d{1,9})/g)) {
    const entry = lines.findEntry(Number(line) - 1, Number(column) - 1);
    if ('originalSource' in entry && isScriptName(entry.originalSource))
      return `${entry.originalSource}:${entry.originalLine + 1}`;
  }
  return undefined;
}

const isScriptName = (name: string): boolean =>
  /^scripts\/(?:[\w-]{1,100}\/){0,5}[\w.-]{1,100}\.ts$/.test(name);
