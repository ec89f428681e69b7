import { createServer, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';
import type { ServePage } from './page/serve-page.ts';

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** The reason why this process should get no messages now; undefined if it is ready. */
  readonly unready: () => string | undefined;
  /** Answers requests for the page about the gateway. Undefined: there is none. */
  readonly servePage?: ServePage | undefined;
  /** For a whole request. */
  readonly requestTimeoutMs?: number | undefined;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 64;

/** `/healthz`: the process runs. `/readyz`: it accepts messages. `/metrics`: for Prometheus. `/`: the page for people. */
export async function startHealthServer(options: HealthServerOptions) {
  const { metrics, unready, servePage, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = createServer({ connectionsCheckingInterval: 1000 }, (request, response) => {
    const [path] = (request.url ?? '/').split('?');
    if (path === '/healthz') return answer(response, 200, 'ok\n');
    if (path === '/readyz') {
      const reason = reasonOf(unready);
      return answer(response, reason === undefined ? 200 : 503, `${reason ?? 'ready'}\n`);
    }
    if (servePage?.(request, response) === true) return;
    if (path !== '/metrics') return answer(response, 404, 'not found\n');
    metrics.text().then(
      (text) => answer(response, 200, text, 'text/plain; version=0.0.4; charset=utf-8'),
      () => answer(response, 500, 'metrics failed\n'),
    );
  });
  // whoever asks slowly, or reads slowly, does not keep a connection
  server.headersTimeout = requestTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.timeout = requestTimeoutMs;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  return {
    port: address.port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}

/** A disk that cannot be read is also a reason. */
export function reasonOf(unready: HealthServerOptions['unready']): string | undefined {
  try {
    return unready();
  } catch {
    return 'spool-not-read';
  }
}
