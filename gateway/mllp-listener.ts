import { createServer, type Server, type Socket } from 'node:net';
import { buildAck, type Verdict } from '../lib/hl7/ack.ts';
import { encodeFrame, type Frame, FrameDecoder } from '../lib/mllp/frame.ts';
import { type Clock, systemClock } from '../lib/shared/clock.ts';
import { error, errorCode, type Issue } from '../lib/shared/issue.ts';
import type { Relay, RelayResult } from './relay.ts';

export type GatewayEvent =
  | { readonly kind: 'relayed'; readonly result: RelayResult; readonly bytes: number }
  | { readonly kind: 'bad-frame'; readonly frame: Exclude<Frame['kind'], 'message'> }
  | { readonly kind: 'connection-error'; readonly code: string };

export interface MllpListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  readonly relay: Relay;
  readonly maxMessageBytes: number;
  readonly maxConnections?: number;
  /** A connection that is silent for longer is closed. */
  readonly idleTimeoutMs?: number;
  readonly onEvent?: (event: GatewayEvent) => void;
  readonly clock?: Clock;
}

export interface MllpListener {
  readonly port: number;
  /** Takes no new connection, and lets what is under way be answered. */
  stop(): Promise<void>;
}

/** How long a block's end may wait for its carriage return. */
const FLUSH_AFTER_MS = 200;

/** Messages that wait on one connection before it is read on. */
const MAX_WAITING = 8;

/** Listens for MLLP; answers each message, in order, with what the relay brings back. */
export async function startMllpListener(options: MllpListenerOptions): Promise<MllpListener> {
  const connections = new Set<Connection>();
  // a sender may close its side and still wait for the answer
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new Connection(socket, options);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = options.maxConnections ?? 1000;
  const port = await listen(server, options);
  return {
    port,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...connections].map((connection) => connection.finish()));
      await closed;
    },
  };
}

async function listen(server: Server, { port, host = '127.0.0.1' }: MllpListenerOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  return address.port;
}

class Connection {
  readonly #socket: Socket;
  readonly #options: MllpListenerOptions;
  readonly #decoder: FrameDecoder;
  /** Ends when every message so far is answered. */
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #isFinishing = false;

  constructor(socket: Socket, options: MllpListenerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#decoder = new FrameDecoder({ maxBytes: options.maxMessageBytes });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.setTimeout(options.idleTimeoutMs ?? 15 * 60_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      clearTimeout(this.#flushTimer);
      this.#take(this.#decoder.push(chunk));
      if (this.#decoder.endsWithBlockEnd)
        this.#flushTimer = setTimeout(() => this.#take(this.#decoder.flush()), FLUSH_AFTER_MS);
    });
    socket.on('close', () => clearTimeout(this.#flushTimer));
    socket.on('end', () => {
      this.#take(this.#decoder.end());
      void this.#tail.then(() => socket.end());
    });
    socket.on('error', (cause: NodeJS.ErrnoException) =>
      options.onEvent?.({ kind: 'connection-error', code: cause.code ?? 'unknown' }),
    );
  }

  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#socket.pause();
    await this.#tail;
    this.#socket.destroy();
  }

  #take(frames: readonly Frame[]): void {
    for (const frame of frames) {
      this.#waiting++;
      this.#tail = this.#tail.then(() => this.#handle(frame)).finally(() => this.#release());
    }
    if (this.#waiting >= MAX_WAITING) this.#socket.pause();
  }

  #release(): void {
    this.#waiting--;
    if (this.#waiting < MAX_WAITING && !this.#isFinishing) this.#socket.resume();
  }

  async #handle(frame: Frame): Promise<void> {
    if (frame.kind === 'message') return this.#relay(frame.bytes);
    this.#options.onEvent?.({ kind: 'bad-frame', frame: frame.kind });
    // noise and half a message have nobody to answer: the sender has given them up
    if (frame.kind === 'oversized')
      this.#reply(
        this.#ack(
          frame.head,
          'reject',
          error(errorCode.internal, undefined, 'The message is longer than the gateway takes'),
        ),
      );
  }

  async #relay(message: Uint8Array): Promise<void> {
    const result = await this.#options.relay(message);
    // without the cloud's word the message is not known to be safe, so the sender must keep it
    this.#reply(
      result.kind === 'answered'
        ? result.ack
        : this.#ack(
            message,
            'error',
            error(errorCode.internal, undefined, 'The cloud did not answer: send the message again'),
          ),
    );
    this.#options.onEvent?.({ kind: 'relayed', result, bytes: message.length });
  }

  #ack(received: Uint8Array, verdict: Verdict, issue: Issue): Uint8Array {
    const now = (this.#options.clock ?? systemClock)();
    return buildAck({ received, verdict, issues: [issue], controlId: `GW${now.getTime()}`, now });
  }

  #reply(ack: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(encodeFrame(ack));
  }
}
