import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { encodeFrame, type Frame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import type { ClientTls } from '../../lib/shared/peer.ts';

export interface MllpTarget {
  readonly host: string;
  readonly port: number;
  readonly tls?: ClientTls | undefined;
  readonly connectTimeoutMs?: number | undefined;
}

/** Answers that arrived before anybody asked for them, and their bytes. */
const MAX_EARLY = 100;
const MAX_EARLY_BYTES = 4 * 1024 * 1024;

/** The longest answer that is read. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** How long an answer may lack its final carriage return. */
const FLUSH_AFTER_MS = 200;

/** For the connection, TLS included. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The other side is connected, and has not answered in time. */
export class NoAnswer extends Error {
  constructor() {
    super('no answer in time');
  }
}

/** Sends messages over one MLLP connection, one at a time, and gives the answer to each. */
export class MllpClient {
  readonly #socket: Socket;
  readonly #decoder: FrameDecoder;
  readonly #early: Uint8Array[] = [];
  #waiting: { resolve: (answer: Uint8Array) => void; reject: (cause: Error) => void } | undefined;
  #failure: Error | undefined;
  #flushTimer: NodeJS.Timeout | undefined;

  /** @throws if nobody listens there, or the certificate is not trusted */
  static async connect(target: MllpTarget): Promise<MllpClient> {
    const socket = open(target);
    const connected = target.tls === undefined ? 'connect' : 'secureConnect';
    // not the time-out of the socket, which each byte of a slow handshake would restart
    const timer = setTimeout(
      () => socket.destroy(new Error('no connection in time')),
      target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    );
    await new Promise<void>((resolve, reject) => {
      socket.once(connected, resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the connection was closed')));
    }).finally(() => clearTimeout(timer));
    return new MllpClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#decoder = new FrameDecoder({ maxBytes: MAX_ANSWER_BYTES });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      clearTimeout(this.#flushTimer);
      this.#take(this.#decoder.push(chunk));
      // some receivers end their answer without the carriage return
      if (this.#decoder.endsWithBlockEnd)
        this.#flushTimer = setTimeout(() => this.#take(this.#decoder.flush()), FLUSH_AFTER_MS);
    });
    socket.on('error', (cause) => this.#fail(cause));
    socket.on('end', () => {
      if (this.#decoder.endsWithBlockEnd) this.#take(this.#decoder.flush());
      // a connection that the other side has ended must not be used again
      this.#fail(new Error('the connection was closed'));
    });
    socket.on('close', () => {
      clearTimeout(this.#flushTimer);
      this.#fail(new Error('the connection was closed'));
    });
  }

  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** @throws if no answer comes in time, or the connection ends */
  send(message: Uint8Array, timeoutMs = 30_000): Promise<Uint8Array> {
    // answers from before this message do not belong to it
    this.#early.length = 0;
    this.#socket.write(encodeFrame(message));
    return this.next(timeoutMs);
  }

  /** The next message from the other side without sending anything: a promised acknowledgment, or work. */
  next(timeoutMs = 30_000): Promise<Uint8Array> {
    const early = this.#early.shift();
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const timer = setTimeout(
        // a later answer could be taken for the answer to the next message
        () => this.#socket.destroy(new NoAnswer()),
        timeoutMs,
      );
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          settle(value);
        };
      this.#waiting = { resolve: settled(resolve), reject: settled(reject) };
    });
  }

  close(): void {
    this.#socket.end();
  }

  /** Closes the connection at once; answers still to come cannot be trusted. */
  destroy(): void {
    this.#socket.destroy();
  }

  #take(frames: readonly Frame[]): void {
    for (const frame of frames) if (frame.kind === 'message') this.#answer(frame.bytes);
  }

  #answer(bytes: Uint8Array): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) waiting.resolve(bytes);
    else if (this.#hasRoomFor(bytes)) this.#early.push(bytes);
  }

  #hasRoomFor(bytes: Uint8Array): boolean {
    const held = this.#early.reduce((sum, { length }) => sum + length, 0);
    return this.#early.length < MAX_EARLY && held + bytes.length <= MAX_EARLY_BYTES;
  }

  #fail(cause: Error): void {
    this.#failure ??= cause;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(cause);
  }
}

function open({ host, port, tls }: MllpTarget): Socket {
  if (tls === undefined) return connectTcp({ host, port });
  const file = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path));
  return connectTls({
    host,
    port,
    servername: tls.serverName ?? (isIP(host) === 0 ? host : ''),
    ca: file(tls.authority),
    cert: file(tls.certificate),
    key: file(tls.key),
    minVersion: 'TLSv1.2',
  });
}
