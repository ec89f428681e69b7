import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CloudAddress } from './cloud.ts';
import { within } from './until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program in a process of its own, which prints its events as lines of JSON. */
export interface Program<Ready> {
  readonly process: ChildProcess;
  /** Its event `ready`. */
  readonly ready: Ready;
  /** Every line that it has printed. */
  readonly lines: readonly string[];
  /** Resolves with its exit code when it has ended by itself, or was killed. */
  readonly ended: Promise<number | null>;
  /** Sends a signal, and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** The program ended before it was ready. */
export class EndedEarly extends Error {}

/** Starts a program, and waits until it is ready. Fails with its last error output if it ends before. */
export async function startProgram<Ready>(
  [command = '', ...args]: readonly string[],
  { environment = {}, onLine = () => undefined }: ProgramOptions = {},
): Promise<Program<Ready>> {
  const child = spawn(command, args, {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-2000);
  });
  const left = () => ({
    command: args.join(' '),
    ...{ exitCode: child.exitCode, signal: child.signalCode },
    ...{ lines: lines.slice(-5), errors },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      onLine(line);
      if (line.includes('"event":"ready"')) resolve(JSON.parse(line));
    });
    child.once('error', reject);
    void ended.then(() => reject(new EndedEarly(`not ready: ${JSON.stringify(left())}`)));
  });
  return {
    ...{ process: child, lines },
    ready: await within(ready, { what: 'a program to be ready', left }),
    ended,
    end: (signal) => {
      child.kill(signal);
      return within(ended, { what: `the end of a program after ${signal}`, left });
    },
  };
}

/** What `cloud-process.ts` prints. */
export type CloudProcess = CloudAddress & { readonly httpPort: number };

/** Starts a cloud that can be killed, with its state in a folder. `more`: a file of test systems, an issuer. */
export const startCloudProcess = (
  folder: string,
  ehrUrl: string,
  ...more: readonly string[]
): Promise<Program<CloudProcess>> =>
  startProgram([process.execPath, `${root}test/support/cloud-process.ts`, folder, ehrUrl, ...more]);
