import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Ledger, MessageRecord } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Site } from '../../site/site.ts';
import type { NormalizeDependencies } from './normalize-dependencies.ts';
import { heldLedger } from './tally.ts';

/** A message that our own code cannot read is set aside at this try. */
export const MAX_TRIES = 3;

/** So is a message during which the process died this often. */
export const MAX_UNSEEN = 2;

/**
 * Sets a message aside that could not be read for a reason of ours: a fault in the code, its time over, or a process
 * that died. It is `failed` and held as `incomplete` until a person replays it. The messages behind it go on.
 * Undefined if the message was read before, in another sequence or on another occasion: its record stays as it is.
 */
export async function setMessageAside(
  messageId: string,
  occasion: Occasion,
  { messages, site, siteVersion, clock }: NormalizeDependencies,
): Promise<{ readonly record: MessageRecord; readonly ledger: Ledger } | undefined> {
  const stored = await messages.get(messageId);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record, bytes } = stored;
  if (record.state !== 'received') return undefined;
  const ledger = ledgerOf(bytes, site, record.ledger?.received);
  await messages.finish({
    record,
    state: 'failed',
    ledger,
    issues: [...record.issues, unread],
    reports: record.reports,
    siteVersion,
    finishedAt: clock(),
    occasion,
  });
  return { record, ledger };
}

const unread: Issue = {
  ...error(
    errorCode.internal,
    undefined,
    'Labwire could not read this message to its end: it is kept until a person replays it',
  ),
  reason: 'not-read',
};

/** Everything is held. `received`: the number of OBX segments, if it is known. */
function ledgerOf(bytes: Uint8Array, site: Site, received = 0): Ledger {
  const unreadable: Ledger = { received, stored: 0, held: { incomplete: received }, setAside: {} };
  try {
    const admitted = admitMessage(bytes, site);
    return admitted.ok ? heldLedger(admitted.value.message, 'incomplete') : unreadable;
  } catch {
    return unreadable;
  }
}
