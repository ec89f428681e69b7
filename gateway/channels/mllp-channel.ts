import type { Socket } from 'node:net';
import { error, errorCode } from '@labwire/hl7/issue';
import { parseMessage } from '@labwire/hl7/message/message';
import { encodeCommit, encodeFrame, type Frame, FrameDecoder } from '@labwire/hl7/mllp/frame';
import { readMsh } from '@labwire/hl7/segments/msh';
import type { Sender } from '../../lib/model/sender.ts';
import { type Clock, systemClock } from '../../lib/shared/clock.ts';
import type { MllpChannel } from '../../lib/site/gateway.ts';
import type { OnEvent } from '../events.ts';
import { type AcknowledgmentChoice, localAck, type Taken, type Taking } from '../intake.ts';
import { type Link, type LinkHandler, type Listening, startTcpServer } from './tcp-server.ts';

export interface MllpChannelOptions {
  readonly channel: MllpChannel;
  readonly intake: Taking;
  readonly maxMessageBytes: number;
  /** Where work that follows an answer goes; false where it goes back on the same connection. */
  readonly sendWork?: ((query: Uint8Array, work: readonly Uint8Array[]) => boolean) | undefined;
  readonly onEvent: OnEvent;
  readonly clock?: Clock | undefined;
  readonly certificatesEveryMs?: number | undefined;
}

/** How long a block's end may wait for its carriage return. */
const FLUSH_AFTER_MS = 200;

/** What is under way may take as long as the cloud does. */
const FINISH_WITHIN_MS = 25_000;

/** Messages that wait on one connection before it is read on. */
const MAX_WAITING = 8;

/** Listens for MLLP; answers each message, in order, with what the intake says. */
export const startMllpChannel = (options: MllpChannelOptions): Promise<Listening> =>
  startTcpServer({
    channel: options.channel,
    onEvent: options.onEvent,
    certificatesEveryMs: options.certificatesEveryMs,
    onLink: (link) => new MllpConnection(link, options),
  });

class MllpConnection implements LinkHandler {
  readonly #socket: Socket;
  readonly #sender: Sender;
  readonly #options: MllpChannelOptions;
  readonly #decoder: FrameDecoder;
  /** Ends when every message so far is answered. */
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #isFinishing = false;

  constructor({ socket, sender }: Link, options: MllpChannelOptions) {
    this.#socket = socket;
    this.#sender = sender;
    this.#options = options;
    this.#decoder = new FrameDecoder({ maxBytes: options.maxMessageBytes });
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
  }

  async finish(): Promise<void> {
    this.#isFinishing = true;
    this.#socket.pause();
    // one that does not read is not waited for
    const timer = setTimeout(() => this.#socket.destroy(), FINISH_WITHIN_MS);
    await this.#tail;
    clearTimeout(timer);
    // what was answered is to arrive
    await new Promise<void>((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.destroySoon();
      setTimeout(() => this.#socket.destroy(), 1000).unref();
    });
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

  #handle(frame: Frame): Promise<void> {
    if (frame.kind === 'message') return this.#receive(frame.bytes);
    // the other side has what it was sent
    if (frame.kind === 'commit') return Promise.resolve();
    const { onEvent, channel } = this.#options;
    onEvent({ kind: 'bad-frame', channel: channel.id, frame: frame.kind });
    // noise and half a message have nobody to answer: the sender has given them up
    if (frame.kind !== 'oversized') return Promise.resolve();
    const issue = error(errorCode.internal, undefined, 'The message is longer than the gateway takes');
    return this.#reply(localAck(frame.head, 'reject', this.#options.clock ?? systemClock, [issue]));
  }

  async #receive(bytes: Uint8Array): Promise<void> {
    const { channel, intake, onEvent } = this.#options;
    const isResponse = isAcknowledgment(bytes);
    // an acknowledgment of an acknowledgment: nobody waits for more
    if (isResponse === 'plain') return;
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
    await this.#reply(answer);
    if (followUps.length > 0 && this.#options.sendWork?.(received, followUps) !== true)
      for (const followUp of followUps) await this.#reply(followUp);
    // it comes when the cloud has spoken, between whatever else is answered by then
    void later?.then((acknowledgment) =>
      acknowledgment === undefined ? undefined : this.#reply(acknowledgment),
    );
  }

  #reply(message: Uint8Array): Promise<void> {
    return this.#write(encodeFrame(message));
  }

  /** Waits where the other side does not read; the idle time ends that. */
  async #write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (!socket.writable || socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.once('drain', done).once('close', done);
    });
  }
}

const choiceOf = ({ acknowledge }: MllpChannel): AcknowledgmentChoice =>
  acknowledge === 'commit' ? 'sender' : acknowledge;

/** Messages that answer another (table 0003): to answer them in turn would never end. */
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

/** `plain` for a bare ACK, `filled` for a response that says more; whatever else carries an MSA is a message. */
function isAcknowledgment(bytes: Uint8Array): 'plain' | 'filled' | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1');
  if (!/[\r\n]MSA/.test(head)) return undefined;
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return undefined;
  const { messageCode = '' } = readMsh(parsed.value.header);
  if (messageCode === 'ACK') return 'plain';
  return responses.has(messageCode) ? 'filled' : undefined;
}
