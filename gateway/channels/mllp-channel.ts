import type { Socket } from 'node:net';
import { acknowledgmentIn } from '@labwire/hl7/ack';
import { isAcknowledgmentWanted } from '@labwire/hl7/acknowledgment-wanted';
import { error, errorCode } from '@labwire/hl7/issue';
import { parseMessage } from '@labwire/hl7/message/message';
import { encodeCommit, encodeFrame, type Frame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { readMsh } from '@labwire/hl7/segments/msh';
import type { Sender } from '../../lib/model/sender.ts';
import { type Clock, systemClock } from '../../lib/shared/clock.ts';
import type { MllpChannel } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import { type AcknowledgmentChoice, localAck, type Taken, type Taking } from '../intake.ts';
import type { Account, ByteBudget } from './byte-budget.ts';
import { type Link, type LinkHandler, type Listening, startTcpServer } from './tcp-server.ts';

export interface MllpChannelOptions {
  readonly channel: MllpChannel;
  readonly intake: Taking;
  readonly maxMessageBytes: number;
  /**
   * Sends the work that answers a query to the analyzer's own port. False if none is configured: the work
   * then goes back on this connection.
   */
  readonly sendWork?: ((query: Uint8Array, work: readonly Uint8Array[]) => boolean) | undefined;
  readonly onEvent: OnEvent;
  readonly budget: ByteBudget;
  readonly clock?: Clock | undefined;
  readonly certificatesEveryMs?: number | undefined;
}

/** How long a block may lack its final carriage return. */
const FLUSH_AFTER_MS = 200;

/** As long as the cloud may take for the messages in progress. */
const FINISH_WITHIN_MS = 25_000;

/** Messages that may wait on one connection before reading from it pauses, and their bytes. */
const MAX_WAITING = 8;
const MAX_WAITING_BYTES = 1_048_576;

/** Listens for MLLP and answers each message, in order, with the answer of the intake. */
export const startMllpChannel = (options: MllpChannelOptions): Promise<Listening> =>
  startTcpServer({
    channel: options.channel,
    onEvent: options.onEvent,
    budget: options.budget,
    certificatesEveryMs: options.certificatesEveryMs,
    onLink: (link) => new MllpConnection(link, options),
  });

class MllpConnection implements LinkHandler {
  readonly #socket: Socket;
  readonly #sender: Sender;
  readonly #options: MllpChannelOptions;
  readonly #decoder: FrameDecoder;
  /** Resolves when every message so far is answered. */
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #waitingBytes = 0;
  readonly #account: Account;
  readonly #touch: () => void;
  /** Runs from the first byte of a frame to its last. */
  #frameTimer: NodeJS.Timeout | undefined;
  #flushTimer: NodeJS.Timeout | undefined;
  #isFinishing = false;

  constructor({ socket, sender, account, touch }: Link, options: MllpChannelOptions) {
    this.#socket = socket;
    this.#sender = sender;
    this.#options = options;
    this.#account = account;
    this.#touch = touch;
    this.#decoder = new FrameDecoder({ maxBytes: options.maxMessageBytes });
    socket.on('data', (chunk) => {
      clearTimeout(this.#flushTimer);
      const frames = this.#decoder.push(chunk);
      this.#take(frames);
      this.#timeFrame(frames.length > 0);
      if (this.#decoder.endsWithBlockEnd)
        this.#flushTimer = setTimeout(() => this.#take(this.#decoder.flush()), FLUSH_AFTER_MS);
    });
    socket.on('close', () => {
      clearTimeout(this.#flushTimer);
      clearTimeout(this.#frameTimer);
      // its memory is free at once, also while a message is still handled
      this.#decoder.end();
    });
    socket.on('end', () => {
      clearTimeout(this.#frameTimer);
      this.#take(this.#decoder.end());
      void this.#tail.then(() => socket.end());
    });
  }

  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#socket.pause();
    // do not wait for a sender that does not read its answers
    const timer = setTimeout(() => this.#socket.destroy(), FINISH_WITHIN_MS);
    await this.#tail;
    clearTimeout(timer);
    // let the last answers arrive
    await new Promise<void>((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.destroySoon();
      setTimeout(() => this.#socket.destroy(), 1000).unref();
    });
  }

  #take(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const bytes = frame.kind === 'message' ? frame.bytes.length : 0;
      this.#waiting++;
      this.#waitingBytes += bytes;
      this.#tail = this.#tail.then(() => this.#handle(frame)).finally(() => this.#release(bytes));
    }
    if (this.#isFull) this.#socket.pause();
    this.#account.hold(this.#decoder.heldBytes, this.#waitingBytes);
  }

  #release(bytes: number): void {
    this.#waiting--;
    this.#waitingBytes -= bytes;
    this.#account.hold(this.#decoder.heldBytes, this.#waitingBytes);
    if (this.#isFull || this.#isFinishing) return;
    this.#socket.resume();
    this.#timeFrame(false);
  }

  get #isFull(): boolean {
    return this.#waiting >= MAX_WAITING || this.#waitingBytes >= MAX_WAITING_BYTES;
  }

  /** Closes the connection if the frame that has begun takes too long. We are not late ourselves: no reading, no time. */
  #timeFrame(isNew: boolean): void {
    const { channel, onEvent } = this.#options;
    const isOpen = !this.#decoder.isBetweenFrames && !this.#isFull && !this.#socket.destroyed;
    if (!isOpen || isNew) {
      clearTimeout(this.#frameTimer);
      this.#frameTimer = undefined;
    }
    if (!isOpen) return;
    this.#frameTimer ??= setTimeout(() => {
      onEvent({ kind: 'bad-frame', channel: channel.id, frame: 'late' });
      this.#socket.destroy();
    }, channel.frameSeconds * 1000);
  }

  #handle(frame: Frame): Promise<void> {
    if (frame.kind === 'message') return this.#receive(frame.bytes);
    // a commit needs no answer: the other side has stored what it was sent
    if (frame.kind === 'commit') return Promise.resolve();
    const { onEvent, channel } = this.#options;
    onEvent({ kind: 'bad-frame', channel: channel.id, frame: frame.kind });
    // the sender has given up noise and truncated messages, so nobody waits for an answer
    if (frame.kind !== 'oversized') return Promise.resolve();
    const issue = error(errorCode.internal, undefined, 'The message is too long for the gateway');
    return this.#reply(localAck(frame.head, 'reject', this.#options.clock ?? systemClock, [issue]));
  }

  async #receive(bytes: Uint8Array): Promise<void> {
    const { channel, intake, onEvent } = this.#options;
    const isResponse = isAcknowledgment(bytes);
    // nobody waits for an answer to an acknowledgment, nor is it a sign of messages to come
    if (isResponse === 'plain') return;
    this.#touch();
    const started = performance.now();
    const taken = await intake({ bytes, sender: this.#sender }, choiceOf(channel));
    const { outcome, messageId } = taken;
    onEvent({
      kind: 'received',
      channel: channel.id,
      bytes: bytes.length,
      outcome,
      durationMs: performance.now() - started,
      messageId,
    });
    if (isResponse === undefined) await this.#answer(bytes, taken);
  }

  async #answer(received: Uint8Array, { outcome, answer, followUps, later }: Taken): Promise<void> {
    if (this.#options.channel.acknowledge === 'commit')
      await this.#write(encodeCommit(outcome === 'not-stored' ? 'nak' : 'ack'));
    if (this.#isWanted(received, outcome, answer)) await this.#reply(answer);
    if (followUps.length > 0 && this.#options.sendWork?.(received, followUps) !== true)
      for (const followUp of followUps) await this.#reply(followUp);
    // it is sent when the cloud has answered, possibly between answers to later messages
    void later?.then((acknowledgment) =>
      acknowledgment === undefined ? undefined : this.#reply(acknowledgment),
    );
  }

  /** A query is always answered. */
  #isWanted(received: Uint8Array, outcome: Taken['outcome'], answer: Uint8Array): boolean {
    if (outcome === 'answered' || this.#options.channel.acknowledge !== 'conditional') return true;
    // a copy has the answer of its original
    const code = acknowledgmentIn(answer)?.code;
    return isAcknowledgmentWanted(received, code === 'AA' || code === 'CA' ? 'accept' : 'reject');
  }

  #reply(message: Uint8Array): Promise<void> {
    return this.#write(encodeFrame(message));
  }

  /** Waits while the other side does not read; the idle timeout ends that. */
  async #write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (!socket.writable) return;
    if (socket.write(bytes)) return this.#touch();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        this.#touch();
        resolve();
      };
      socket.once('drain', done).once('close', done);
    });
  }
}

const choiceOf = ({ acknowledge }: MllpChannel): AcknowledgmentChoice =>
  acknowledge === 'commit' || acknowledge === 'conditional' ? 'sender' : acknowledge;

/** Message types that answer another message (table 0003). Answering them would never end. */
const responses: ReadonlySet<string> = new Set([
  'ORL',
  'ORR',
  'RSP',
  'QCK',
  'RRD',
  'RRE',
  'RRG',
  'RCI',
  'RCL',
]);

/**
 * `plain` for an ACK without results, `filled` for another message of one of the response types. Undefined for
 * everything else, even with an MSA: it is an ordinary message.
 */
function isAcknowledgment(bytes: Uint8Array): 'plain' | 'filled' | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  if (!/[\r\n]MSA/.test(head)) return undefined;
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return undefined;
  const { messageCode = '' } = readMsh(parsed.value.header);
  if (messageCode === 'ACK') return parsed.value.find('OBX') === undefined ? 'plain' : 'filled';
  return responses.has(messageCode) ? 'filled' : undefined;
}
