import type { Duplex } from 'node:stream';
import { AstmDecoder, type AstmEvent, type AstmFrame, control, encodeFrames } from '@labwire/hl7/astm/frame';
import { after, realTime, type Time } from '../time.ts';

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
  /** No message is longer; one that is, is refused. */
  readonly maxBytes?: number;
  /** Yields where both sides want to send: the host does, an instrument does not. */
  readonly role?: 'host' | 'instrument';
  readonly timing?: AstmTiming;
  readonly time?: Time;
}

/** A frame is sent so often; then the transmission is given up (§6.5.1.2). */
const MAX_TRIES = 6;

/** The other side waits 15 s for an answer (§6.5.2.2): a later one would be taken for that of the next frame. */
const ANSWER_SHARE = 0.8;

/** A message that ended without its terminator, and cannot be kept yet, is tried again after so long. */
const KEEP_AGAIN_SHARE = 0.1;

const DEFAULT_MAX_BYTES = 4_194_304;

/** Events that are not handled yet, before the line is read on. */
const MAX_EVENTS = 1000;

/** A line that is to be closed, and goes on sending, is not waited for. */
const STOP_WITHIN_MS = 5000;

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
  readonly #time: Time;
  readonly #decoder = new AstmDecoder();
  #events: AstmEvent[] = [];
  /** How many of them are over. */
  #taken = 0;
  readonly #outbox: Outgoing[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;
  #isStopping = false;
  /** No sooner than then: the instrument goes first. */
  #sendAfter = 0;
  #callOffFlush: () => void = () => undefined;
  /** Ends with the line. */
  readonly done: Promise<void>;

  constructor(stream: Duplex, options: AstmLinkOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#timing = options.timing ?? standardTiming;
    this.#time = options.time ?? realTime;
    stream.on('data', (chunk: Uint8Array) => {
      this.#callOffFlush();
      this.#push(this.#decoder.push(chunk));
      if (this.#decoder.endsInTrailer)
        this.#callOffFlush = this.#after(FLUSH_AFTER_MS, () => this.#push(this.#decoder.end()));
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
    const callOff = this.#after(STOP_WITHIN_MS, () => this.#close());
    await this.done;
    callOff();
  }

  /** The line is gone. */
  abandon(): void {
    this.#close();
  }

  #push(events: readonly AstmEvent[]): void {
    for (const event of events) this.#events.push(event);
    if (this.#events.length - this.#taken > MAX_EVENTS) this.#stream.pause();
    this.#wake?.();
  }

  #close(): void {
    this.#callOffFlush();
    this.#isClosed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const next = this.#outbox[0];
      const wait = this.#sendAfter - this.#time.now();
      if (next !== undefined && wait <= 0 && this.#peek() === undefined && !this.#isClosed) {
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
    const deadline = timeoutMs === undefined ? undefined : this.#time.now() + timeoutMs;
    const waiting = this.#outbox.length;
    for (;;) {
      const event = this.#take();
      if (event !== undefined) return event;
      if (this.#isClosed || (isIdle && this.#isStopping)) return { kind: 'closed' };
      if (isIdle && this.#outbox.length > waiting) return { kind: 'outbox' };
      const left = deadline === undefined ? undefined : deadline - this.#time.now();
      if (left !== undefined && left <= 0) return { kind: 'timeout' };
      await new Promise<void>((resolve) => {
        const callOff = left === undefined ? undefined : this.#after(left, resolve);
        this.#wake = () => {
          callOff?.();
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  #peek(): AstmEvent | undefined {
    return this.#events[this.#taken];
  }

  #take(): AstmEvent | undefined {
    const event = this.#events[this.#taken];
    if (event === undefined) {
      this.#events = [];
      this.#taken = 0;
      if (this.#stream.isPaused()) this.#stream.resume();
      return undefined;
    }
    this.#taken++;
    return event;
  }

  /** Waits where the other side does not read. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed || this.#stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('close', done);
        resolve();
      };
      this.#stream.once('drain', done).once('close', done);
    });
  }

  /** The other side has given the frame up already: an answer would be taken for that of another. */
  #isGivenUp(): boolean {
    const kind = this.#peek()?.kind;
    return kind === 'eot' || kind === 'enq';
  }

  /** From ENQ to EOT. */
  async #receive(): Promise<void> {
    const { onBadFrame } = this.#options;
    await this.#write(byte(control.ack));
    let expected = 1;
    let isFirst = true;
    let text = '';
    /** Whether all that has come was taken, and ended where a record does. */
    let isWhole = true;
    let lastSign = this.#time.now();
    for (;;) {
      const left = lastSign + this.#timing.receiveMs - this.#time.now();
      const signal = await this.#next(Math.max(left, 1));
      switch (signal.kind) {
        case 'frame': {
          lastSign = this.#time.now();
          const problem = this.#problemOf(signal);
          const isRepeated = !isFirst && signal.number === (expected + 7) % 8;
          if (problem === undefined && isRepeated) {
            // it did not hear our answer
            await this.#write(byte(control.ack));
            break;
          }
          const found = problem ?? (signal.number === expected ? undefined : 'number');
          if (found !== undefined) onBadFrame?.(found);
          const grown = found === undefined ? await this.#grow(text, signal) : undefined;
          isWhole = grown !== undefined && signal.isLast;
          // taken or not, without an answer it comes again
          if (this.#isGivenUp()) break;
          await this.#write(byte(grown === undefined ? control.nak : control.ack));
          if (grown === undefined) break;
          text = grown;
          expected = (expected + 1) % 8;
          isFirst = false;
          break;
        }
        case 'broken-frame':
          onBadFrame?.('broken');
          isWhole = false;
          await this.#write(byte(control.nak));
          break;
        case 'enq':
          // it starts anew, with the whole message
          lastSign = this.#time.now();
          await this.#write(byte(control.ack));
          [expected, isFirst, text, isWhole] = [1, true, '', true];
          break;
        case 'eot':
          // a transmission that was broken off is sent again as a whole
          if (text.trim() === '') return;
          if (isWhole) await this.#keep(Buffer.from(text, 'latin1'));
          else onBadFrame?.('broken');
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

  /** A message without its terminator, every frame of which was acknowledged: nothing else is heard until it is kept. */
  async #keep(message: Uint8Array): Promise<void> {
    while (!(await this.#options.onMessage(message)) && !this.#isStopping)
      await this.#pause(this.#timing.receiveMs * KEEP_AGAIN_SHARE);
  }

  #problemOf({ checksum, number }: AstmFrame): 'checksum' | 'number' | undefined {
    if (number === undefined) return 'number';
    if (checksum === 'right') return undefined;
    return checksum === 'missing' && this.#options.isChecksumOptional === true ? undefined : 'checksum';
  }

  /** The text with the frame behind it, less the messages that are taken; undefined where one was not. */
  async #grow(text: string, frame: AstmFrame): Promise<string | undefined> {
    let piece = Buffer.from(frame.text).toString('latin1');
    if (frame.isLast && !/[\r\n]$/.test(piece)) piece += '\r';
    const grown = text + piece;
    if (grown.length > (this.#options.maxBytes ?? DEFAULT_MAX_BYTES)) return undefined;
    if (!frame.isLast) return grown;
    // only the record that this frame ends can be a terminator
    const from = Math.max(text.lastIndexOf('\r'), text.lastIndexOf('\n')) + 1;
    const end = lastTerminator(grown.slice(from));
    if (end === undefined) return grown;
    const isTaken = await this.#inTime(Buffer.from(grown.slice(0, from + end), 'latin1'));
    return isTaken ? grown.slice(from + end) : undefined;
  }

  /** False as well where the answer does not come in time: the message comes again, and is known then. */
  async #inTime(message: Uint8Array): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const callOff = this.#after(this.#timing.frameMs * ANSWER_SHARE, () => late.resolve(false));
    const isTaken = await Promise.race([this.#options.onMessage(message), late.promise]);
    callOff();
    return isTaken;
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
    await this.#write(byte(control.eot));
    resolve(isDelivered);
  }

  async #establish(): Promise<'ready' | 'refused' | 'contention'> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      await this.#write(byte(control.enq));
      const signal = await this.#next(this.#timing.establishMs);
      if (signal.kind === 'ack') return 'ready';
      if (signal.kind === 'enq') {
        if (this.#options.role === 'instrument') {
          // it goes first, and asks again in a second
          await this.#pause(Math.min(1000, this.#timing.busyMs));
          continue;
        }
        this.#sendAfter = this.#time.now() + this.#timing.contentionMs;
        return 'contention';
      }
      if (signal.kind === 'closed') return 'refused';
      if (signal.kind === 'timeout') await this.#write(byte(control.eot));
      else await this.#pause(this.#timing.busyMs);
    }
    return 'refused';
  }

  async #sendFrame(frame: Uint8Array): Promise<boolean> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      await this.#write(frame);
      const signal = await this.#next(this.#timing.frameMs);
      // EOT asks for the line; what was sent was taken (§6.3.4)
      if (signal.kind === 'ack' || signal.kind === 'eot') return true;
      if (signal.kind === 'timeout' || signal.kind === 'closed') return false;
    }
    return false;
  }

  #pause(ms: number): Promise<void> {
    return this.#time.sleep(ms);
  }

  #after(ms: number, act: () => void): () => void {
    return after(this.#time, ms, act);
  }
}

/** Where the last terminator record ends; undefined where there is none. */
function lastTerminator(text: string): number | undefined {
  const ends = [...text.matchAll(/(?<=^|[\r\n])L(?:[^A-Za-z0-9\r\n][^\r\n]*)?[\r\n]+/g)].at(-1);
  return ends === undefined ? undefined : ends.index + ends[0].length;
}
