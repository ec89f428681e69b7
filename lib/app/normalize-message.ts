import { isBalanced, type Ledger, type ReportReference, updateCount } from '../model/message.ts';
import { admitMessage } from '../normalize/admit-message.ts';
import type { RunScript } from '../normalize/transform/script-runner.ts';
import { resultCount, transformMessage } from '../normalize/transform/transform-message.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import { errorCode, type Issue, warning } from '../shared/issue.ts';
import {
  type ContentDependencies,
  type MessageContent,
  processDefinitions,
  processDevice,
  processDocuments,
  processOrders,
  processRegistration,
  processResults,
} from './process-content.ts';
import { wholeLedger } from './tally.ts';

export interface NormalizeDependencies extends ContentDependencies {
  readonly messages: MessageStore;
  readonly siteVersion: string;
  /** Runs the scripts of the site; undefined where no source has one. */
  readonly runScript?: RunScript | undefined;
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
  const { messages, site, clock } = dependencies;
  const stored = await messages.get(messageId);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record, bytes } = stored;
  if (record.state !== 'received') return withoutReports('already-processed');

  const ends = async (
    state: 'processed' | 'held' | 'set-aside' | 'failed',
    ledger: Ledger,
    issues: readonly Issue[],
    reports: readonly ReportReference[] = [],
  ) => {
    if (!isBalanced(ledger)) throw new UnbalancedLedger();
    const { siteVersion } = dependencies;
    await messages.finish({ id: messageId, state, ledger, issues, reports, siteVersion, at: clock() });
    return withoutReports(state);
  };

  const admitted = admitMessage(bytes, site);
  // taken under another configuration; it stays, with the reason, until somebody replays it
  if (!admitted.ok) return ends('failed', emptyLedger, admitted.issues);
  const { kind, message } = admitted.value;
  if (kind === 'other')
    return ends('set-aside', wholeLedger(resultCount(message), 'setAside', 'unread-type'), [
      ...message.issues,
      unreadType,
    ]);

  const transformed = await transformMessage(admitted.value, dependencies.runScript);
  if (transformed.kind === 'held') {
    // an earlier try may have got further: what it filed and this one held would contradict each other
    if (transformed.reason === 'script-timeout' && dependencies.isRetry === true)
      throw new AdapterError(
        'ScriptTimeout',
        'transient',
        'A script took too long on a message tried before',
      );
    return ends('held', wholeLedger(resultCount(message), 'held', transformed.reason), transformed.issues);
  }

  const content: MessageContent = {
    admitted: transformed.admitted,
    removed: transformed.removed,
    options: { messageId, receivedAt: new Date(record.receivedAt), site },
  };
  const { tally, issues, state = 'processed' } = await processors[kind](content, dependencies);
  await ends(state, tally.ledger, issues, tally.reports);
  return {
    outcome: state,
    reportVersions: tally.appended,
    updates: updateCount(tally.reports),
    retriedPuts: tally.retriedPuts,
  };
}

const processors = {
  results: processResults,
  documents: processDocuments,
  orders: processOrders,
  registration: processRegistration,
  device: processDevice,
  definitions: processDefinitions,
};

/** Some OBX of a message is neither stored, held nor set aside: the message must not pass for processed. */
export class UnbalancedLedger extends Error {
  constructor() {
    super('the loss ledger does not balance');
  }
}

const withoutReports = (outcome: NormalizeOutcome['outcome']): NormalizeOutcome => ({
  outcome,
  reportVersions: 0,
  updates: 0,
  retriedPuts: 0,
});

const emptyLedger: Ledger = { received: 0, stored: 0, held: {}, setAside: {} };

const unreadType: Issue = {
  ...warning(
    errorCode.unsupportedMessageType,
    'MSH-9',
    'Nothing of this message type is read here: it was kept, and set aside',
  ),
  reason: 'unread-type',
};
