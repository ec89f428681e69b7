import { spawnSync } from 'node:child_process';
import { describe, test } from '@jest/globals';

/** A requirement of a test that a machine may not meet. */
export interface Need {
  readonly isHere: boolean;
  /** The missing requirement, and how to get it. */
  readonly orElse: string;
}

type Body = () => void | Promise<void>;

/**
 * Runs tests only if their requirement is met. Otherwise they are skipped, and one line gives their name and
 * the reason. The body of a skipped group is not run.
 */
export const needing = ({ isHere, orElse }: Need) => ({
  test: (name: string, body: Body): void => {
    if (isHere) test(name, body);
    else skip(name, orElse);
  },
  describe: (name: string, body: () => void): void => {
    if (isHere) describe(name, body);
    else skip(name, orElse);
  },
});

function skip(name: string, reason: string): void {
  process.stderr.write(`skipped: ${name}: ${reason}\n`);
  test.skip(name, () => undefined);
}

/** True if this program is installed and runs without an error. */
export const canRun = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args).status === 0;
