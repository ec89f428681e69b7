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

/** The TCP sockets on which this process listens. */
export function listeners(): Listeners {
  const own = new Set(readdirSync('/proc/self/fd').flatMap(inodeOf));
  const found = ['/proc/self/net/tcp', '/proc/self/net/tcp6']
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === LISTEN && own.has(inode))
    .map(([, local = '']) => local);
  const open = found.filter((local) => !loopback.some((pattern) => pattern.test(local)));
  return { count: found.length, open };
}

function inodeOf(descriptor: string): readonly string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))?.slice(1) ?? [];
  } catch {
    // closed since the folder was read
    return [];
  }
}
