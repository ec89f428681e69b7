import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { BlockList, createServer, type Server, type Socket } from 'node:net';
import {
  createSecureContext,
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
  type Server as TlsServer,
} from 'node:tls';
import type { Sender } from '../../lib/model/sender.ts';
import type { ListenerChannel, ServerTls } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import type { Account, ByteBudget } from './byte-budget.ts';
import { alternativeNames } from './certificate-names.ts';

/** One connection, as a channel sees it. */
export interface Link {
  readonly socket: Socket;
  readonly sender: Sender;
  /** The memory of this connection. */
  readonly account: Account;
  /** Says that the other side sent a message or a part of one, or read something: the idle time begins again. */
  readonly touch: () => void;
}

/** A channel's handling of one connection. */
export interface LinkHandler {
  /** Answers the messages in progress, then closes. */
  finish(): Promise<void>;
}

export interface Listening {
  /** The port in use; undefined on a serial line. */
  readonly port: number | undefined;
  /** Accepts nothing new and answers the messages in progress. */
  stop(): Promise<void>;
}

export interface TcpServerOptions {
  readonly channel: ListenerChannel;
  readonly onLink: (link: Link) => LinkHandler;
  readonly onEvent: OnEvent;
  readonly budget: ByteBudget;
  /** How often the certificate files are checked for changes. */
  readonly certificatesEveryMs?: number | undefined;
  readonly handshakeMs?: number | undefined;
}

/** For a TLS handshake. */
const HANDSHAKE_MS = 10_000;

/**
 * Listens for a channel. Its options decide on TLS, allowed senders, number of connections and idle time.
 * @throws if the port is taken or a certificate cannot be read
 */
export async function startTcpServer(options: TcpServerOptions): Promise<Listening> {
  const { channel, onEvent } = options;
  const handlers = new Set<LinkHandler>();
  let isStopping = false;
  const take = (socket: Socket): void => {
    if (isStopping) {
      socket.destroy();
      return;
    }
    const account = options.budget.open(bareAddress(socket.remoteAddress) ?? '', () => {
      onEvent({ kind: 'connection-refused', channel: channel.id, reason: 'bytes' });
      socket.destroy();
    });
    // not the time-out of the socket, which every byte would restart
    const idle = setTimeout(() => {
      onEvent({ kind: 'connection-idle', channel: channel.id });
      socket.destroy();
    }, channel.idleSeconds * 1000);
    const touch = (): void => void (socket.destroyed || idle.refresh());
    const handler = options.onLink({ socket, sender: senderOf(socket, channel), account, touch });
    handlers.add(handler);
    onEvent({ kind: 'connection-opened', channel: channel.id });
    socket.on('error', (cause: NodeJS.ErrnoException) =>
      onEvent({ kind: 'connection-error', channel: channel.id, code: cause.code ?? 'unknown' }),
    );
    socket.once('close', () => {
      clearTimeout(idle);
      account.close();
      handlers.delete(handler);
      onEvent({ kind: 'connection-closed', channel: channel.id });
    });
  };
  const { server, unready, stopWatching } = createServerFor(options, take);
  server.maxConnections = channel.maxConnections;
  server.on('drop', () => onEvent({ kind: 'connection-refused', channel: channel.id, reason: 'limit' }));
  const port = await listen(server, channel);
  onEvent({ kind: 'listening', channel: channel.id, port });
  return {
    port,
    stop: async () => {
      isStopping = true;
      stopWatching();
      // connections in their TLS handshake have sent no message yet
      for (const socket of unready()) socket.destroy();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...handlers].map((handler) => handler.finish()));
      await closed;
    },
  };
}

function createServerFor(
  options: TcpServerOptions,
  take: (socket: Socket) => void,
): { readonly server: Server; readonly unready: () => Iterable<Socket>; readonly stopWatching: () => void } {
  const { channel, onEvent } = options;
  const isAllowed = allowList(channel.allow);
  const prepare = (socket: Socket): boolean => {
    // keep-alive notices a peer that is gone
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    if (isAllowed(socket.remoteAddress)) return true;
    onEvent({ kind: 'connection-refused', channel: channel.id, reason: 'address' });
    socket.destroy();
    return false;
  };
  const { tls } = channel;
  if (tls === undefined) {
    // a sender may close its side and still wait for the answer
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      if (prepare(socket)) take(socket);
    });
    return { server, unready: () => [], stopWatching: () => undefined };
  }
  const isMutual = tls.clientAuthority !== undefined;
  const unready = new Map<string, { readonly socket: Socket; readonly timer: NodeJS.Timeout }>();
  const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
  const makeReady = (name: string): void => {
    clearTimeout(unready.get(name)?.timer);
    unready.delete(name);
  };
  const server = createTlsServer(
    { ...contextOf(tls), requestCert: isMutual, rejectUnauthorized: isMutual },
    (socket) => {
      makeReady(nameOf(socket));
      take(socket);
    },
  );
  server.on('connection', (socket) => {
    // the TLS socket reports its errors
    socket.on('error', () => undefined);
    if (!prepare(socket)) return;
    const name = nameOf(socket);
    // from its beginning to its end: each byte of a handshake would restart an idle time
    const timer = setTimeout(() => socket.destroy(), options.handshakeMs ?? HANDSHAKE_MS);
    unready.set(name, { socket, timer });
    socket.once('close', () => makeReady(name));
  });
  server.on('tlsClientError', () =>
    onEvent({ kind: 'connection-refused', channel: channel.id, reason: 'tls' }),
  );
  return {
    server,
    unready: () => [...unready.values()].map(({ socket }) => socket),
    stopWatching: watchCertificates(server, tls, options),
  };
}

/** Encrypted and authenticated in one, with keys that are not those of the certificate (RFC 9325 §4.2). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

const contextOf = ({ certificate, key, clientAuthority }: ServerTls): SecureContextOptions => ({
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
  honorCipherOrder: true,
  cert: readFileSync(certificate),
  key: readFileSync(key),
  ...(clientAuthority === undefined ? {} : { ca: readFileSync(clientAuthority) }),
});

/**
 * New connections use changed certificate files. If these cannot be read, the old certificates stay in use.
 */
function watchCertificates(server: TlsServer, tls: ServerTls, options: TcpServerOptions): () => void {
  const { channel, onEvent, certificatesEveryMs = 5000 } = options;
  const files = [
    tls.certificate,
    tls.key,
    ...(tls.clientAuthority === undefined ? [] : [tls.clientAuthority]),
  ];
  const reload = (): void => {
    try {
      const context = contextOf(tls);
      // this refuses a key that does not match the certificate, before a sender meets it
      createSecureContext(context);
      server.setSecureContext(context);
      onEvent({ kind: 'certificate-loaded', channel: channel.id });
    } catch {
      onEvent({ kind: 'certificate-failed', channel: channel.id });
    }
  };
  for (const file of files) watchFile(file, { interval: certificatesEveryMs, persistent: false }, reload);
  return () => {
    for (const file of files) unwatchFile(file, reload);
  };
}

async function listen(server: Server, { port, host }: ListenerChannel): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  return address.port;
}

function allowList(networks: readonly string[] | undefined): (address: string | undefined) => boolean {
  if (networks === undefined) return () => true;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return (address) => {
    const bare = bareAddress(address);
    return bare !== undefined && list.check(bare, bare.includes(':') ? 'ipv6' : 'ipv4');
  };
}

/** Turns an IPv4 address that arrived over IPv6 into plain IPv4. */
const bareAddress = (address: string | undefined): string | undefined => address?.replace(/^::ffff:/i, '');

/** Identifies the other end by the strongest evidence available. */
function senderOf(socket: Socket, { id, tls, allow }: ListenerChannel): Sender {
  if (tls?.clientAuthority !== undefined) {
    const { subject, subjectaltname } = (socket as TLSSocket).getPeerCertificate();
    const CN = subject?.CN;
    const name = Array.isArray(CN) ? CN[0] : CN;
    const names = alternativeNames(subjectaltname);
    return {
      evidence: 'peer-certificate',
      name: (name ?? '').slice(0, 256),
      ...(names.length === 0 ? {} : { names }),
      channel: id,
    };
  }
  const name = bareAddress(socket.remoteAddress);
  return {
    evidence: allow === undefined ? 'msh-3' : 'address',
    ...(name === undefined ? {} : { name }),
    channel: id,
  };
}
