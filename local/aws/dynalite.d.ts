/** The parts of dynalite used here; it ships no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: {
    readonly createTableMs?: number;
    /** A LevelDB folder. Default: in memory. */
    readonly path?: string;
  }): Server;
}
