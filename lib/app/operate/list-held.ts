import type { HeldMessage } from '../../model/message.ts';
import { type HoldReason, holdReasonSchema } from '../../model/report.ts';
import type { MessageIndex } from '../../ports/message-store.ts';

/** The held messages by reason, oldest first; only one reason if it is given. */
export async function listHeld(
  reason: HoldReason | undefined,
  { messages }: { readonly messages: Pick<MessageIndex, 'held'> },
): Promise<readonly HeldMessage[]> {
  const reasons = reason === undefined ? holdReasonSchema.options : [reason];
  const found: HeldMessage[] = [];
  for (const one of reasons) found.push(...(await Array.fromAsync(messages.held(one))));
  return found;
}
