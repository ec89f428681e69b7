/** The parts of dynalite that are used here; it ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: {
    readonly createTableMs?: number;
    /** A LevelDB folder; in memory without it. */
    readonly path?: string;
  }): Server;
}
