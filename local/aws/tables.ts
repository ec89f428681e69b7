import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import dynalite from 'dynalite';
import { close, listen } from '../listen.ts';

/** An emulator of DynamoDB. */
export interface Tables {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Environment variable with the DynamoDB emulator. Default: `dynalite`. Tests also run on `dynoxide`, as a
 * second opinion.
 */
export const TABLES_ENGINE = 'LABWIRE_DYNAMODB';

/** Its package exists only for Linux on x64. */
const dynoxide = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/** Starts the emulator of the environment variable. With `dataDirectory` its state survives the process. */
export function startTables(dataDirectory?: string): Promise<Tables> {
  return process.env[TABLES_ENGINE] === 'dynoxide'
    ? startDynoxide(dataDirectory)
    : startDynalite(dataDirectory);
}

async function startDynalite(dataDirectory?: string): Promise<Tables> {
  const server = dynalite({
    createTableMs: 0,
    ...(dataDirectory === undefined ? {} : { path: join(dataDirectory, 'dynamodb') }),
  });
  return { port: await listen(server), stop: () => close(server) };
}

async function startDynoxide(dataDirectory?: string): Promise<Tables> {
  if (!existsSync(dynoxide)) throw new Error('dynoxide is not installed: @dynoxide/linux-x64');
  const port = await freePort();
  const file = dataDirectory === undefined ? [] : ['--db-path', join(dataDirectory, 'dynoxide.db')];
  const child = spawn(dynoxide, ['--port', String(port), ...file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (line.includes('listening on')) resolve();
      });
    child.once('error', reject);
    void ended.then(() => reject(new Error('dynoxide ended before it listened')));
  });
  return {
    port,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A port for the emulator, which does not report a port that it chose itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}
