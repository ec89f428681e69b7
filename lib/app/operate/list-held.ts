import { type HoldReason, holdReasonSchema } from '../../model/hold-reason.ts';
import type { HeldMessage } from '../../model/message.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import { upTo } from './up-to.ts';

/** The number of held messages, each counted once; at most `most` are counted. One request for each reason. */
export async function countHeld(
  dependencies: { readonly messages: Pick<MessageIndex, 'held'> },
  most: number,
): Promise<number> {
  const held = await listHeld(undefined, dependencies, most);
  return Math.min(most, new Set(held.map(({ messageId }) => messageId)).size);
}

/**
 * The held messages by reason, oldest first; only one reason if it is given. At most `most` of each reason are read.
 * Default: all.
 */
export async function listHeld(
  reason: HoldReason | undefined,
  { messages }: { readonly messages: Pick<MessageIndex, 'held'> },
  most = Number.POSITIVE_INFINITY,
): Promise<readonly HeldMessage[]> {
  const reasons = reason === undefined ? holdReasonSchema.options : [reason];
  const atOnce = Number.isFinite(most) ? most : undefined;
  const found = await Promise.all(reasons.map((one) => upTo(most, messages.held(one, { atOnce }))));
  return found.flat();
}
