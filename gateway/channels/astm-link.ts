import type { Duplex } from 'node:stream';
import { AstmDecoder, type AstmEvent, type AstmFrame, control, encodeFrames } from '@labwire/hl7/astm/frame';
import { after, realTime, type Time } from '../time.ts';

/** Waiting times in milliseconds (LIS01-A2 §6.5, formerly E1381). */
export interface AstmTiming {
  /** For the answer to ENQ. */
  readonly establishMs: number;
  /** Before ENQ is sent again to a busy receiver. */
  readonly busyMs: number;
  /** For the answer to a frame. */
  readonly frameMs: number;
  /** For the next frame or EOT. */
  readonly receiveMs: number;
  /** After both sides have sent ENQ, before the host tries again: the instrument goes first. */
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
  /** Takes a whole message. True acknowledges its last frame; false refuses it, and the sender repeats it. */
  readonly onMessage: (message: Uint8Array) => Promise<boolean>;
  readonly onBadFrame?: (problem: 'broken' | 'checksum' | 'number' | 'noise') => void;
  /** Called with the bytes in memory: of what is not complete, and of frames that wait. */
  readonly onHeld?: ((unfinishedBytes: number, waitingBytes: number) => void) | undefined;
  /** Called when the other side sent a whole frame or a signal, or read what was sent. */
  readonly onSign?: (() => void) | undefined;
  readonly isChecksumOptional?: boolean;
  /** Longer messages are refused, in bytes. Default: 4 MB. */
  readonly maxBytes?: number;
  /** If both sides want to send, the host yields and the instrument goes first. */
  readonly role?: 'host' | 'instrument';
  readonly timing?: AstmTiming;
  readonly time?: Time;
}

/** Tries for each frame before the transmission is given up (§6.5.1.2). */
const MAX_TRIES = 6;

/**
 * The share of the sender's 15 s in which a frame is answered (§6.5.2.2). A later answer would be taken for
 * the answer to the next frame.
 */
const ANSWER_SHARE = 0.8;

/**
 * The share of `receiveMs` after which storing is retried, for a message that ended without its terminator.
 */
const KEEP_AGAIN_SHARE = 0.1;

const DEFAULT_MAX_BYTES = 4_194_304;

/** Events that may wait before reading from the line pauses, and their bytes. */
const MAX_EVENTS = 1000;
const MAX_EVENT_BYTES = 262_144;

/** A line that keeps sending is closed after this time. */
const STOP_WITHIN_MS = 5000;

/** How long a frame may lack its line end. */
const FLUSH_AFTER_MS = 200;

type Signal = AstmEvent | { readonly kind: 'timeout' | 'closed' | 'outbox' };

interface Outgoing {
  readonly message: Uint8Array;
  readonly resolve: (isDelivered: boolean) => void;
}

const byte = (one: number): Uint8Array => Uint8Array.of(one);

/**
 * One side of an ASTM line (LIS01-A2): establishment, frames with numbers and checksums, ETB and ETX,
 * repeated frames, contention, timeouts. It receives, and sends when the line is free.
 */
export class AstmLink {
  readonly #stream: Duplex;
  readonly #options: AstmLinkOptions;
  readonly #timing: AstmTiming;
  readonly #time: Time;
  readonly #decoder = new AstmDecoder();
  #events: AstmEvent[] = [];
  /** How many of these events are already handled. */
  #taken = 0;
  /** The bytes of the frames that wait, and of the message that is being received. */
  #waitingBytes = 0;
  #textBytes = 0;
  #callOffFrame: (() => void) | undefined;
  readonly #outbox: Outgoing[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;
  #isStopping = false;
  /** Earliest time of the next ENQ, because the instrument goes first. */
  #sendAfter = 0;
  #callOffFlush: () => void = () => undefined;
  /** Resolves when the line is closed. */
  readonly done: Promise<void>;

  constructor(stream: Duplex, options: AstmLinkOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#timing = options.timing ?? standardTiming;
    this.#time = options.time ?? realTime;
    stream.on('data', (chunk: Uint8Array) => {
      this.#callOffFlush();
      const events = this.#decoder.push(chunk);
      this.#push(events);
      this.#timeFrame(events.length > 0);
      if (this.#decoder.endsInTrailer)
        this.#callOffFlush = this.#after(FLUSH_AFTER_MS, () => this.#push(this.#decoder.end()));
    });
    for (const end of ['end', 'close', 'error'] as const) stream.on(end, () => this.#close());
    this.done = this.#run();
  }

  /** Sends a message when the line is free. False if the other side did not take it. */
  send(message: Uint8Array): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#outbox.push({ message, resolve });
      this.#wake?.();
    });
  }

  /** Closes the line after the current message is answered. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    const callOff = this.#after(STOP_WITHIN_MS, () => this.#close());
    await this.done;
    callOff();
  }

  /** Closes at once: the line is gone. */
  abandon(): void {
    this.#close();
  }

  #push(events: readonly AstmEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#waitingBytes += bytesOf(event);
    }
    const isFull = this.#events.length - this.#taken > MAX_EVENTS || this.#waitingBytes > MAX_EVENT_BYTES;
    if (isFull) this.#stream.pause();
    if (events.some(({ kind }) => kind !== 'noise' && kind !== 'broken-frame')) this.#options.onSign?.();
    this.#hold();
    this.#wake?.();
  }

  #hold(): void {
    this.#options.onHeld?.(this.#decoder.heldBytes + this.#textBytes, this.#waitingBytes);
  }

  /** A frame that has begun and does not end in the time for a frame is broken. */
  #timeFrame(isNew: boolean): void {
    const isOpen = !this.#decoder.isBetweenFrames;
    if (!isOpen || isNew) {
      this.#callOffFrame?.();
      this.#callOffFrame = undefined;
    }
    if (isOpen)
      this.#callOffFrame ??= this.#after(this.#timing.receiveMs, () => {
        this.#callOffFrame = undefined;
        this.#push(this.#decoder.end());
      });
  }

  #close(): void {
    this.#callOffFlush();
    this.#callOffFrame?.();
    this.#isClosed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const next = this.#outbox[0];
      const wait = this.#sendAfter - this.#time.elapsed();
      if (next !== undefined && wait <= 0 && this.#peek() === undefined && !this.#isClosed) {
        await this.#transmit(next);
        continue;
      }
      const signal = await this.#next(next === undefined ? undefined : Math.max(wait, 1), true);
      if (signal.kind === 'closed') break;
      if (signal.kind === 'enq') {
        await this.#receive();
        this.#textBytes = 0;
        this.#hold();
      } else if (signal.kind === 'noise') this.#options.onBadFrame?.('noise');
    }
    for (const { resolve } of this.#outbox.splice(0)) resolve(false);
  }

  /** The next event, or `timeout`. */
  async #next(timeoutMs: number | undefined, isIdle = false): Promise<Signal> {
    const deadline = timeoutMs === undefined ? undefined : this.#time.elapsed() + timeoutMs;
    const waiting = this.#outbox.length;
    for (;;) {
      const event = this.#take();
      if (event !== undefined) return event;
      if (this.#isClosed || (isIdle && this.#isStopping)) return { kind: 'closed' };
      if (isIdle && this.#outbox.length > waiting) return { kind: 'outbox' };
      const left = deadline === undefined ? undefined : deadline - this.#time.elapsed();
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
    this.#waitingBytes -= bytesOf(event);
    return event;
  }

  /** Waits while the other side does not read. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return;
    if (this.#stream.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('close', done);
        this.#options.onSign?.();
        resolve();
      };
      this.#stream.once('drain', done).once('close', done);
    });
  }

  /** The sender has already given up this frame: it would take an answer for that of another frame. */
  #isGivenUp(): boolean {
    const kind = this.#peek()?.kind;
    return kind === 'eot' || kind === 'enq';
  }

  /** From ENQ to EOT. */
  async #receive(): Promise<void> {
    const { onBadFrame } = this.#options;
    await this.#write(byte(control.ack));
    let expected = 1;
    /** The frame that was accepted last. */
    let last: AstmFrame | undefined;
    let text = '';
    /** Every frame so far was accepted, and the last one ended a record. */
    let isWhole = true;
    let lastSign = this.#time.elapsed();
    for (;;) {
      const left = lastSign + this.#timing.receiveMs - this.#time.elapsed();
      const signal = await this.#next(Math.max(left, 1));
      switch (signal.kind) {
        case 'frame': {
          lastSign = this.#time.elapsed();
          const problem = this.#problemOf(signal);
          if (problem === undefined && last !== undefined && isSameFrame(signal, last)) {
            // the sender missed the first ACK (§6.5.1)
            await this.#write(byte(control.ack));
            break;
          }
          const found = problem ?? (signal.number === expected ? undefined : 'number');
          if (found !== undefined) onBadFrame?.(found);
          const grown = found === undefined ? await this.#grow(text, signal) : undefined;
          isWhole = grown !== undefined && signal.isLast;
          // without an answer the sender repeats the frame, accepted or not
          if (this.#isGivenUp()) break;
          await this.#write(byte(grown === undefined ? control.nak : control.ack));
          if (grown === undefined) break;
          text = grown;
          this.#textBytes = text.length;
          this.#hold();
          expected = (expected + 1) % 8;
          last = signal;
          break;
        }
        case 'broken-frame':
          onBadFrame?.('broken');
          isWhole = false;
          await this.#write(byte(control.nak));
          break;
        case 'enq':
          // the sender starts again with the whole message
          lastSign = this.#time.elapsed();
          await this.#write(byte(control.ack));
          [expected, last, text, isWhole] = [1, undefined, '', true];
          break;
        case 'eot':
          // a transmission that was broken off is repeated as a whole
          if (text.trim() === '') return;
          if (isWhole) await this.#keep(Buffer.from(text, 'latin1'));
          else onBadFrame?.('broken');
          return;
        case 'timeout':
        case 'closed':
          // a message without its end is repeated by the sender
          if (text !== '') onBadFrame?.('broken');
          return;
        default:
          break;
      }
    }
  }

  /**
   * Stores a message without terminator. All its frames were acknowledged, so it must be kept: the line is
   * not read until it is.
   */
  async #keep(message: Uint8Array): Promise<void> {
    while (!(await this.#options.onMessage(message)) && !this.#isStopping)
      await this.#pause(this.#timing.receiveMs * KEEP_AGAIN_SHARE);
  }

  #problemOf({ checksum, number }: AstmFrame): 'checksum' | 'number' | undefined {
    if (number === undefined) return 'number';
    if (checksum === 'right') return undefined;
    return checksum === 'missing' && this.#options.isChecksumOptional === true ? undefined : 'checksum';
  }

  /**
   * The text with the frame appended, without the messages that were taken. Undefined if a message was
   * refused.
   */
  async #grow(text: string, frame: AstmFrame): Promise<string | undefined> {
    let piece = Buffer.from(frame.text).toString('latin1');
    if (frame.isLast && !/[\r\n]$/.test(piece)) piece += '\r';
    const grown = text + piece;
    if (grown.length > (this.#options.maxBytes ?? DEFAULT_MAX_BYTES)) return undefined;
    if (!frame.isLast) return grown;
    // only the record that this frame completes can be a terminator
    const from = Math.max(text.lastIndexOf('\r'), text.lastIndexOf('\n')) + 1;
    const end = lastTerminator(grown.slice(from));
    if (end === undefined) return grown;
    const isTaken = await this.#inTime(Buffer.from(grown.slice(0, from + end), 'latin1'));
    return isTaken ? grown.slice(from + end) : undefined;
  }

  /** False also if the answer comes too late. The message then comes again and is known as a duplicate. */
  async #inTime(message: Uint8Array): Promise<boolean> {
    const late = Promise.withResolvers<false>();
    const callOff = this.#after(this.#timing.frameMs * ANSWER_SHARE, () => late.resolve(false));
    const isTaken = await Promise.race([this.#options.onMessage(message), late.promise]);
    callOff();
    return isTaken;
  }

  /** Sends one message, from ENQ to EOT. */
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
          // the host goes first and sends ENQ again after a second
          await this.#pause(Math.min(1000, this.#timing.busyMs));
          continue;
        }
        this.#sendAfter = this.#time.elapsed() + this.#timing.contentionMs;
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
      // the receiver took the frame and asks for the line (§6.3.4)
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

/** A used number with other content is another frame, with a wrong number (LIS01-A2 §6.3, §6.5). */
const isSameFrame = (one: AstmFrame, other: AstmFrame): boolean =>
  one.number === other.number && one.isLast === other.isLast && Buffer.from(one.text).equals(other.text);

const bytesOf = (event: AstmEvent): number => (event.kind === 'frame' ? event.text.length : 0);

/** Offset of the end of the last terminator record; undefined if there is none. */
function lastTerminator(text: string): number | undefined {
  const ends = [...text.matchAll(/(?<![^\r\n])L(?:[^A-Za-z0-9\r\n][^\r\n]*)?[\r\n]+/g)].at(-1);
  return ends === undefined ? undefined : ends.index + ends[0].length;
}
