import type { HoldReason } from '../../model/hold-reason.ts';
import { digestOf } from '../../model/identity.ts';
import type { AskedRelease, MessageRecord } from '../../model/message.ts';
import { doerOf } from '../../model/who-did.ts';
import type { InboundQueue } from '../../ports/inbound-queue.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Reader } from './audited-read.ts';

export interface ReleaseRequest {
  readonly messageId: string;
  readonly release: readonly HoldReason[];
  readonly reader: Pick<Reader, 'actor' | 'name' | 'reason'>;
  /** What the person saw: see `stateSeen`. */
  readonly seen: string;
  /** The sequence group of the message, as a rehearsal names it. */
  readonly group: string;
}

export interface AskDependencies {
  readonly messages: Pick<MessageStore, 'get' | 'ask' | 'settleAsked'>;
  readonly inbound: InboundQueue;
  readonly clock: Clock;
  readonly newId: () => string;
}

export type AskedOutcome =
  | { readonly kind: 'queued'; readonly asked: AskedRelease }
  /** Something happened to the message since the person saw it. Nothing was asked for. */
  | { readonly kind: 'changed'; readonly record: MessageRecord }
  | { readonly kind: 'unknown-message' };

/** Everything about a message that a decision to release depends on, as one word. */
export const stateSeen = ({
  state,
  ledger,
  reports,
  replays,
  finishedReplays,
  asked,
}: MessageRecord): string =>
  digestOf(
    canonicalJson({ state, ledger, reports, replays: replays?.length, finishedReplays, asked: asked?.id }),
  );

/**
 * Queues a release in the sequence group of the message, where the worker carries it out. Of two people who act on the same
 * state one wins, and the other is told what has changed.
 */
export async function askRelease(
  request: ReleaseRequest,
  { messages, inbound, clock, newId }: AskDependencies,
): Promise<AskedOutcome> {
  const { messageId, release, reader, seen, group } = request;
  const record = (await messages.get(messageId))?.record;
  if (record === undefined) return { kind: 'unknown-message' };
  if (stateSeen(record) !== seen) return { kind: 'changed', record };
  const asked = {
    id: newId(),
    askedAt: clock().toISOString(),
    ...doerOf(reader),
    why: reader.reason,
    release: [...release],
  };
  if (!(await messages.ask(messageId, asked, record.finishedReplays ?? 0)))
    return { kind: 'changed', record: (await messages.get(messageId))?.record ?? record };
  try {
    await inbound.send({ messageId, group, occasion: 'asked', cause: asked.id });
  } catch (cause) {
    await messages.settleAsked(messageId, asked);
    throw cause;
  }
  return { kind: 'queued', asked };
}
