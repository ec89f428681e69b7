import { updateCount } from '../model/message.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import { type ReadDependencies, readMessage } from './read-message.ts';

export interface NormalizeDependencies extends ReadDependencies {
  readonly messages: MessageStore;
  readonly siteVersion: string;
  /** Whether this message may have been tried before. */
  readonly isRetry?: boolean;
}

export interface NormalizeOutcome {
  readonly outcome: 'processed' | 'already-processed' | 'held' | 'set-aside' | 'failed';
  readonly reportVersions: number;
  readonly updates: number;
  readonly retriedPuts: number;
}

/**
 * Turns one stored message into report versions and updates, orders, patients or QC points. Safe
 * to run again at any point: a part that a report has is not added twice, and an update that was
 * queued twice is delivered once.
 */
export async function normalizeMessage(
  messageId: string,
  dependencies: NormalizeDependencies,
): Promise<NormalizeOutcome> {
  const { messages, siteVersion, clock, isRetry } = dependencies;
  const stored = await messages.get(messageId);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record } = stored;
  if (record.state !== 'received')
    return { outcome: 'already-processed', reportVersions: 0, updates: 0, retriedPuts: 0 };
  const { state, ledger, issues, reports, ...read } = await readMessage(stored, dependencies, { isRetry });
  await messages.finish({ record, state, ledger, issues, reports, siteVersion, at: clock() });
  return {
    outcome: state,
    reportVersions: read.appended,
    updates: updateCount(reports),
    retriedPuts: read.retriedPuts,
  };
}
