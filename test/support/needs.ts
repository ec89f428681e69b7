import { spawnSync } from 'node:child_process';
import { describe, test } from '@jest/globals';

/** Something that a test needs and a machine may lack. */
export interface Need {
  readonly isHere: boolean;
  /** What is missing, and where it can be had. */
  readonly orElse: string;
}

type Body = () => void | Promise<void>;

/**
 * Tests that need something: where it is not here they are skipped, and one line says which and why. The body of a
 * group that is skipped is not run.
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

/** Whether a program is here, and does this without an error. */
export const canRun = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args).status === 0;
