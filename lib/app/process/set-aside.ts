import { error, errorCode, type Issue } from '@labwire/hl7/issue';
import type { Ledger, MessageRecord } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import { searchNamesOf } from '../../normalize/admit/search-names.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Site } from '../../site/site.ts';
import type { NormalizeDependencies } from './normalize-dependencies.ts';
import { heldLedger } from './tally.ts';

/** A message that our own code cannot read is set aside at this try. */
export const MAX_TRIES = 3;

/** A message that takes longer than its time budget is set aside at this try: each try delays the other messages of its batch. */
export const MAX_LATE = 2;

/** So is a message during which the process died this often. */
export const MAX_UNSEEN = 2;

/**
 * Sets a message aside that could not be read for a reason of ours: a fault in the code, its time over, or a process
 * that died. It is `failed` and held as `incomplete` until a person replays it. The messages behind it go on. A message
 * that was read before, in another sequence or on another occasion, keeps its state and its ledger: `isRead`.
 */
export async function setMessageAside(
  messageId: string,
  occasion: Occasion,
  { messages, site, siteVersion, clock }: NormalizeDependencies,
): Promise<{ readonly record: MessageRecord; readonly ledger: Ledger; readonly isRead: boolean }> {
  const stored = await messages.get(messageId);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record, bytes } = stored;
  const { state } = record;
  const isRead = state !== 'received' && state !== 'rejected';
  const earlier = isRead ? record.ledger : undefined;
  const ledger = earlier ?? ledgerOf(bytes, site, record.ledger?.received);
  const issue = unread(
    isRead
      ? 'Labwire had read this message before, and could not read it again: its earlier outcome stays until a person replays it'
      : 'Labwire could not read this message to its end: it is kept until a person replays it',
  );
  const isNoted = record.issues.some(({ message }) => message === issue.message);
  await messages.finish({
    record,
    state: isRead ? state : 'failed',
    ledger,
    issues: isNoted ? record.issues : [...record.issues, issue],
    reports: record.reports,
    siteVersion,
    finishedAt: clock(),
    occasion,
    searchNames: () => namesIn(bytes, site),
  });
  return { record, ledger, isRead };
}

const unread = (message: string): Issue => ({
  ...error(errorCode.internal, undefined, message),
  reason: 'not-read',
});

/** Nothing if that is what cannot be read. */
function namesIn(bytes: Uint8Array, site: Site): readonly string[] {
  try {
    return searchNamesOf(bytes, site);
  } catch {
    return [];
  }
}

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
