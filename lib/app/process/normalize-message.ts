import type { Issue } from '@labwire/hl7/issue';
import {
  type AskedRelease,
  hasUnfinishedReplay,
  heldCorrectionCount,
  heldCount,
  type MessageRecord,
  setAsideCount,
  updateCount,
} from '../../model/message.ts';
import type { Occasion } from '../../model/occasion.ts';
import { searchNamesOf } from '../../normalize/admit/search-names.ts';
import type { InboundEntry } from '../../ports/inbound-queue.ts';
import { AdapterError, tooLong } from '../../shared/adapter-error.ts';
import { carryOutReplay, type Replayed } from '../replay/replay-message.ts';
import { type FiledMessage, fileMessage } from './file-message.ts';
import type { NormalizeDependencies } from './normalize-dependencies.ts';
import { MAX_LATE, MAX_TRIES, MAX_UNSEEN, setMessageAside } from './set-aside.ts';
import { BudgetSpent, timeBudget } from './time-budget.ts';
import { type AwaitedNames, awaken, endUnread, recall, waitFor, waitForControls } from './waiting.ts';

/** The queue data of a message. */
export interface NormalizeOptions {
  /** Default: `first`. */
  readonly occasion?: Exclude<Occasion, 'replay' | 'replay-retry'> | 'awaited' | 'asked' | undefined;
  /** The sequence group in which the message waited. */
  readonly group?: string | undefined;
  readonly lookups?: InboundEntry['lookups'];
  /** How often the queue has given out the entry, with this time. Default: 1. */
  readonly tries?: number | undefined;
}

export interface NormalizeOutcome {
  readonly outcome: 'processed' | 'already-processed' | 'held' | 'set-aside' | 'failed';
  readonly source: string;
  /** The numbers of its observations that were stored, held and set aside. */
  readonly stored: number;
  readonly held: number;
  readonly setAside: number;
  /** Its parts that are held although charts show an older value. */
  readonly correctionsHeld: number;
  /** Times of the message that cannot be right. */
  readonly clockSkews: number;
  /** Results of the message that were put in order by the time of receipt. */
  readonly ordersUnknown: number;
  readonly reportVersions: number;
  readonly updates: number;
  /** Updates that the filters of destinations kept out. */
  readonly updatesFiltered: number;
  readonly retriedPuts: number;
  /** Places in the message that are held outside any report. */
  readonly heldAt: FiledMessage['heldAt'];
}

const nothing = {
  outcome: 'already-processed',
  heldAt: new Map<never, never>(),
  ...{ stored: 0, held: 0, setAside: 0, correctionsHeld: 0, clockSkews: 0, ordersUnknown: 0 },
  ...{ reportVersions: 0, updates: 0, updatesFiltered: 0, retriedPuts: 0 },
} as const;

/**
 * Turns one stored message into report versions and updates, orders, patients or QC points. Safe to repeat at
 * any point: a part is not added to a report twice, and an update that was queued twice is sent once. A message
 * that our own code cannot read is set aside after three tries, one that takes too long after two. If it was read before,
 * in another sequence or on another occasion, this entry ends with `failed`, and its ledger stays.
 */
export async function normalizeMessage(
  messageId: string,
  dependencies: NormalizeDependencies,
  options: NormalizeOptions = {},
): Promise<NormalizeOutcome> {
  const { tries = 1, group = '' } = options;
  // the common message costs no request for this
  if (tries === 1) return readToEnd(messageId, dependencies, options);
  const { messages } = dependencies;
  const begun = await messages.countTry(messageId, group, 1);
  if (begun > MAX_UNSEEN) {
    const outcome = await setAside(messageId, options, dependencies);
    // the next entry of this sequence begins anew
    await messages.countTry(messageId, group, -begun);
    return outcome;
  }
  try {
    const outcome = await readToEnd(messageId, dependencies, options);
    // this end was seen: other entries of the message do not count it
    await messages.countTry(messageId, group, -1);
    return outcome;
  } catch (cause) {
    await messages.countTry(messageId, group, -1);
    if (tries < (cause instanceof BudgetSpent ? MAX_LATE : MAX_TRIES) || isOfTheWorld(cause)) throw cause;
    return setAside(messageId, options, dependencies);
  }
}

/** Whether a later try may succeed. What is too long to be read again is too long at every try. */
const isOfTheWorld = (cause: unknown): boolean => cause instanceof AdapterError && cause.code !== tooLong;

async function setAside(
  messageId: string,
  { occasion = 'first' }: NormalizeOptions,
  dependencies: NormalizeDependencies,
): Promise<NormalizeOutcome> {
  const read = occasion === 'awaited' || occasion === 'asked' ? 'again' : occasion;
  const { record, ledger, isRead } = await setMessageAside(messageId, read, dependencies);
  if (record.hasControls) await endUnread(record, dependencies);
  // counted when it was first read
  if (isRead) return { ...nothing, outcome: 'failed', source: record.source };
  const [held, correctionsHeld] = [heldCount(ledger), heldCorrectionCount(ledger)];
  return { ...nothing, outcome: 'failed', source: record.source, held, correctionsHeld };
}

async function readToEnd(
  messageId: string,
  dependencies: NormalizeDependencies,
  { occasion = 'first', group, lookups = { aliases: [], patients: [] }, tries = 1 }: NormalizeOptions,
): Promise<NormalizeOutcome> {
  if (occasion === 'awaited') return retryHeld(messageId, dependencies);
  if (occasion === 'asked') return carryOutAsked(messageId, dependencies);
  const { intake, inbound, messages, siteVersion, clock } = dependencies;
  const names = { ...lookups, numbers: lookups.numbers ?? [] };
  const { stored, known, reports: found, unread } = await intake.open(messageId, names);
  if (stored === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { record } = stored;
  if (record.state !== 'received' && occasion !== 'again') {
    // the worker that read it may have died right then
    if (record.hasControls) await endUnread(record, dependencies);
    return { ...nothing, source: record.source };
  }
  const options = {
    // an earlier try in this sequence may have filed a part of it
    occasion: occasion === 'again' && tries > 1 ? ('retry' as const) : occasion,
    group,
    released: record.released,
    releasedPatients: record.releasedPatients,
    checkTime: dependencies.elapsedMs === undefined ? undefined : timeBudget(dependencies.elapsedMs),
  };
  const asked = { names, identities: known, reports: found, unread };
  const first = await fileMessage(stored, dependencies, { ...options, known: asked });
  const waiting = await waitFor({ messageId, group: first.group }, first.waitsFor, dependencies);
  // the awaited data may have come while the message was read
  const { state, ledger, issues, reports, ...read } =
    waiting === 'nothing' ? first : await fileMessage(stored, dependencies, options);
  const self = { messageId, group: read.group };
  await waitForControls(self, new Map([...first.controlsAwaited, ...read.controlsAwaited]), dependencies);
  await recall(self, [...first.recalls, ...read.recalls], dependencies);
  await awaken(self, namesOfBoth(first.awakes, read.awakes), dependencies);
  if (read.readsOnceMore && occasion === 'first')
    await inbound.send({ messageId, group: read.group, occasion: 'awaited', cause: 'once-more' });
  // counted once, by the first queue entry that finishes
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
    searchNames: () => searchNamesOf(stored.bytes, dependencies.site),
  });
  if (record.hasControls && record.state === 'received') await endUnread(record, dependencies);
  return {
    outcome: state,
    source: record.source,
    stored: ledger.stored,
    held: heldCount(ledger),
    setAside: setAsideCount(ledger),
    correctionsHeld: heldCorrectionCount(ledger),
    clockSkews: record.state === 'received' ? clockSkewsIn(issues) : 0,
    ordersUnknown: read.ordersUnknown,
    reportVersions: read.appended,
    updates: updateCount(reports),
    updatesFiltered: read.updatesFiltered,
    retriedPuts: read.retriedPuts,
    heldAt: read.heldAt,
  };
}

const clockSkewsIn = (issues: readonly Issue[]): number =>
  issues.filter(({ reason }) => reason === 'clock-skew').length;

const namesOfBoth = (a: AwaitedNames, b: AwaitedNames): AwaitedNames => ({
  systems: [...new Set([...(a.systems ?? []), ...(b.systems ?? [])])],
  patients: [...new Set([...a.patients, ...b.patients])],
  aliases: [...new Set([...a.aliases, ...b.aliases])],
});

/**
 * Reads a held message again because the data that it waited for have come. This is recorded as a replay by
 * the system.
 */
async function retryHeld(messageId: string, dependencies: NormalizeDependencies): Promise<NormalizeOutcome> {
  const { record } = (await dependencies.messages.get(messageId)) ?? {};
  if (record === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  if (record.state === 'received')
    throw new AdapterError(
      'MessageNotRead',
      'transient',
      'The message that waits has not been read to its end',
    );
  const replayed = await carryOutReplay({ messageId, ...bySystem }, dependencies);
  return outcomeOf(replayed, record.source);
}

const bySystem = { by: 'labwire', why: 'what it waited for has come', onlyIfChanged: true } as const;

/**
 * Carries out the release that a person asked for. If the worker died half way, the entry comes again: a release that has
 * not finished is continued, and one that has is not repeated.
 */
async function carryOutAsked(
  messageId: string,
  dependencies: NormalizeDependencies,
): Promise<NormalizeOutcome> {
  const { messages } = dependencies;
  const { record } = (await messages.get(messageId)) ?? {};
  if (record === undefined)
    throw new AdapterError('MessageNotFound', 'transient', 'The queued message is not in the store');
  const { asked } = record;
  if (asked === undefined) return { ...nothing, source: record.source };
  if (hasCarriedOut(record, asked)) {
    await messages.settleAsked(messageId, asked);
    return { ...nothing, source: record.source };
  }
  const { id: askedAs, by, name, why, release } = asked;
  const replayed = await carryOutReplay({ messageId, by, name, why, release, askedAs }, dependencies);
  await messages.settleAsked(messageId, asked, replayed.kind === 'refused' ? replayed.reason : undefined);
  return outcomeOf(replayed, record.source);
}

const hasCarriedOut = (record: MessageRecord, { id }: AskedRelease): boolean =>
  record.replays?.at(-1)?.askedAs === id && !hasUnfinishedReplay(record);

function outcomeOf(replayed: Replayed, source: string): NormalizeOutcome {
  if (replayed.kind === 'refused') return { ...nothing, source };
  const { state, ledger, updates, reports } = replayed;
  if (state === 'received' || state === 'rejected') return { ...nothing, source };
  return {
    outcome: state,
    source,
    stored: ledger.stored,
    held: heldCount(ledger),
    setAside: setAsideCount(ledger),
    correctionsHeld: heldCorrectionCount(ledger),
    // counted when it was first read
    clockSkews: 0,
    ordersUnknown: replayed.ordersUnknown,
    reportVersions: reports.length,
    updates,
    updatesFiltered: 0,
    retriedPuts: 0,
    heldAt: replayed.heldAt,
  };
}
