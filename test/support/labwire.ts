import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = [`${root}cli/labwire.ts`];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `labwire` as a user does and gives its output. It runs in this process, one command after the other,
 * because a process of its own needs a second of the processor: see `labwireProcess`.
 */
export function labwire(
  args: readonly string[],
  input: string | Uint8Array = '',
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const finished = last.then(async () => {
    // servers of the test in this process go on meanwhile, as beside a process of its own
    await setImmediate();
    return withInput(input, () => withVariables(variables, () => runCli(args, { encoding: 'utf8' })));
  });
  last = finished.catch(() => undefined);
  return finished;
}

/** The streams of a process belong to one command at a time. */
let last: Promise<unknown> = Promise.resolve();

async function withInput<T>(input: string | Uint8Array, run: () => Promise<T>): Promise<T> {
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  try {
    return await run();
  } finally {
    Object.defineProperty(process, 'stdin', stdin);
  }
}

async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** Runs `labwire` in a process of its own, as a shell does, and gives its output. */
export function labwireProcess(args: readonly string[], input?: string | Uint8Array): Promise<Finished> {
  const child = spawn(process.execPath, [...command, ...args], { cwd: root });
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
