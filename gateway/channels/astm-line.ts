import type { Duplex } from 'node:stream';
import type { AstmDecoder, AstmEvent } from '@labwire/hl7/astm/frame';
import { after, type Time } from '../time.ts';
import type { AstmTiming } from './astm-timing.ts';

export interface AstmLineOptions {
  readonly decoder: AstmDecoder;
  readonly timing: AstmTiming;
  readonly time: Time;
  /** Called with the bytes in memory: of what is not complete, and of frames that wait. */
  readonly onHeld?: ((unfinishedBytes: number, waitingBytes: number) => void) | undefined;
  /** Called when the other side goes on with a message: see `sign`. */
  readonly onSign?: (() => void) | undefined;
}

/** Events that may wait before reading from the line pauses, and their bytes. */
const MAX_EVENTS = 1000;
const MAX_EVENT_BYTES = 262_144;

/** How long a frame may lack its line end. */
const FLUSH_AFTER_MS = 200;

export type LineSignal = AstmEvent | { readonly kind: 'timeout' | 'closed' };

/** The bytes of a line as events that wait to be taken, within bounds of memory and time. */
export class AstmLine {
  readonly timing: AstmTiming;
  readonly #stream: Duplex;
  readonly #options: AstmLineOptions;
  readonly #decoder: AstmDecoder;
  readonly #time: Time;
  #events: AstmEvent[] = [];
  /** How many of these events are already handled. */
  #taken = 0;
  /** The bytes of the frames that wait, and of the message that is being received. */
  #waitingBytes = 0;
  #textBytes = 0;
  #callOffFrame: (() => void) | undefined;
  #callOffFlush: () => void = () => undefined;
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(stream: Duplex, options: AstmLineOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#decoder = options.decoder;
    this.timing = options.timing;
    this.#time = options.time;
    stream.on('data', (chunk: Uint8Array) => {
      this.#callOffFlush();
      const events = this.#decoder.push(chunk);
      this.#push(events);
      this.#timeFrame(events.length > 0);
      if (this.#decoder.endsInTrailer)
        this.#callOffFlush = this.after(FLUSH_AFTER_MS, () => this.#push(this.#decoder.end()));
    });
    for (const end of ['end', 'close', 'error'] as const) stream.on(end, () => this.close());
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The steady time, in milliseconds. */
  get elapsed(): number {
    return this.#time.elapsed();
  }

  /** The next event. `timeout` after the time; `interrupt`, asked whenever the line wakes, ends the wait too. */
  async next<Signal extends { readonly kind: string } = never>(
    timeoutMs: number | undefined,
    interrupt: () => Signal | undefined = () => undefined,
  ): Promise<LineSignal | Signal> {
    const deadline = timeoutMs === undefined ? undefined : this.elapsed + timeoutMs;
    for (;;) {
      const event = this.#take();
      if (event !== undefined) return event;
      if (this.#isClosed) return { kind: 'closed' };
      const signal = interrupt();
      if (signal !== undefined) return signal;
      const left = deadline === undefined ? undefined : deadline - this.elapsed;
      if (left !== undefined && left <= 0) return { kind: 'timeout' };
      await this.#sleep(left);
    }
  }

  /** Resolves when an event waits, or after the time. */
  async awaitEvent(timeoutMs: number): Promise<void> {
    const deadline = this.elapsed + timeoutMs;
    while (this.peek() === undefined && !this.#isClosed && this.elapsed < deadline)
      await this.#sleep(deadline - this.elapsed);
  }

  /** The next event, which stays. */
  peek(): AstmEvent | undefined {
    return this.#events[this.#taken];
  }

  /** Ends the wait of `next`, so that it asks again. */
  wake(): void {
    this.#wake?.();
  }

  /** Waits while the other side does not read. */
  async write(...bytes: readonly (number | Uint8Array)[]): Promise<void> {
    if (this.#isClosed) return;
    const chunk = Buffer.concat(bytes.map((one) => (typeof one === 'number' ? Uint8Array.of(one) : one)));
    if (this.#stream.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('close', done);
        resolve();
      };
      this.#stream.once('drain', done).once('close', done);
    });
  }

  /**
   * Says that the other side goes on with a message: it sent a frame that was expected, or took one. A single control
   * byte is no sign, because it costs nothing and nothing follows from it.
   */
  sign(): void {
    this.#options.onSign?.();
  }

  /** Counts the text of the message that is being received. */
  hold(textBytes: number): void {
    this.#textBytes = textBytes;
    this.#report();
  }

  /** Nothing is read or written any more. */
  close(): void {
    this.#callOffFlush();
    this.#callOffFrame?.();
    this.#isClosed = true;
    this.#wake?.();
  }

  pause(ms: number): Promise<void> {
    return this.#time.sleep(ms);
  }

  /** Gives the function that calls it off. */
  after(ms: number, act: () => void): () => void {
    return after(this.#time, ms, act);
  }

  /** Until the line wakes, or for so long. */
  async #sleep(ms: number | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const callOff = ms === undefined ? undefined : this.after(ms, resolve);
      this.#wake = () => {
        callOff?.();
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #push(events: readonly AstmEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#waitingBytes += bytesOf(event);
    }
    const isFull = this.#events.length - this.#taken > MAX_EVENTS || this.#waitingBytes > MAX_EVENT_BYTES;
    if (isFull) this.#stream.pause();
    this.#report();
    this.#wake?.();
  }

  #report(): void {
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
      this.#callOffFrame ??= this.after(this.timing.receiveMs, () => {
        this.#callOffFrame = undefined;
        this.#push(this.#decoder.end());
      });
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
}

const bytesOf = (event: AstmEvent): number => (event.kind === 'frame' ? event.text.length : 0);
