import {
  heldCount,
  isBalanced,
  type Ledger,
  type ReportReference,
  type SetAsideReason,
  setAsideCount,
  updateCount,
} from '../model/message.ts';
import type { HoldReason, ReportVersion } from '../model/report.ts';
import { admitMessage } from '../normalize/admit-message.ts';
import {
  type IncomingPart,
  type NormalizedResults,
  normalizeResults,
} from '../normalize/normalize-results.ts';
import type { RunScript } from '../normalize/transform/script-runner.ts';
import { resultCount, transformMessage } from '../normalize/transform/transform-message.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { QcStore } from '../ports/qc-store.ts';
import type { ReportStore } from '../ports/report-store.ts';
import type { UpdateQueue } from '../ports/update-queue.ts';
import { mergeReport } from '../reports/merge-report.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { Clock } from '../shared/clock.ts';
import { errorCode, type Issue, warning } from '../shared/issue.ts';
import type { Site } from '../site/site.ts';

export interface NormalizeDependencies {
  readonly messages: MessageStore;
  readonly reports: ReportStore;
  readonly qc: QcStore;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly siteVersion: string;
  /** Runs the scripts of the site; undefined where no source has one. */
  readonly runScript?: RunScript | undefined;
  /** Whether this message may have been tried before. */
  readonly isRetry?: boolean;
  readonly clock: Clock;
}

export interface NormalizeOutcome {
  readonly outcome: 'processed' | 'already-processed' | 'held' | 'set-aside' | 'failed';
  readonly reportVersions: number;
  readonly updates: number;
  readonly retriedPuts: number;
}

/** More workers than this never write one report at once, because a group is in sequence. */
const MAX_CONFLICTS = 20;

/**
 * Turns one stored message into report versions and updates. Safe to run again at any point: a
 * part that a report has is not added twice, and an update that was queued twice is delivered once.
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

  const admitted = admitMessage(bytes, site);
  const ends = (
    issues: readonly Issue[],
    rest: Pick<Parameters<MessageStore['finish']>[0], 'state' | 'ledger' | 'reports'>,
  ) =>
    messages.finish({ id: messageId, issues, siteVersion: dependencies.siteVersion, at: clock(), ...rest });
  if (!admitted.ok) {
    // taken under another configuration; it stays, with the reason, until somebody replays it
    const ledger: Ledger = { received: 0, stored: 0, held: {}, setAside: {} };
    await ends(admitted.issues, { state: 'failed', ledger, reports: [] });
    return withoutReports('failed');
  }
  if (admitted.value.kind === 'other') {
    const { message } = admitted.value;
    const ledger = wholeLedger(resultCount(message), 'setAside', 'unread-type');
    await ends([...message.issues, unreadType], { state: 'set-aside', ledger, reports: [] });
    return withoutReports('set-aside');
  }

  const transformed = await transformMessage(admitted.value, dependencies.runScript);
  if (transformed.kind === 'held') {
    // an earlier try may have got further: what it filed and this one held would contradict each other
    if (transformed.reason === 'script-timeout' && dependencies.isRetry === true)
      throw new AdapterError(
        'ScriptTimeout',
        'transient',
        'A script took too long on a message tried before',
      );
    const ledger = wholeLedger(resultCount(admitted.value.message), 'held', transformed.reason);
    await ends(transformed.issues, { state: 'held', ledger, reports: [] });
    return withoutReports('held');
  }

  const normalized = normalizeResults(transformed.admitted, {
    messageId,
    receivedAt: new Date(record.receivedAt),
    site,
  });
  const tally = new Tally(normalized, transformed.removed);
  for (const incoming of normalized.parts) {
    const filed = await fileReportPart(incoming, messageId, dependencies);
    tally.add(incoming, filed);
  }
  if (normalized.qcPoints.length > 0) await dependencies.qc.put(normalized.qcPoints);
  if (!isBalanced(tally.ledger)) throw new UnbalancedLedger();
  await ends(normalized.issues, {
    state: 'processed',
    ledger: tally.ledger,
    reports: tally.reports,
  });
  return {
    outcome: 'processed',
    reportVersions: tally.appended,
    updates: updateCount(tally.reports),
    retriedPuts: tally.retriedPuts,
  };
}

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

/** The ledger of a message whose results all have one fate. */
const wholeLedger = (
  received: number,
  ...[fate, reason]: ['held', HoldReason] | ['setAside', SetAsideReason]
): Ledger => ({
  received,
  stored: 0,
  held: {},
  setAside: {},
  ...(received === 0 ? {} : { [fate]: { [reason]: received } }),
});

const unreadType: Issue = {
  ...warning(
    errorCode.unsupportedMessageType,
    'MSH-9',
    'Nothing of this message type is read here: it was kept, and set aside',
  ),
  reason: 'unread-type',
};

type Filed =
  | { readonly kind: 'held'; readonly reason: HoldReason }
  | {
      readonly kind: 'filed';
      readonly version: ReportVersion;
      readonly appended: boolean;
      readonly updates: number;
      readonly retriedPuts: number;
    };

/** Commits the report's next version, then everything that follows from it. */
async function fileReportPart(
  incoming: IncomingPart,
  messageId: string,
  dependencies: NormalizeDependencies,
): Promise<Filed> {
  const { reports, clock } = dependencies;
  for (let retriedPuts = 0; retriedPuts < MAX_CONFLICTS; retriedPuts++) {
    const latest = await reports.latest(incoming.reportKey);
    const merged = mergeReport(latest?.report, incoming);
    if (merged.kind === 'held') return merged;
    if (merged.kind === 'known') {
      if (latest === undefined) throw new Error('a known part without a version');
      // an earlier run got this far; what follows the commit may be missing
      const updates = await publish(latest, dependencies);
      return { kind: 'filed', version: latest, appended: false, updates, retriedPuts };
    }
    const version: ReportVersion = {
      version: (latest?.version ?? 0) + 1,
      messageId,
      createdAt: clock().toISOString(),
      changes: [...merged.changes],
      sequenceGroup: latest?.sequenceGroup ?? merged.report.patient?.key ?? merged.report.key,
      report: merged.report,
    };
    if ((await reports.append(version)) === 'conflict') continue;
    // what tells a reader nothing new is kept, and published to nobody
    const updates = merged.changes.length === 0 ? 0 : await publish(version, dependencies);
    return { kind: 'filed', version, appended: true, updates, retriedPuts };
  }
  throw new AdapterError('ReportContended', 'transient', 'Too many writers on one report at once');
}

/**
 * Queues a version for every destination and writes its views; gives how many updates were queued.
 * A version that is held reaches neither an EHR nor a patient's history.
 */
async function publish(
  version: ReportVersion,
  { reports, updates, site }: NormalizeDependencies,
): Promise<number> {
  const { report } = version;
  if (report.holds.length > 0) return 0;
  await Promise.all(
    site.destinations.map(({ id }) =>
      updates.send(
        {
          schema: 'labwire.report.v1',
          destination: id,
          reportKey: report.key,
          version: version.version,
          content: version,
        },
        version.sequenceGroup,
      ),
    ),
  );
  await reports.project(version);
  return site.destinations.length;
}

/** Counts where every OBX went, while the parts are filed. */
class Tally {
  readonly reports: ReportReference[] = [];
  appended = 0;
  retriedPuts = 0;
  #stored = 0;
  readonly #received: number;
  readonly #held: Partial<Record<HoldReason, number>> = {};
  readonly #setAside: Partial<Record<SetAsideReason, number>> = {};

  constructor(normalized: NormalizedResults, removedByScript: number) {
    this.#received = normalized.received + removedByScript;
    increase(this.#setAside, 'removed-by-script', removedByScript);
    for (const { reason, observations } of normalized.held) increase(this.#held, reason, observations);
    for (const { reason, observations } of normalized.setAside)
      increase(this.#setAside, reason, observations);
  }

  add({ part }: IncomingPart, filed: Filed): void {
    const observations = part.observations.length;
    if (filed.kind === 'held') {
      increase(this.#held, filed.reason, observations);
      return;
    }
    const [hold] = filed.version.report.holds;
    if (hold === undefined) this.#stored += observations;
    else increase(this.#held, hold, observations);
    const { version, report } = filed.version;
    this.reports.push({ key: report.key, version, updates: filed.updates });
    this.appended += filed.appended ? 1 : 0;
    this.retriedPuts += filed.retriedPuts;
  }

  get ledger(): Ledger {
    return {
      received: this.#received,
      stored: this.#stored,
      held: this.#held,
      setAside: this.#setAside,
    };
  }
}

function increase<K extends string>(counts: Partial<Record<K, number>>, key: K, by: number): void {
  if (by > 0) counts[key] = (counts[key] ?? 0) + by;
}

/** `2 stored + 1 held + 0 set aside`, for people. */
export const describeLedger = (ledger: Ledger): string =>
  `${ledger.received} observations in = ${ledger.stored} stored + ${heldCount(ledger)} held + ${setAsideCount(ledger)} set aside`;
