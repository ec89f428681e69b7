import type { OutboundEntry } from '../model/outbound.ts';

/** A message before its length decides between the queue and S3. */
export interface OutboundMessage {
  readonly destination: string;
  readonly message: Uint8Array;
  readonly report?: OutboundEntry['report'];
}

/** Messages for receivers that the gateway reaches. The gateway reads this queue. */
export interface OutboundQueue {
  /** Queues a message. `group` keeps the messages of one patient in order; an `id` is queued only once. */
  send(message: OutboundMessage, order: { readonly group: string; readonly id: string }): Promise<void>;
}
