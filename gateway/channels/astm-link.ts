import type { Duplex } from 'node:stream';
import { AstmDecoder, type AstmFraming } from '@labwire/hl7/astm/frame';
import { realTime, type Time } from '../time.ts';
import { AstmLine, type AstmLineOptions } from './astm-line.ts';
import { AstmReceiver, type AstmReceiverOptions, DEFAULT_MAX_BYTES } from './astm-receiver.ts';
import { sendFrames } from './astm-sender.ts';
import { type AstmTiming, standardTiming } from './astm-timing.ts';
import { receiveSimplified, sendSimplified } from './simplified-framing.ts';

export interface AstmLinkOptions
  extends AstmReceiverOptions,
    Partial<Pick<AstmLineOptions, 'onHeld' | 'onSign'>> {
  readonly framing?: AstmFraming | undefined;
  /** If both sides want to send, the host yields and the instrument goes first. */
  readonly role?: 'host' | 'instrument';
  readonly timing?: AstmTiming;
  readonly time?: Time;
}

/** A line that keeps sending is closed after this time. */
const STOP_WITHIN_MS = 5000;

interface Outgoing {
  readonly message: Uint8Array;
  readonly resolve: (isDelivered: boolean) => void;
}

/**
 * One side of an ASTM line (LIS01-A2): establishment, frames, repeated frames, contention, timeouts. It
 * receives, and sends when the line is free.
 */
export class AstmLink {
  readonly #options: AstmLinkOptions;
  readonly #line: AstmLine;
  readonly #outbox: Outgoing[] = [];
  #isStopping = false;
  /** Earliest time of the next ENQ, because the instrument goes first. */
  #sendAfter = 0;
  /** Resolves when the line is closed. */
  readonly done: Promise<void>;

  constructor(stream: Duplex, options: AstmLinkOptions) {
    this.#options = options;
    this.#line = new AstmLine(stream, {
      decoder: decoderFor(options),
      timing: options.timing ?? standardTiming,
      time: options.time ?? realTime,
      onHeld: options.onHeld,
      onSign: options.onSign,
    });
    this.done = this.#run();
  }

  /** Sends a message when the line is free. False if the other side did not take it. */
  send(message: Uint8Array): Promise<boolean> {
    if (this.#line.isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#outbox.push({ message, resolve });
      this.#line.wake();
    });
  }

  /** Closes the line after the current message is answered. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#line.wake();
    const callOff = this.#line.after(STOP_WITHIN_MS, () => this.#line.close());
    await this.done;
    callOff();
  }

  /** Closes at once: the line is gone. */
  abandon(): void {
    this.#line.close();
  }

  async #run(): Promise<void> {
    const line = this.#line;
    while (!this.#isStopping) {
      const next = this.#outbox[0];
      const wait = this.#sendAfter - line.elapsed;
      if (next !== undefined && wait <= 0 && line.peek() === undefined && !line.isClosed) {
        await this.#transmit(next);
        continue;
      }
      const signal = await line.next(
        next === undefined ? undefined : Math.max(wait, 1),
        this.#interruption(),
      );
      if (signal.kind === 'closed') break;
      if (signal.kind === 'enq') {
        await this.#receive();
        line.hold(0);
      } else if (signal.kind === 'noise') this.#options.onBadFrame?.('noise');
    }
    for (const { resolve } of this.#outbox.splice(0)) resolve(false);
  }

  #receive(): Promise<void> {
    return this.#options.framing === 'simplified'
      ? receiveSimplified(this.#line, this.#options)
      : new AstmReceiver(this.#line, this.#options).receive(() => this.#isStopping);
  }

  /** What ends the wait of a free line: the end of the link, or a new message to send. */
  #interruption(): () => { readonly kind: 'closed' | 'outbox' } | undefined {
    const waiting = this.#outbox.length;
    return () => {
      if (this.#isStopping) return { kind: 'closed' };
      return this.#outbox.length > waiting ? { kind: 'outbox' } : undefined;
    };
  }

  /** Sends one message, from ENQ to EOT. */
  async #transmit({ message, resolve }: Outgoing): Promise<void> {
    const { framing, role = 'host' } = this.#options;
    const send = framing === 'simplified' ? sendSimplified : sendFrames;
    const outcome = await send(this.#line, message, role);
    if (outcome === 'contention') {
      this.#sendAfter = this.#line.elapsed + this.#line.timing.contentionMs;
      return;
    }
    this.#outbox.shift();
    resolve(outcome === 'delivered');
  }
}

/** In simplified framing one frame holds a whole message. */
const decoderFor = ({ framing, maxBytes = DEFAULT_MAX_BYTES }: AstmLinkOptions): AstmDecoder =>
  framing === 'simplified' ? new AstmDecoder({ framing, maxBytes }) : new AstmDecoder();
