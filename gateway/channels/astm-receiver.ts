import { type AstmFrame, control } from '@labwire/hl7/astm/frame';
import type { AstmLine } from './astm-line.ts';

export interface AstmReceiverOptions {
  /** Takes a whole message. True acknowledges its last frame; false refuses it, and the sender repeats it. */
  readonly onMessage: (message: Uint8Array) => Promise<boolean>;
  readonly onBadFrame?: (problem: BadFrame) => void;
  readonly isChecksumOptional?: boolean;
  /** Longer messages are refused, in bytes. Default: 4 MB. */
  readonly maxBytes?: number;
}

export type BadFrame = 'broken' | 'checksum' | 'number' | 'noise';

export const DEFAULT_MAX_BYTES = 4_194_304;

/**
 * The share of the sender's 15 s in which a frame is answered (§6.5.2.2). A later answer would be taken for
 * the answer to the next frame.
 */
const ANSWER_SHARE = 0.8;

/**
 * The share of `receiveMs` after which storing is retried, for a message that ended without its terminator.
 */
const KEEP_AGAIN_SHARE = 0.1;

/** Receives messages in numbered frames with checksums, from the other side's ENQ to its EOT (LIS01-A2 §6). */
export class AstmReceiver {
  readonly #line: AstmLine;
  readonly #options: AstmReceiverOptions;

  constructor(line: AstmLine, options: AstmReceiverOptions) {
    this.#line = line;
    this.#options = options;
  }

  /** After ENQ. `isStopping` ends the attempts to store a message that was acknowledged. */
  async receive(isStopping: () => boolean): Promise<void> {
    const line = this.#line;
    const { onBadFrame } = this.#options;
    await line.write(control.ack);
    let expected = 1;
    /** The frame that was accepted last. */
    let last: AstmFrame | undefined;
    let text = '';
    /** Every frame so far was accepted, and the last one ended a record. */
    let isWhole = true;
    let lastSign = line.elapsed;
    for (;;) {
      const left = lastSign + line.timing.receiveMs - line.elapsed;
      const signal = await line.next(Math.max(left, 1));
      switch (signal.kind) {
        case 'frame': {
          lastSign = line.elapsed;
          const problem = this.#problemOf(signal);
          if (problem === undefined && last !== undefined && isSameFrame(signal, last)) {
            // the sender missed the first ACK (§6.5.1)
            await line.write(control.ack);
            break;
          }
          const found = problem ?? (signal.number === expected ? undefined : 'number');
          if (found === undefined) line.sign();
          else onBadFrame?.(found);
          const grown = found === undefined ? await this.#grow(text, signal) : undefined;
          isWhole = grown !== undefined && signal.isLast;
          // without an answer the sender repeats the frame, accepted or not
          if (this.#isGivenUp()) break;
          await line.write(grown === undefined ? control.nak : control.ack);
          if (grown === undefined) break;
          text = grown;
          line.hold(text.length);
          expected = (expected + 1) % 8;
          last = signal;
          break;
        }
        case 'broken-frame':
          onBadFrame?.('broken');
          isWhole = false;
          await line.write(control.nak);
          break;
        case 'enq':
          // the sender starts again with the whole message
          lastSign = line.elapsed;
          await line.write(control.ack);
          [expected, last, text, isWhole] = [1, undefined, '', true];
          break;
        case 'eot':
          // a transmission that was broken off is repeated as a whole
          if (text.trim() === '') return;
          if (isWhole) await this.#keep(Buffer.from(text, 'latin1'), isStopping);
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

  /** The sender has already given up this frame: it would take an answer for that of another frame. */
  #isGivenUp(): boolean {
    const kind = this.#line.peek()?.kind;
    return kind === 'eot' || kind === 'enq';
  }

  /**
   * Stores a message without terminator. All its frames were acknowledged, so it must be kept: the line is
   * not read until it is.
   */
  async #keep(message: Uint8Array, isStopping: () => boolean): Promise<void> {
    while (!(await this.#options.onMessage(message)) && !isStopping())
      await this.#line.pause(this.#line.timing.receiveMs * KEEP_AGAIN_SHARE);
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
    const message = Buffer.from(grown.slice(0, from + end), 'latin1');
    return (await takenInTime(this.#line, this.#options.onMessage(message)))
      ? grown.slice(from + end)
      : undefined;
  }
}

/** False also if the answer comes too late. The message then comes again and is known as a duplicate. */
export async function takenInTime(line: AstmLine, isTaken: Promise<boolean>): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const callOff = line.after(line.timing.frameMs * ANSWER_SHARE, () => late.resolve(false));
  const taken = await Promise.race([isTaken, late.promise]);
  callOff();
  return taken;
}

/** A used number with other content is another frame, with a wrong number (LIS01-A2 §6.3, §6.5). */
const isSameFrame = (one: AstmFrame, other: AstmFrame): boolean =>
  one.number === other.number && one.isLast === other.isLast && Buffer.from(one.text).equals(other.text);

/** Offset of the end of the last terminator record; undefined if there is none. */
function lastTerminator(text: string): number | undefined {
  const ends = [...text.matchAll(/(?<![^\r\n])L(?:[^A-Za-z0-9\r\n][^\r\n]*)?[\r\n]+/g)].at(-1);
  return ends === undefined ? undefined : ends.index + ends[0].length;
}
