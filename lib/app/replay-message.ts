import {
  type Ledger,
  type MessageRecord,
  type MessageState,
  type ReportReference,
  updateCount,
} from '../model/message.ts';
import { holdTexts } from '../model/reasons.ts';
import { type HoldReason, type ReportPart, releasableReasons } from '../model/report.ts';
import type { StoredMessage } from '../ports/message-store.ts';
import { currentParts, withdrawnPart } from '../reports/merge-report.ts';
import type { Issue } from '../shared/issue.ts';
import { fileReportPart } from './file-report.ts';
import type { NormalizeDependencies } from './normalize-message.ts';
import { type MessageRead, readMessage } from './read-message.ts';

export interface ReplayRequest {
  readonly messageId: string;
  /** Who asks for it; it is written down with the message. */
  readonly by: string;
  readonly why?: string | undefined;
  /** The results are let go although they were held for these reasons. */
  readonly release?: readonly HoldReason[] | undefined;
}

export type Replayed =
  | {
      readonly kind: 'replayed';
      readonly before: { readonly state: MessageState; readonly ledger: Ledger | undefined };
      readonly state: MessageState;
      readonly ledger: Ledger;
      readonly issues: readonly Issue[];
      readonly reports: readonly ReportReference[];
      readonly updates: number;
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string; readonly issues: readonly Issue[] };

/**
 * Reads a message again, with the site, the orders and the merges of today. What it says otherwise
 * becomes a revision of its parts; what it does not say any more is withdrawn; what is the same
 * stays. Nothing is overwritten: the readings before remain in their reports.
 */
export async function replayMessage(
  { messageId, by, why, release = [] }: ReplayRequest,
  dependencies: NormalizeDependencies,
): Promise<Replayed> {
  const { messages, siteVersion, clock } = dependencies;
  const stored = await messages.get(messageId);
  if (stored === undefined) return refused('there is no message of this id');
  const { record } = stored;
  const obstacle = obstacleTo(record, release);
  if (obstacle !== undefined) return refused(obstacle);
  const released = [...new Set([...(record.released ?? []), ...release])];
  const read = await readMessage(stored, dependencies, { isReplay: true, released });
  // such a reading has filed nothing, and must not take away what stands
  if (isWorse(read, record))
    return refused(
      'it cannot be read any more, and what it said before stands: mend the site first',
      read.issues,
    );
  const withdrawn = await withdrawRest(stored, read, dependencies);
  const reports = [...read.reports, ...withdrawn];
  const { state, ledger, issues } = read;
  await messages.finish({
    record,
    state,
    ledger,
    issues,
    reports,
    siteVersion,
    at: clock(),
    replay: {
      at: clock().toISOString(),
      by,
      why,
      released: [...release],
      state: record.state,
      ledger: record.ledger,
      siteVersion: record.siteVersion,
    },
  });
  const before = { state: record.state, ledger: record.ledger };
  return { kind: 'replayed', before, state, ledger, issues, reports, updates: updateCount(reports) };
}

const refused = (reason: string, issues: readonly Issue[] = []): Replayed => ({
  kind: 'refused',
  reason,
  issues,
});

function obstacleTo({ state, ledger }: MessageRecord, release: readonly HoldReason[]): string | undefined {
  if (state === 'received') return 'it waits in the queue, and has not been read yet';
  if (state === 'rejected') return 'it was refused, and its sender knows: have it sent again';
  const held = Object.keys(ledger?.held ?? {});
  const fixed = release.find((reason) => !(releasableReasons as readonly HoldReason[]).includes(reason));
  if (fixed !== undefined) return `nobody can lift ${fixed}: ${holdTexts[fixed].todo}`;
  const missing = release.find((reason) => !held.includes(reason));
  return missing === undefined ? undefined : `it is not held for ${missing}`;
}

const isWorse = (read: MessageRead, { reports }: MessageRecord): boolean =>
  reports.length > 0 && (read.state === 'failed' || read.state === 'held') && read.reports.length === 0;

/** Takes back what an earlier reading filed and this one does not. */
async function withdrawRest(
  { record }: StoredMessage,
  read: MessageRead,
  dependencies: NormalizeDependencies,
): Promise<ReportReference[]> {
  const withdrawn: ReportReference[] = [];
  for (const { key } of record.reports) {
    const latest = await dependencies.reports.latest(key);
    if (latest === undefined) continue;
    const rest = currentParts(latest.report.parts).filter(
      (part) => isOf(part, record.id) && !read.places.has(`${key} ${part.at}`),
    );
    for (const part of rest) {
      const incoming = {
        reportKey: key,
        processingId: latest.report.processingId,
        part: withdrawnPart(part),
        isReplay: true,
      };
      const filed = await fileReportPart(incoming, record.id, dependencies);
      if (filed.kind === 'filed')
        withdrawn.push({ key, version: filed.version.version, updates: filed.updates });
    }
  }
  return withdrawn;
}

/** A merge is no result: what follows from it is undone by the merge the other way round. */
const isOf = ({ messageId, replaces, isWithdrawn }: ReportPart, id: string): boolean =>
  messageId === id && replaces === undefined && isWithdrawn !== true;
