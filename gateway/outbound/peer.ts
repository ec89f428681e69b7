import { acknowledgmentIn, controlIdIn } from '@labwire/hl7/ack';
import type { Peer } from '../../lib/shared/peer.ts';
import { MllpClient } from './mllp-client.ts';

/** What became of one attempt to hand a message over. */
export type Attempt =
  | { readonly kind: 'delivered'; readonly reply: Uint8Array }
  /** It will never be taken: AR or CR, or whatever else is not to be tried again. */
  | { readonly kind: 'refused'; readonly reply: Uint8Array; readonly code: string }
  /** An error that may pass, nobody there, no answer, or the answer to another message: the same message again. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * The other side of an MLLP connection that is ours to open. One message at a time; an answer counts
 * only where MSA-2 is the MSH-10 that was sent. Where it is not, or none comes in time, the connection
 * is dropped: a late answer is never taken for that of another message.
 */
export class MllpPeer {
  readonly #peer: Peer;
  readonly #retryOn: readonly string[];
  #client: MllpClient | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  /** MSH-10 of what was sent on this connection: it may be answered a second time. */
  readonly #sent = new Set<string>();

  /** `retryOn`: MSA-1 after which the same message is sent again; any other refusal is for good. */
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
      // many close after each answer, which is seen only when the next message is on its way
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
    // an application's acknowledgment behind the commit of the last message, or its answer once more
    while (isOther(reply, controlId) && this.#sent.has(acknowledgmentIn(reply)?.controlId.trim() ?? ''))
      reply = await client.next(Math.max(deadline - performance.now(), 1));
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
        // whatever stands there is not for a log
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
