import type { HeldMessage } from '../../model/message.ts';
import { type HoldReason, holdReasonSchema } from '../../model/report.ts';
import type { MessageIndex } from '../../ports/message-store.ts';

/** The messages that wait, by reason, the oldest first within each; for one reason alone where one is given. */
export async function listHeld(
  reason: HoldReason | undefined,
  { messages }: { readonly messages: Pick<MessageIndex, 'held'> },
): Promise<readonly HeldMessage[]> {
  const reasons = reason === undefined ? holdReasonSchema.options : [reason];
  const found: HeldMessage[] = [];
  for (const one of reasons) found.push(...(await Array.fromAsync(messages.held(one))));
  return found;
}
