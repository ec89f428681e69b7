import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { MllpClient } from '../../../../gateway/outbound/mllp-client.ts';
import { check } from '../../../../lib/destinations/mllp/check.ts';
import { close, listen } from '../../../../local/listen.ts';
import { aDestination } from '../../../support/destinations.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => close(server as never))));

const reach = (port: number) =>
  check(aDestination({ kind: 'mllp', to: { host: '127.0.0.1', port } }), {
    connect: async (peer) => (await MllpClient.connect(peer)).close(),
  });

test('an EHR that listens is connected to, and told nothing', async () => {
  const received: Buffer[] = [];
  const ended = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('end', () => ended.resolve());
  });
  servers.push(server);
  expect(await reach(await listen(server as never))).toBe(
    'listens; the gateway must reach it from its own network',
  );
  await ended.promise;
  expect(received).toEqual([]);
});

test('nobody there is a failure', async () => {
  await expect(reach(1)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
