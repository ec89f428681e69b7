import type { HoldReason } from '../../model/hold-reason.ts';
import { digestOf } from '../../model/identity.ts';
import type { AskedRelease, MessageRecord } from '../../model/message.ts';
import { canonicalJson } from '../../reports/canonical-json.ts';
import type { NormalizeDependencies } from '../process/normalize-dependencies.ts';
import { type ReplayPlan, replayPlanner } from '../replay/replay-message.ts';

export interface ReleaseRequest {
  readonly messageId: string;
  readonly release: readonly HoldReason[];
  readonly by: string;
  readonly why: string;
  /** What the person saw: see `stateSeen`. */
  readonly seen: string;
}

export type AskedOutcome =
  | { readonly kind: 'queued'; readonly asked: AskedRelease }
  /** Something happened to the message since the person saw it. Nothing was asked for. */
  | { readonly kind: 'changed'; readonly record: MessageRecord }
  | { readonly kind: 'refused'; readonly reason: string }
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

/** What the release of these holds would change. Nothing is written. */
export const planRelease = (
  { messageId, release, by }: Pick<ReleaseRequest, 'messageId' | 'release' | 'by'>,
  dependencies: NormalizeDependencies,
): Promise<ReplayPlan> => replayPlanner(dependencies)({ messageId, by, release });

/**
 * Queues a release in the sequence group of the message, where the worker carries it out. Of two people who act on the same
 * state one wins, and the other is told what has changed.
 */
export async function askRelease(
  request: ReleaseRequest,
  dependencies: NormalizeDependencies & { readonly newId: () => string },
): Promise<AskedOutcome> {
  const { messages, inbound, clock, newId } = dependencies;
  const { messageId, release, by, why, seen } = request;
  const record = (await messages.get(messageId))?.record;
  if (record === undefined) return { kind: 'unknown-message' };
  if (stateSeen(record) !== seen) return { kind: 'changed', record };
  const plan = await planRelease(request, dependencies);
  if (plan.kind === 'refused') return { kind: 'refused', reason: plan.reason };
  const asked = { id: newId(), askedAt: clock().toISOString(), by, why, release: [...release] };
  if (!(await messages.ask(messageId, asked, record.finishedReplays ?? 0)))
    return { kind: 'changed', record: (await messages.get(messageId))?.record ?? record };
  const { group } = plan.waits;
  try {
    await inbound.send({ messageId, group, occasion: 'asked', cause: asked.id });
  } catch (cause) {
    await messages.settleAsked(messageId, asked);
    throw cause;
  }
  return { kind: 'queued', asked };
}
