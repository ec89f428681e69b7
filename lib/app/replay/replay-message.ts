import type { Issue } from '@labwire/hl7/issue';
import { type HoldReason, mayRelease } from '../../model/hold-reason.ts';
import {
  hasUnfinishedReading,
  type Ledger,
  type MessageRecord,
  type MessageState,
  type ReportReference,
  updateCount,
} from '../../model/message.ts';
import { searchNamesOf } from '../../normalize/admit/search-names.ts';
import type { StoredMessage } from '../../ports/message-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { type FiledMessage, fileMessage } from '../process/file-message.ts';
import type { NormalizeDependencies } from '../process/normalize-dependencies.ts';
import { awaken, recall, waitFor, waitForControls } from '../process/waiting.ts';
import { type Rehearsal, type RehearsedChange, rehearse } from './rehearse.ts';
import { type Blocked, blocked, withdrawRest } from './withdraw-rest.ts';

export interface ReplayRequest {
  readonly messageId: string;
  /** The person who asks for the replay; stored with the message. */
  readonly by: string;
  /** The name of the person, if `by` is none: see `Doer`. */
  readonly name?: string | undefined;
  readonly why?: string | undefined;
  /** Holds that are lifted with the replay. */
  readonly release?: readonly HoldReason[] | undefined;
  /** The id of the release that waited in the queue. */
  readonly askedAs?: string | undefined;
  /** Stores nothing if the outcome is the same. */
  readonly onlyIfChanged?: boolean | undefined;
}

/** The replay is not possible, with the reason. */
export interface RefusedReplay {
  readonly kind: 'refused';
  readonly reason: string;
  readonly issues: readonly Issue[];
}

/** The outcome of a message's results, before or after a replay. */
interface ReplayOutcome {
  readonly before: { readonly state: MessageState; readonly ledger: Ledger | undefined };
  readonly state: MessageState;
  readonly ledger: Ledger;
  readonly issues: readonly Issue[];
  readonly reports: readonly ReportReference[];
  /** The number of updates queued for destinations. */
  readonly updates: number;
  /** Results of the message that were put in order by the time of receipt. */
  readonly ordersUnknown: number;
  /** Places in the message that are held outside any report. */
  readonly heldAt: FiledMessage['heldAt'];
}

/** The effect of a replay. Nothing has been written. */
export type ReplayPlan =
  | ({
      readonly kind: 'planned';
      readonly request: ReplayRequest;
      readonly changes: readonly RehearsedChange[];
      /** Keys of the patients for whom something would be filed. */
      readonly patients: readonly string[];
      /** The names that the message would then wait for. */
      readonly waits: Pick<FiledMessage, 'group' | 'waitsFor' | 'controlsAwaited'>;
    } & ReplayOutcome)
  | (RefusedReplay & { readonly request: ReplayRequest });

export type Replayed = ({ readonly kind: 'replayed' } & ReplayOutcome) | RefusedReplay;

/** Plans several replays in a row. Each plan includes the effects of the plans before it. */
export function replayPlanner(
  dependencies: NormalizeDependencies,
): (request: ReplayRequest) => Promise<ReplayPlan> {
  const rehearsal = rehearse(dependencies);
  return async (request) => {
    const stored = await dependencies.messages.get(request.messageId);
    if (stored === undefined) return { request, ...refused('there is no message with this id') };
    return planStored(request, stored, rehearsal);
  };
}

/**
 * Reads a message again, with the current site, orders and merges. Parts that differ become revisions. Parts
 * that the message no longer states, or that are not certainly the patient's any more, are withdrawn. Parts that
 * are the same, or are held now for another reason, stay as they are and are not sent again. Nothing is overwritten: earlier readings remain in their reports.
 *
 * The replay is planned again first, because the data may have changed since a person saw a plan. The plan is
 * stored before anything is filed. If a replay ends half way, this shows it, and the next replay continues
 * with all reports that it touched. After a reading or a replay that did not come to its end, the updates of what is filed are
 * queued again.
 */
export async function carryOutReplay(
  request: ReplayRequest,
  dependencies: NormalizeDependencies,
): Promise<Replayed> {
  const { messages, siteVersion, clock } = dependencies;
  const { messageId, by, name, why, release = [], askedAs } = request;
  const stored = await messages.get(messageId);
  if (stored === undefined) return refused('there is no message with this id');
  const { record } = stored;
  const plan = await planStored(request, stored, rehearse(dependencies));
  if (plan.kind === 'refused') return refused(plan.reason, plan.issues);
  const isDone = !hasUnfinishedReading(record) && plan.changes.length === 0 && comesToSame(plan, record);
  if (request.onlyIfChanged === true && isDone) {
    const { group, waitsFor, controlsAwaited } = plan.waits;
    await waitFor({ messageId, group }, waitsFor, dependencies);
    await waitForControls({ messageId, group }, controlsAwaited, dependencies);
    return refused('it comes to the same');
  }
  const touched = plan.changes.map(({ key }) => key);
  await messages.intend({
    id: messageId,
    touched,
    patients: plan.patients,
    replay: {
      replayedAt: clock().toISOString(),
      by,
      name,
      why,
      released: [...release],
      state: record.state,
      ledger: record.ledger,
      siteVersion: record.siteVersion,
      askedAs,
    },
  });

  const filed = await fileAgain(
    { ...stored, record: { ...record, touched: [...(record.touched ?? []), ...touched] } },
    request,
    dependencies,
  );
  if (filed.kind === 'blocked') return refused(filed.reason);
  const { state, ledger, issues, unsequenced } = filed.read;
  const { reports } = filed;
  const self = { messageId, group: filed.read.group };
  await waitFor(self, filed.read.waitsFor, dependencies);
  await waitForControls(self, filed.read.controlsAwaited, dependencies);
  const reading = 1 + (record.replays ?? []).length;
  await recall(self, [...filed.read.recalls, ...filed.recalls], dependencies, reading);
  await awaken(self, filed.read.awakes, dependencies);
  // the merge is queued again after anything that is being filed for a retired patient
  for (const retired of unsequenced)
    await dependencies.inbound.send({ messageId, group: retired, occasion: 'again' });
  const finishedAt = clock();
  await messages.finish({
    record,
    state,
    ledger,
    issues,
    reports,
    siteVersion,
    finishedAt,
    occasion: 'replay',
    searchNames: () => searchNamesOf(stored.bytes, dependencies.site),
  });
  return { kind: 'replayed', ...outcomeOf(record, filed) };
}

async function planStored(
  request: ReplayRequest,
  stored: StoredMessage,
  rehearsal: Rehearsal,
): Promise<ReplayPlan> {
  const obstacle = obstacleTo(stored.record, request.release ?? []);
  if (obstacle !== undefined) return { request, ...refused(obstacle) };
  const filed = await fileAgain(stored, request, rehearsal.dependencies);
  if (filed.kind === 'blocked') {
    rehearsal.drop();
    return { request, ...refused(filed.reason, filed.issues) };
  }
  const changes = rehearsal.keep();
  const patients = [...filed.read.patients];
  const { group, waitsFor, controlsAwaited } = filed.read;
  const outcome = outcomeOf(stored.record, filed);
  return {
    kind: 'planned',
    request,
    changes,
    patients,
    waits: { group, waitsFor, controlsAwaited },
    ...outcome,
  };
}

const refused = (reason: string, issues: readonly Issue[] = []): RefusedReplay => ({
  kind: 'refused',
  reason,
  issues,
});

const outcomeOf = (record: MessageRecord, { read, reports }: FiledAgain): ReplayOutcome => ({
  before: { state: record.state, ledger: record.ledger },
  state: read.state,
  ledger: read.ledger,
  issues: read.issues,
  reports,
  updates: updateCount(reports),
  ordersUnknown: read.ordersUnknown,
  heldAt: read.heldAt,
});

const comesToSame = ({ state, ledger }: ReplayOutcome, record: MessageRecord): boolean =>
  state === record.state && canonicalJson(ledger) === canonicalJson(record.ledger);

interface FiledAgain {
  readonly kind: 'filed';
  readonly read: FiledMessage;
  /** Includes the reports from which something was withdrawn. */
  readonly reports: readonly ReportReference[];
  /** Other messages that waited for what was withdrawn. */
  readonly recalls: readonly WaitingMessage[];
}

/** Reads and files a message again, and withdraws the parts that it no longer states. */
async function fileAgain(
  stored: StoredMessage,
  { release = [] }: ReplayRequest,
  dependencies: NormalizeDependencies,
): Promise<FiledAgain | Blocked> {
  const { record } = stored;
  const occasion = hasUnfinishedReading(record) ? 'replay-retry' : 'replay';
  const isNewWord = release.includes('patient-mismatch');
  const read = await fileMessage(stored, dependencies, {
    occasion,
    released: [...new Set([...(record.released ?? []), ...release])],
    // a new release applies to the patients that the message names now; an old one to those it was given for
    releasedPatients: isNewWord ? undefined : record.releasedPatients,
  });
  if (isWorse(read, record))
    return blocked(
      'the message cannot be read any more, so its earlier results stay: correct the site first',
      read.issues,
    );
  const withdrawn = await withdrawRest(record, read, occasion, dependencies);
  return withdrawn.kind === 'blocked'
    ? withdrawn
    : {
        ...{ kind: 'filed', read, recalls: withdrawn.recalls },
        reports: [...read.reports, ...withdrawn.reports],
      };
}

function obstacleTo({ state, ledger }: MessageRecord, release: readonly HoldReason[]): string | undefined {
  if (state === 'received') return 'the message waits in the queue and has not been read yet';
  if (state === 'rejected') return 'the message was rejected, and its sender was told: have it sent again';
  const held: readonly string[] = [...Object.keys(ledger?.held ?? {}), ...(ledger?.alsoHeld ?? [])];
  const fixed = release.find((reason) => !mayRelease(reason));
  if (fixed !== undefined) return `the hold ${fixed} cannot be released: labwire held says what to do`;
  const missing = release.find((reason) => !held.includes(reason));
  return missing === undefined ? undefined : `the message is not held for ${missing}`;
}

const isWorse = (read: FiledMessage, { reports, touched = [] }: MessageRecord): boolean =>
  reports.length + touched.length > 0 &&
  (read.state === 'failed' || read.state === 'held') &&
  // what is known by now contradicts it: it is read as it should be
  read.contradictedAt.size === 0 &&
  read.reports.length === 0;
