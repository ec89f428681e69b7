import { createServer } from 'node:http';
import { close, listen } from '../../local/listen.ts';

/** Systems give ports from here on to connections. */
const FIRST_OF_CONNECTIONS = 32_768;
const FIRST = 10_000;

/**
 * A port for a server that takes no port 0, or whose port must be known before it listens. No connection is given it, so
 * that it is still free when the server asks for it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (FIRST_OF_CONNECTIONS - FIRST));
    const server = createServer();
    try {
      await listen(server, port);
    } catch {
      continue;
    }
    await close(server);
    return port;
  }
}
