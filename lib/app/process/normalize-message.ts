import { heldCount, setAsideCount, updateCount } from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import type { InboundEntry, InboundQueue } from '../../ports/inbound-queue.ts';
import type { Intake } from '../../ports/intake.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { type FiledMessage, type FileMessageDependencies, fileMessage } from './file-message.ts';

export interface NormalizeDependencies extends FileMessageDependencies {
  readonly intake: Intake;
  readonly inbound: InboundQueue;
  readonly messages: MessageStore;
  readonly siteVersion: string;
}

/** How a message waited. */
export interface NormalizeOptions {
  /** Default: `first`. */
  readonly occasion?: Exclude<Occasion, 'replay' | 'replay-retry'> | undefined;
  /** The sequence that it waited in. */
  readonly group?: string | undefined;
  readonly lookups?: InboundEntry['lookups'];
}

export interface NormalizeOutcome {
  readonly outcome: 'processed' | 'already-processed' | 'held' | 'set-aside' | 'failed';
  readonly source: string;
  /** Where its observations went. */
  readonly stored: number;
  readonly held: number;
  readonly setAside: number;
  readonly reportVersions: number;
  readonly updates: number;
  readonly retriedPuts: number;
  /** Where in the message something waits outside any report. */
  readonly heldAt: FiledMessage['heldAt'];
}

const nothing = {
  outcome: 'already-processed',
  heldAt: new Map<never, never>(),
  ...{ stored: 0, held: 0, setAside: 0, reportVersions: 0, updates: 0, retriedPuts: 0 },
} as const;

/**
 * Turns one stored message into report versions and updates, orders, patients or QC points. Safe
 * to run again at any point: a part that a report has is not added twice, and an update that was
 * queued twice is delivered once.
 */
export async function normalizeMessage(
  messageId: string,
  dependencies: NormalizeDependencies,
  { occasion = 'first', group, lookups = { aliases: [], patients: [] } }: NormalizeOptions = {},
): Promise<NormalizeOutcome> {
  const { intake, inbound, messages, siteVersion, clock } = dependencies;
  const names = { ...lookups, numbers: lookups.numbers ?? [] };
  const { stored, known, reports: found } = await intake.open(messageId, names);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record } = stored;
  if (record.state !== 'received' && occasion !== 'again') return { ...nothing, source: record.source };
  const { state, ledger, issues, reports, ...read } = await fileMessage(stored, dependencies, {
    occasion,
    group,
    known: { names, identities: known, reports: found },
    released: record.released,
    releasedPatients: record.releasedPatients,
  });
  // once, by whichever of its entries comes first
  if (record.state === 'received')
    for (const retired of read.unsequenced)
      await inbound.send({ messageId, group: retired, occasion: 'again' });
  await messages.finish({
    record,
    state,
    ledger,
    issues,
    reports,
    siteVersion,
    finishedAt: clock(),
    occasion,
  });
  return {
    outcome: state,
    source: record.source,
    stored: ledger.stored,
    held: heldCount(ledger),
    setAside: setAsideCount(ledger),
    reportVersions: read.appended,
    updates: updateCount(reports),
    retriedPuts: read.retriedPuts,
    heldAt: read.heldAt,
  };
}
