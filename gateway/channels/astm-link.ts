import type { Duplex } from 'node:stream';
import { AstmDecoder, type AstmEvent, type AstmFrame, control, encodeFrames } from '../../lib/astm/frame.ts';

/** How long each side waits, in milliseconds (LIS01-A2 §6.5, formerly E1381). */
export interface AstmTiming {
  /** For the answer to ENQ. */
  readonly establishMs: number;
  /** Before ENQ is sent again to a receiver that is busy. */
  readonly busyMs: number;
  /** For the answer to a frame. */
  readonly frameMs: number;
  /** For the next frame, or EOT. */
  readonly receiveMs: number;
  /** The host lets the instrument go first where both have sent ENQ. */
  readonly contentionMs: number;
}

export const standardTiming: AstmTiming = {
  establishMs: 15_000,
  busyMs: 10_000,
  frameMs: 15_000,
  receiveMs: 30_000,
  contentionMs: 20_000,
};

export interface AstmLinkOptions {
  /**
   * Takes a whole message; its last frame is acknowledged when this resolves with true, and refused
   * with false, so that the sender sends it again.
   */
  readonly onMessage: (message: Uint8Array) => Promise<boolean>;
  readonly onBadFrame?: (problem: 'broken' | 'checksum' | 'number' | 'noise') => void;
  readonly isChecksumOptional?: boolean;
  /** Yields where both sides want to send: the host does, an instrument does not. */
  readonly role?: 'host' | 'instrument';
  readonly timing?: AstmTiming;
}

/** A frame is sent so often; then the transmission is given up (§6.5.1.2). */
const MAX_TRIES = 6;

/** How long the end of a frame may wait for its line end. */
const FLUSH_AFTER_MS = 200;

type Signal = AstmEvent | { readonly kind: 'timeout' | 'closed' | 'outbox' };

interface Outgoing {
  readonly message: Uint8Array;
  readonly resolve: (isDelivered: boolean) => void;
}

const byte = (one: number): Uint8Array => Uint8Array.of(one);

/**
 * One side of an ASTM line (LIS01-A2): establishment, frames with their numbers and checksums, ETB and
 * ETX, repeated frames, contention, time-outs. Receives, and sends when nobody else does.
 */
export class AstmLink {
  readonly #stream: Duplex;
  readonly #options: AstmLinkOptions;
  readonly #timing: AstmTiming;
  readonly #decoder = new AstmDecoder();
  readonly #events: AstmEvent[] = [];
  readonly #outbox: Outgoing[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;
  #isStopping = false;
  /** No sooner than then: the instrument goes first. */
  #sendAfter = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  /** Ends with the line. */
  readonly done: Promise<void>;

  constructor(stream: Duplex, options: AstmLinkOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#timing = options.timing ?? standardTiming;
    stream.on('data', (chunk: Uint8Array) => {
      clearTimeout(this.#flushTimer);
      this.#push(this.#decoder.push(chunk));
      if (this.#decoder.endsInTrailer)
        this.#flushTimer = setTimeout(() => this.#push(this.#decoder.end()), FLUSH_AFTER_MS);
    });
    for (const end of ['end', 'close', 'error'] as const) stream.on(end, () => this.#close());
    this.done = this.#run();
  }

  /** Sends a message when the line is free; false where the other side did not take it. */
  send(message: Uint8Array): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#outbox.push({ message, resolve });
      this.#wake?.();
    });
  }

  /** Lets the message that is under way be answered. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    await this.done;
  }

  /** The line is gone. */
  abandon(): void {
    this.#close();
  }

  #push(events: readonly AstmEvent[]): void {
    this.#events.push(...events);
    this.#wake?.();
  }

  #close(): void {
    clearTimeout(this.#flushTimer);
    this.#isClosed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const next = this.#outbox[0];
      const wait = this.#sendAfter - Date.now();
      if (next !== undefined && wait <= 0 && this.#events.length === 0 && !this.#isClosed) {
        await this.#transmit(next);
        continue;
      }
      const signal = await this.#next(next === undefined ? undefined : Math.max(wait, 1), true);
      if (signal.kind === 'closed') break;
      if (signal.kind === 'enq') await this.#receive();
      else if (signal.kind === 'noise') this.#options.onBadFrame?.('noise');
    }
    for (const { resolve } of this.#outbox.splice(0)) resolve(false);
  }

  /** The next thing that happens, or `timeout`. */
  async #next(timeoutMs: number | undefined, isIdle = false): Promise<Signal> {
    const deadline = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
    const waiting = this.#outbox.length;
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      if (this.#isClosed || (isIdle && this.#isStopping)) return { kind: 'closed' };
      if (isIdle && this.#outbox.length > waiting) return { kind: 'outbox' };
      const left = deadline === undefined ? undefined : deadline - Date.now();
      if (left !== undefined && left <= 0) return { kind: 'timeout' };
      await new Promise<void>((resolve) => {
        const timer = left === undefined ? undefined : setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  /** From ENQ to EOT. */
  async #receive(): Promise<void> {
    const { onBadFrame } = this.#options;
    this.#stream.write(byte(control.ack));
    let expected = 1;
    let isFirst = true;
    let text = '';
    for (;;) {
      const signal = await this.#next(this.#timing.receiveMs);
      switch (signal.kind) {
        case 'frame': {
          const problem = this.#problemOf(signal);
          const isRepeated = !isFirst && signal.number === (expected + 7) % 8;
          if (problem === undefined && isRepeated) {
            // it did not hear our answer
            this.#stream.write(byte(control.ack));
            break;
          }
          const found = problem ?? (signal.number === expected ? undefined : 'number');
          if (found !== undefined) onBadFrame?.(found);
          const grown = found === undefined ? await this.#grow(text, signal) : undefined;
          this.#stream.write(byte(grown === undefined ? control.nak : control.ack));
          if (grown === undefined) break;
          text = grown;
          expected = (expected + 1) % 8;
          isFirst = false;
          break;
        }
        case 'broken-frame':
          onBadFrame?.('broken');
          this.#stream.write(byte(control.nak));
          break;
        case 'enq':
          // it starts anew, with the whole message
          this.#stream.write(byte(control.ack));
          [expected, isFirst, text] = [1, true, ''];
          break;
        case 'eot':
          // without its terminator, but the sender takes it for delivered
          if (text.trim() !== '') await this.#options.onMessage(Buffer.from(text, 'latin1'));
          return;
        case 'timeout':
        case 'closed':
          // a message without its end: the sender sends it again
          if (text !== '') onBadFrame?.('broken');
          return;
        default:
          break;
      }
    }
  }

  #problemOf({ checksum, number }: AstmFrame): 'checksum' | 'number' | undefined {
    if (number === undefined) return 'number';
    if (checksum === 'right') return undefined;
    return checksum === 'missing' && this.#options.isChecksumOptional === true ? undefined : 'checksum';
  }

  /** The text with the frame behind it, less the messages that are taken; undefined where one was not. */
  async #grow(text: string, frame: AstmFrame): Promise<string | undefined> {
    let grown = text + Buffer.from(frame.text).toString('latin1');
    if (!frame.isLast) return grown;
    if (!/[\r\n]$/.test(grown)) grown += '\r';
    const end = lastTerminator(grown);
    if (end === undefined) return grown;
    const isTaken = await this.#options.onMessage(Buffer.from(grown.slice(0, end), 'latin1'));
    return isTaken ? grown.slice(end) : undefined;
  }

  /** From ENQ to EOT, as the sender. */
  async #transmit({ message, resolve }: Outgoing): Promise<void> {
    const established = await this.#establish();
    if (established === 'contention') return;
    this.#outbox.shift();
    if (established === 'refused') return resolve(false);
    let isDelivered = true;
    for (const frame of encodeFrames(message)) {
      isDelivered = await this.#sendFrame(frame);
      if (!isDelivered) break;
    }
    this.#stream.write(byte(control.eot));
    resolve(isDelivered);
  }

  async #establish(): Promise<'ready' | 'refused' | 'contention'> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      this.#stream.write(byte(control.enq));
      const signal = await this.#next(this.#timing.establishMs);
      if (signal.kind === 'ack') return 'ready';
      if (signal.kind === 'enq') {
        if (this.#options.role === 'instrument') {
          // it goes first, and asks again in a second
          await this.#pause(Math.min(1000, this.#timing.busyMs));
          continue;
        }
        this.#sendAfter = Date.now() + this.#timing.contentionMs;
        return 'contention';
      }
      if (signal.kind === 'closed') return 'refused';
      if (signal.kind === 'timeout') this.#stream.write(byte(control.eot));
      else await this.#pause(this.#timing.busyMs);
    }
    return 'refused';
  }

  async #sendFrame(frame: Uint8Array): Promise<boolean> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      this.#stream.write(frame);
      const signal = await this.#next(this.#timing.frameMs);
      // EOT asks for the line; what was sent was taken (§6.3.4)
      if (signal.kind === 'ack' || signal.kind === 'eot') return true;
      if (signal.kind === 'timeout' || signal.kind === 'closed') return false;
    }
    return false;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** Where the last terminator record ends; undefined where there is none. */
function lastTerminator(text: string): number | undefined {
  const ends = [...text.matchAll(/(?<=^|[\r\n])L(?:[^A-Za-z0-9\r\n][^\r\n]*)?[\r\n]+/g)].at(-1);
  return ends === undefined ? undefined : ends.index + ends[0].length;
}
