import { acknowledgmentIn, controlIdIn } from '@labwire/hl7/ack';
import type { RefusalCode } from '../../lib/model/delivery.ts';
import type { Peer } from '../../lib/shared/peer.ts';
import { MllpClient } from './mllp-client.ts';

/** The outcome of one attempt to send a message. */
export type Attempt =
  | { readonly kind: 'delivered'; readonly reply: Uint8Array }
  /** The message will never be accepted: AR, CR, or another code that is not retried. */
  | { readonly kind: 'refused'; readonly reply: Uint8Array; readonly code: RefusalCode }
  /**
   * A temporary error, no listener, no answer, or the answer to another message. The same message is sent
   * again.
   */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * The other side of an MLLP connection that we open. Messages are sent one at a time. An answer counts only
 * if MSA-2 is the MSH-10 that was sent. After a wrong or missing answer the connection is dropped, so that a
 * late answer is never taken for the answer to another message.
 */
export class MllpPeer {
  readonly #peer: Peer;
  readonly #retryOn: readonly string[];
  #client: MllpClient | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  /** MSH-10 of messages sent on this connection; each may be answered twice. */
  readonly #sent = new Set<string>();

  /**
   * `retryOn`: the values of MSA-1 after which the same message is sent again. Any other refusal is final.
   */
  constructor(peer: Peer, retryOn: readonly string[] = ['AE', 'CE']) {
    this.#peer = peer;
    this.#retryOn = retryOn;
  }

  deliver(message: Uint8Array): Promise<Attempt> {
    const result = this.#tail.then(() => this.#attempt(message));
    this.#tail = result;
    return result;
  }

  async close(): Promise<void> {
    await this.#tail;
    this.#drop();
  }

  async #attempt(message: Uint8Array): Promise<Attempt> {
    const isReused = this.#client?.isOpen === true;
    const started = performance.now();
    const timeoutMs = this.#peer.timeoutSeconds * 1000;
    try {
      if (this.#client?.isOpen !== true) this.#client = await MllpClient.connect(this.#peer);
      return await this.#exchange(this.#client, message, timeoutMs);
    } catch (cause) {
      this.#drop();
      // many peers close after each answer, which is noticed only with the next message
      if (isReused && performance.now() - started < timeoutMs) return this.#attempt(message);
      const hasCode = typeof cause === 'object' && cause !== null && 'code' in cause;
      const code = hasCode ? String(cause.code) : 'no-answer';
      return { kind: 'failed', reason: code };
    }
  }

  async #exchange(client: MllpClient, message: Uint8Array, timeoutMs: number): Promise<Attempt> {
    const controlId = controlIdIn(message);
    const deadline = performance.now() + timeoutMs;
    let reply = await client.send(message, timeoutMs);
    // the peer may answer an earlier message again: its application acknowledgment after the commit, or a
    // repeated answer
    while (isOther(reply, controlId) && this.#sent.has(acknowledgmentIn(reply)?.controlId.trim() ?? '')) {
      // answers that never end do not extend the time
      if (performance.now() >= deadline) throw new Error('no answer in time');
      reply = await client.next(Math.max(deadline - performance.now(), 1));
    }
    if (this.#sent.size >= MAX_SENT) this.#sent.clear();
    this.#sent.add(controlId ?? '');
    return this.#judge(controlId, reply);
  }

  #judge(controlId: string | undefined, reply: Uint8Array): Attempt {
    const ack = acknowledgmentIn(reply);
    if (ack === undefined || ack.controlId.trim() !== controlId) {
      this.#drop();
      return { kind: 'failed', reason: ack === undefined ? 'no-acknowledgment' : 'other-control-id' };
    }
    switch (ack.code) {
      case 'AA':
      case 'CA':
        return { kind: 'delivered', reply };
      case 'AR':
      case 'CR':
      case 'AE':
      case 'CE':
        return this.#retryOn.includes(ack.code)
          ? { kind: 'failed', reason: ack.code }
          : { kind: 'refused', reply, code: ack.code };
      default:
        // the value comes from outside and must not reach a log
        return { kind: 'failed', reason: 'unknown-code' };
    }
  }

  #drop(): void {
    this.#client?.destroy();
    this.#client = undefined;
    this.#sent.clear();
  }
}

const MAX_SENT = 1000;

const isOther = (reply: Uint8Array, controlId: string | undefined): boolean =>
  acknowledgmentIn(reply)?.controlId.trim() !== controlId;
