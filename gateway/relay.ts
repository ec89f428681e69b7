import { splitMessages } from '../lib/hl7/batch.ts';
import type { Sender } from '../lib/model/sender.ts';
import type { TakenOutcome } from './events.ts';

/** A message as it came in, and by whom. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  /** Ask for the application's acknowledgment, whatever the sender asks for. */
  readonly wantsApplication?: boolean | undefined;
}

/** What the cloud said to one message. */
export type RelayResult =
  | {
      readonly kind: 'answered';
      readonly outcome: TakenOutcome;
      readonly answer: Uint8Array;
      /** Work that the answer to a query announces. */
      readonly followUps: readonly Uint8Array[];
      readonly messageId: string | undefined;
    }
  /** No acknowledgment came; whether the message was taken is not known. */
  | {
      readonly kind: 'unanswered';
      readonly reason: string;
      readonly retryAfterMs?: number | undefined;
      /** The same request will never be taken: it is too long for the way to the cloud. */
      readonly isPermanent?: boolean | undefined;
    };

export type Relay = (received: Received) => Promise<RelayResult>;

export interface HttpRelayOptions {
  /** Base of the HTTP API, without `/v1/messages`. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Sends the request; signs it where the API asks for that. */
  readonly send?: typeof fetch;
}

const outcomes: readonly TakenOutcome[] = ['accepted', 'duplicate', 'rejected', 'not-stored', 'answered'];

/** Hands messages to `POST /v1/messages` and brings back what was answered, as it was written. */
export function createHttpRelay({ url, timeoutMs, send = fetch }: HttpRelayOptions): Relay {
  const target = `${url.replace(/\/+$/, '')}/v1/messages`;
  return async (received) => {
    try {
      const response = await send(target, {
        method: 'POST',
        headers: headersOf(received),
        body: new Uint8Array(received.bytes),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      const outcome = outcomes.find((one) => one === response.headers.get('labwire-outcome'));
      if (outcome === undefined) return unanswered(response);
      const isHl7 = response.headers.get('content-type')?.startsWith('application/hl7-v2') === true;
      const [answer = body, ...followUps] = isHl7 ? splitMessages(body) : [];
      const messageId = response.headers.get('labwire-message-id') ?? undefined;
      return { kind: 'answered', outcome, answer, followUps, messageId };
    } catch (cause) {
      return { kind: 'unanswered', reason: cause instanceof Error ? cause.name : 'unknown' };
    }
  };
}

function headersOf({ sender, wantsApplication }: Received): Record<string, string> {
  return {
    'content-type': 'application/hl7-v2',
    'labwire-sender': encodeURIComponent(JSON.stringify(sender)),
    ...(wantsApplication === true ? { 'labwire-acknowledgment': 'application' } : {}),
  };
}

function unanswered({ status, headers }: Response): RelayResult {
  const retryAfter = headers.get('retry-after');
  const seconds = Number(retryAfter);
  return {
    kind: 'unanswered',
    reason: `HTTP ${status}`,
    ...(status === 413 ? { isPermanent: true } : {}),
    ...(retryAfter !== null && Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
  };
}
