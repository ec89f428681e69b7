import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type FauxqsServer, startFauxqs } from 'fauxqs';

/** Announces each server that fastify makes, before it listens. */
const CHANNEL = 'fastify.initialization';

interface Listening {
  listen(options: { readonly port?: number; readonly host?: string }): Promise<string>;
}

/**
 * Starts the emulators of SQS and S3 on the loopback address. They ask no caller for credentials, and fauxqs has
 * no setting for its address: it would listen on every interface.
 */
export async function startQueues(dataDir: string | undefined): Promise<FauxqsServer> {
  const keepLocal = (announced: unknown): void => {
    const { fastify } = announced as { readonly fastify: Listening };
    const listen = fastify.listen.bind(fastify);
    fastify.listen = (options) => listen({ ...options, host: '127.0.0.1' });
  };
  subscribe(CHANNEL, keepLocal);
  try {
    const server = await startFauxqs({
      port: 0,
      logger: false,
      ...(dataDir === undefined ? {} : { dataDir }),
    });
    if (new URL(server.address).hostname === '127.0.0.1') return server;
    await server.stop();
    throw new Error('the emulators of SQS and S3 listen on other addresses than the loopback address');
  } finally {
    unsubscribe(CHANNEL, keepLocal);
  }
}
