import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Need } from './needs.ts';

export const procfs: Need = {
  isHere: existsSync('/proc/self/net/tcp'),
  orElse: 'the sockets of a process are listed on Linux only',
};

/** State of a socket that listens (`TCP_LISTEN` of Linux). */
const LISTEN = '0A';

const loopback = [
  /^0100007F:/,
  /^00000000000000000000000001000000:/,
  /^0000000000000000FFFF00000100007F:/,
] as const;

export interface Listeners {
  readonly count: number;
  /** Local addresses and ports, in hexadecimal, that other machines can reach; over IPv4 and IPv6. */
  readonly open: readonly string[];
}

/** The TCP sockets on which this process and those that it started listen. */
export function listeners(): Listeners {
  const own = new Set(['self', ...children()].flatMap(inodesOf));
  const found = ['/proc/self/net/tcp', '/proc/self/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === LISTEN && own.has(inode))
    .map(([, local = '']) => local);
  const open = found.filter((local) => !loopback.some((pattern) => pattern.test(local)));
  return { count: found.length, open };
}

/** An emulator of a table may be a process of its own. */
const children = (): readonly string[] =>
  readdirSync('/proc/self/task')
    .map((task) => `/proc/self/task/${task}/children`)
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split(' '))
    .filter((id) => id !== '');

/** None, if the process has ended since it was listed. */
const inodesOf = (id: string): readonly string[] =>
  existsSync(`/proc/${id}/fd`)
    ? readdirSync(`/proc/${id}/fd`).flatMap((descriptor) => inodeOf(id, descriptor))
    : [];

function inodeOf(id: string, descriptor: string): readonly string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${id}/fd/${descriptor}`))?.slice(1) ?? [];
  } catch {
    // closed since the folder was read
    return [];
  }
}
