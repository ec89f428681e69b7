import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameDecoder } from '../lib/mllp/frame.ts';

/** Sends messages over one MLLP connection, one at a time, and gives the answer to each. */
export class MllpClient {
  readonly #socket: Socket;
  readonly #decoder: FrameDecoder;
  #waiting: { resolve: (answer: Uint8Array) => void; reject: (cause: Error) => void } | undefined;
  #failure: Error | undefined;

  /** @throws where nobody listens there */
  static async connect(target: { readonly host: string; readonly port: number }): Promise<MllpClient> {
    const socket = connect(target);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new MllpClient(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#decoder = new FrameDecoder({ maxBytes: 16 * 1024 * 1024 });
    socket.on('data', (chunk) => {
      for (const frame of this.#decoder.push(chunk)) if (frame.kind === 'message') this.#answer(frame.bytes);
    });
    socket.on('error', (cause) => this.#fail(cause));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  /** @throws where no answer comes in time, or the connection ends */
  send(message: Uint8Array, timeoutMs = 30_000): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const timer = setTimeout(
        // a later answer could be taken for that of the next message
        () => this.#socket.destroy(new Error('no answer in time')),
        timeoutMs,
      );
      this.#waiting = {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        reject: (cause) => {
          clearTimeout(timer);
          reject(cause);
        },
      };
      this.#socket.write(encodeFrame(message));
    });
  }

  close(): void {
    this.#socket.end();
  }

  #answer(bytes: Uint8Array): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(bytes);
  }

  #fail(cause: Error): void {
    this.#failure ??= cause;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(cause);
  }
}
