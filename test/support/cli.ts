import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../cli/run.ts';
import { type Capture, type Captured, captured } from './captured.ts';
import { isActing } from './hostile-words.ts';

export interface Ran extends Captured {
  readonly code: number;
}

/** Runs `labwire` in this process, as into a pipe; `isTerminal` as at a terminal. */
export async function runCli(args: readonly string[], options: Capture = {}): Promise<Ran> {
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    const output = await captured(() => run(args), options);
    return { ...output, code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = before;
  }
}

/** Clears the screen, turns the writing direction, renames the window, and goes on in another line. */
export const hostile = 'A\u001b[2J\u009b31m\u202eB\u001b]0;x\u0007\nC\u007f';

/** The lines of an output, without those that are empty; none of them can act on a terminal. */
export function printedLines(output: string): readonly string[] {
  const lines = output.split('\n');
  const acting = lines.filter(isActing);
  if (acting.length > 0) throw new Error(`not fit for a terminal: ${JSON.stringify(acting)}`);
  return lines.filter((line) => line !== '');
}

/** Files in a folder of their own; gives the path of each. */
export function aFolder(files: Readonly<Record<string, Uint8Array | string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-unit-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return (name) => join(folder, name);
}
