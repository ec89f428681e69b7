import type { OutboundEntry } from '../model/outbound.ts';

/** A message before it is known whether it is short enough for the queue. */
export interface OutboundMessage {
  readonly destination: string;
  readonly message: Uint8Array;
  readonly report?: OutboundEntry['report'];
}

/** Messages for whom the gateway reaches: it takes them from here. */
export interface OutboundQueue {
  /** Queues a message. `group` keeps the messages of one patient in sequence; the same `id` is queued once. */
  send(message: OutboundMessage, order: { readonly group: string; readonly id: string }): Promise<void>;
}
