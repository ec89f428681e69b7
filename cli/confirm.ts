import { createInterface } from 'node:readline/promises';
import { printable } from '../lib/shared/printable.ts';
import { UsageError } from './exit.ts';

/**
 * Asks a person to confirm, unless `yes` is set.
 * @throws UsageError if there is no terminal
 */
export async function isConfirmed(
  question: string,
  { yes }: { readonly yes?: boolean | undefined },
): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY)
    throw new UsageError(
      'this command asks before it acts, and there is no terminal: add --yes to act, or --dry-run to see what would happen',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${printable(question)} [y/N] `);
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
