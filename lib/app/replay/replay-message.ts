import type { Issue } from '@labwire/hl7/issue';
import {
  type Ledger,
  type MessageRecord,
  type MessageState,
  type ReportReference,
  updateCount,
} from '../../model/message.ts';
import { holdTexts } from '../../model/reasons.ts';
import { type HoldReason, releasableReasons } from '../../model/report.ts';
import type { StoredMessage } from '../../ports/message-store.ts';
import { currentParts, withdrawnPart } from '../../reports/merge-report.ts';
import { fileReportPart } from '../file/file-report.ts';
import { type FiledMessage, fileMessage } from '../process/file-message.ts';
import type { NormalizeDependencies } from '../process/normalize-message.ts';
import { rehearse } from './rehearse.ts';

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
  /** It is not possible, and why. */
  | { readonly kind: 'refused'; readonly reason: string; readonly issues: readonly Issue[] };

/**
 * Reads a message again, with the site, the orders and the merges of today. What it says otherwise
 * becomes a revision of its parts; what it does not say any more is withdrawn; what is the same, or
 * waits now, stays as it stands. Nothing is overwritten: the readings before remain in their reports.
 *
 * It is rehearsed first. What that shows is written down before anything is filed, so that a replay
 * that ends half way is known, and the next one takes up everything that it touched.
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
  const isNewWord = release.includes('patient-mismatch');
  const options = {
    occasion: 'replay' as const,
    released,
    // a new word is about whomever the message names now; an old one about whom it was given for
    releasedPatients: isNewWord ? undefined : record.releasedPatients,
  };

  const rehearsal = rehearse(dependencies);
  const rehearsed = await fileMessage(stored, rehearsal.dependencies, options);
  if (isWorse(rehearsed, record))
    return refused(
      'it cannot be read any more, and what it said before stands: mend the site first',
      rehearsed.issues,
    );
  const taken = await withdrawRest(stored, rehearsed, rehearsal.dependencies);
  if (taken.kind === 'blocked') return refused(taken.reason);
  const changes = rehearsal.takeChanges();
  await messages.intend({
    id: messageId,
    touched: changes.map(({ key }) => key),
    patients: [...rehearsed.patients],
    replay: {
      replayedAt: clock().toISOString(),
      by,
      why,
      released: [...release],
      state: record.state,
      ledger: record.ledger,
      siteVersion: record.siteVersion,
    },
  });

  const { state, ledger, issues, ...read } = await fileMessage(stored, dependencies, options);
  const touched = { ...record, touched: [...(record.touched ?? []), ...changes.map(({ key }) => key)] };
  const withdrawn = await withdrawRest({ ...stored, record: touched }, read, dependencies);
  if (withdrawn.kind === 'blocked') return refused(withdrawn.reason);
  const reports = [...read.reports, ...withdrawn.reports];
  // a merge comes once more behind whatever is being filed under whom it retires
  for (const retired of read.unsequenced)
    await dependencies.inbound.send({ messageId, group: retired, occasion: 'again' });
  await messages.finish({
    record,
    state,
    ledger,
    issues,
    reports,
    siteVersion,
    finishedAt: clock(),
    occasion: 'replay',
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

const isWorse = (read: FiledMessage, { reports, touched = [] }: MessageRecord): boolean =>
  reports.length + touched.length > 0 &&
  (read.state === 'failed' || read.state === 'held') &&
  read.reports.length === 0;

type Withdrawn =
  | { readonly kind: 'withdrawn'; readonly reports: readonly ReportReference[] }
  | { readonly kind: 'blocked'; readonly reason: string };

/** Takes back what an earlier reading filed and this one does not, and does not hold either. */
async function withdrawRest(
  { record }: StoredMessage,
  read: Pick<FiledMessage, 'places' | 'heldAt'>,
  dependencies: NormalizeDependencies,
): Promise<Withdrawn> {
  const reports: ReportReference[] = [];
  const keys = new Set([...record.reports.map(({ key }) => key), ...(record.touched ?? [])]);
  for (const key of keys) {
    const latest = await dependencies.reports.latest(key);
    if (latest === undefined) continue;
    const rest = currentParts(latest.report.parts).filter(
      ({ messageId, replaces, at }) =>
        messageId === record.id &&
        // a merge is no result: it is undone by the merge the other way round
        replaces === undefined &&
        !read.places.has(`${key} ${at}`) &&
        !read.heldAt.has(at),
    );
    for (const part of rest) {
      const incoming = {
        reportKey: key,
        processingId: latest.report.processingId,
        part: withdrawnPart(part),
        occasion: 'replay' as const,
      };
      const filed = await fileReportPart(incoming, record.id, dependencies);
      if (filed.kind === 'held')
        return { kind: 'blocked', reason: `without it, its report ${key} would be of two patients` };
      const { version, published, report } = filed.version;
      const isNews = filed.appended > 0 && published !== undefined && published !== version;
      if (isNews && report.holds.length > 0)
        return {
          kind: 'blocked',
          reason: `its report ${key} waits for ${report.holds.join(', ')}, and nobody would hear that it is taken back: get that on first`,
        };
      reports.push({ key, version, updates: filed.updates });
    }
  }
  return { kind: 'withdrawn', reports };
}
