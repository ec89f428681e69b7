/** What the cloud said to one message. */
export type RelayResult =
  | {
      readonly kind: 'answered';
      readonly ack: Uint8Array;
      readonly messageId: string | undefined;
      readonly outcome: string | undefined;
    }
  /** No acknowledgment came; whether the message was taken is not known. */
  | { readonly kind: 'unanswered'; readonly reason: string };

export type Relay = (message: Uint8Array) => Promise<RelayResult>;

export interface HttpRelayOptions {
  /** Base of the HTTP API, without `/v1/messages`. */
  readonly url: string;
  readonly timeoutMs: number;
  /** Sends the request; signs it where the API asks for that. */
  readonly send?: typeof fetch;
}

/** Hands messages to `POST /v1/messages` and brings back the acknowledgment as it was written. */
export function createHttpRelay({ url, timeoutMs, send = fetch }: HttpRelayOptions): Relay {
  const target = `${url.replace(/\/+$/, '')}/v1/messages`;
  return async (message) => {
    try {
      const response = await send(target, {
        method: 'POST',
        headers: { 'content-type': 'application/hl7-v2' },
        body: new Uint8Array(message),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      const isAck = response.headers.get('content-type')?.startsWith('application/hl7-v2') === true;
      if (!isAck) return { kind: 'unanswered', reason: `HTTP ${response.status}` };
      return {
        kind: 'answered',
        ack: body,
        messageId: response.headers.get('labwire-message-id') ?? undefined,
        outcome: response.headers.get('labwire-outcome') ?? undefined,
      };
    } catch (cause) {
      return { kind: 'unanswered', reason: cause instanceof Error ? cause.name : 'unknown' };
    }
  };
}
