import { type HoldReason, holdReasonSchema } from '../../model/hold-reason.ts';
import type { HeldMessage } from '../../model/message.ts';
import type { MessageIndex } from '../../ports/message-store.ts';
import { upTo } from './up-to.ts';

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
