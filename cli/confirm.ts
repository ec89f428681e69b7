import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit.ts';

/** Whether a person says yes. @throws UsageError where nobody is there to be asked */
export async function isConfirmed(question: string, { yes }: { readonly yes?: boolean }): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY)
    throw new UsageError('nobody is there to be asked: add --yes to do this, or --dry-run to look only');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(?:es)?$/i.test(answer.trim());
}
