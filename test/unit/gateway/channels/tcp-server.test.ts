import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, getCiphers } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ByteBudget } from '../../../../gateway/channels/byte-budget.ts';
import { type Listening, startTcpServer } from '../../../../gateway/channels/tcp-server.ts';
import type { GatewayEvent } from '../../../../gateway/events.ts';
import { gatewaySchema, type ListenerChannel } from '../../../../lib/site/gateway.ts';

const tlsFile = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/tls/${name}`, import.meta.url));
const ownTls = { certificate: tlsFile('server.pem'), key: tlsFile('server.key') };

const servers: Listening[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

async function aServer(settings: Readonly<Record<string, unknown>>, handshakeMs?: number) {
  const [channel] = gatewaySchema.parse({
    channels: [{ id: 'test', kind: 'mllp', port: 0, ...settings }],
  }).channels;
  const events: GatewayEvent[] = [];
  const waiting = new Set<() => void>();
  const server = await startTcpServer({
    channel: channel as ListenerChannel,
    onLink: ({ socket }) => ({ finish: async () => void socket.destroy() }),
    onEvent: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
    handshakeMs,
    budget: new ByteBudget({ maxBytes: 1e9, maxBytesOfAddress: 1e9 }),
    certificatesEveryMs: 20,
  });
  servers.push(server);
  const event = (kind: GatewayEvent['kind']): Promise<void> =>
    new Promise((resolve) => {
      const look = () => events.some((one) => one.kind === kind) && resolve();
      waiting.add(look);
      look();
    });
  return { port: server.port ?? 0, event };
}

/** The cipher that both sides agree on; undefined if they do not. */
const agree = (port: number, ciphers: string, maxVersion: 'TLSv1.2' | 'TLSv1.3' | 'TLSv1.1') =>
  new Promise<string | undefined>((resolve) => {
    const versions = { minVersion: 'TLSv1', maxVersion } as const;
    const socket = connectTls(
      { port, host: '127.0.0.1', ciphers, ...versions, rejectUnauthorized: false },
      () => {
        resolve(socket.getCipher().name);
        socket.destroy();
      },
    );
    socket.on('error', () => resolve(undefined));
  });

describe('TLS of a listener', () => {
  const offered = async (port: number): Promise<string[]> => {
    const found: string[] = [];
    for (const cipher of getCiphers().filter((name) => !name.startsWith('tls_'))) {
      const agreed = await agree(port, `${cipher.toUpperCase()}:@SECLEVEL=0`, 'TLSv1.2');
      if (agreed !== undefined) found.push(agreed);
    }
    return found;
  };
  const isStrong = (cipher: string): boolean => /^ECDHE-.*(GCM|POLY1305)/.test(cipher);

  test('offers no cipher without forward secrecy or with a separate MAC, such as AES128-SHA', async () => {
    const { port } = await aServer({ tls: ownTls });
    const found = await offered(port);
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter((cipher) => !isStrong(cipher))).toEqual([]);
  });

  test('does so with a renewed certificate as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'labwire-tls-'));
    const files = { certificate: join(folder, 'c.pem'), key: join(folder, 'k.pem') };
    copyFileSync(ownTls.key, files.key);
    copyFileSync(ownTls.certificate, files.certificate);
    const { port, event } = await aServer({ tls: files });
    copyFileSync(tlsFile('renewed.key'), files.key);
    copyFileSync(tlsFile('renewed.pem'), files.certificate);
    await event('certificate-loaded');
    expect((await offered(port)).filter((cipher) => !isStrong(cipher))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test('begins with version 1.2', async () => {
    const { port } = await aServer({ tls: ownTls });
    expect(await agree(port, 'ALL:@SECLEVEL=0', 'TLSv1.1')).toBeUndefined();
    expect(await agree(port, 'DEFAULT', 'TLSv1.3')).toMatch(/^TLS_/);
  });

  test('a handshake that drips is ended at its time', async () => {
    const { port, event } = await aServer({ tls: ownTls }, 100);
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    // a hello that grows by a byte at a time
    socket.write(Uint8Array.of(0x16, 3, 1, 0x3f, 0xff, 1, 0, 0x3f, 0xf0));
    const drip = setInterval(() => socket.write(Uint8Array.of(0)), 5);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    await event('connection-refused');
  });
});
