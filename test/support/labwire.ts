import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = [`${root}cli/labwire.ts`];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `labwire` as a user does and gives its output. */
export function labwire(
  args: readonly string[],
  input?: string | Uint8Array,
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [...command, ...args], { cwd: root, env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
}

/** The output of `labwire start --json` when the system is up. */
export interface Ready {
  readonly mllpPort: number;
  readonly httpPort: number;
  readonly ehrUrl: string;
  readonly awsUrl: string;
  readonly tableName: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ready: Ready;
  /** Resolves when `count` messages in total are finished, at the EHR or elsewhere. */
  travelled(count: number): Promise<void>;
  /** Resolves with the exit code when the process ends. */
  readonly ended: Promise<number | null>;
}

/** Starts the system in its own process, without examples, and waits until it is up. */
export async function startLabwire(dataDirectory?: string): Promise<Running> {
  const args = [
    'start',
    '--no-examples',
    '--json',
    '--mllp-port',
    '0',
    '--http-port',
    '0',
    ...(dataDirectory === undefined ? [] : ['--data', dataDirectory]),
  ];
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let messages = 0;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line);
      if (event.event === 'ready') resolve(event);
      if (event.event !== 'message') return;
      messages++;
      for (const one of waiting) if (one.count <= messages) one.resolve();
    });
    void ended.then((code) => reject(new Error(`labwire ended with ${code}`)));
  });
  const travelled = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (messages >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { process: child, ready, travelled, ended };
}
