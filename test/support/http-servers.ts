import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { close, listen } from '../../local/listen.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const servers: Server[] = [];

/** An HTTP server that keeps its requests and answers as told. For `undefined` it does not answer at all. */
export async function anHttpServer(
  answer: (request: Received, response: ServerResponse) => void = () => undefined,
) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    buffer(request).then(
      (body) => {
        const { method = '', url: path = '', headers } = request;
        received.push({ method, path, headers, body });
        answer({ method, path, headers, body }, response);
      },
      () => response.destroy(),
    );
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${await listen(server)}`, received };
}

/** Stops every server that a test started. */
export const stopHttpServers = (): Promise<unknown> =>
  Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return close(server);
    }),
  );

/** An address where nobody listens. */
export const nowhere = 'http://127.0.0.1:1';
