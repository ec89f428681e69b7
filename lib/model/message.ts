import * as z from 'zod';
import { type HoldReason, holdReasonSchema } from './hold-reason.ts';
import { senderSchema } from './sender.ts';

/** Why results of a message will never be in a report. */
export const setAsideReasonSchema = z.enum([
  /** Not from a patient: a control, a calibrator, proficiency material (SPM-11, or the source's rules). */
  'control-material',
  /** The source's own script took it out of the message. */
  'removed-by-script',
  /** A row of an instrument about a result, such as a signal or a cycle threshold, that its profile keeps out of charts. */
  'instrument-reading',
  /** Messages of this type are not read. */
  'unread-type',
  /** The OBX belongs to an order: an answer to a question at order entry, or an earlier result. */
  'told-with-order',
  /** An observation about a patient in a registration message; it is not the laboratory's. */
  'registration',
  /** A statement of an instrument about its specimens, kept in its log. */
  'device-event',
  /** The OBX belongs to the definition of a test. */
  'test-definition',
]);

/**
 * The outcome of every OBX of a message. If `received = stored + held + set aside` does not hold, the message
 * is not marked as processed.
 */
export const ledgerSchema = z.object({
  received: z.number().int().nonnegative(),
  stored: z.number().int().nonnegative(),
  /** The number of held observations by reason. It is 0 for a held part without observations. */
  held: z.partialRecord(holdReasonSchema, z.number().int().nonnegative()),
  setAside: z.partialRecord(setAsideReasonSchema, z.number().int().positive()),
  /**
   * Further reasons for which the reports of held results are held. Each must be lifted, too. A result is counted under one
   * reason, in `held`. Undefined if there is none.
   */
  alsoHeld: z.array(holdReasonSchema).optional(),
  /**
   * The number of held parts (OBR, TXA), by reason, that correct, take back or doubt results that are in charts:
   * charts still show the older values. Undefined if there is none.
   */
  corrections: z.partialRecord(holdReasonSchema, z.number().int().positive()).optional(),
  /**
   * The number of stored observations without a LOINC code, neither from the source's map nor as sent.
   * Undefined if it is 0.
   */
  unmapped: z.number().int().positive().optional(),
});

export const messageStateSchema = z.enum([
  'received',
  'processed',
  /** Every result is held, with the reason in the ledger. */
  'held',
  /** Nothing in the message is read, because of its type. */
  'set-aside',
  'failed',
  'rejected',
]);

const issueSchema = z.object({
  severity: z.enum(['error', 'warning', 'information']),
  code: z.string(),
  at: z.string().optional(),
  message: z.string(),
  reason: z.string().optional(),
});

/** A report version that a message made, and the number of destinations for which it was queued. */
const reportReferenceSchema = z.object({
  key: z.string(),
  version: z.number().int().positive(),
  updates: z.number().int().nonnegative(),
});

/** One replay of a message, and the person who started it. */
const replaySchema = z.object({
  replayedAt: z.string(),
  /** See `Doer`. */
  by: z.string(),
  name: z.string().optional(),
  why: z.string().optional(),
  /** Holds that the person lifted with the replay. */
  released: z.array(holdReasonSchema),
  /** The message's state before the replay. The replay may not have finished. */
  state: messageStateSchema,
  ledger: ledgerSchema.optional(),
  siteVersion: z.string().optional(),
  /** The id of the release that a person asked for at the console. */
  askedAs: z.string().optional(),
});

/** A release, or a replay that lifts no hold, that a person asked for. It is carried out in the sequence group of the message. */
const askedReleaseSchema = z.object({
  id: z.string(),
  askedAt: z.string(),
  /** See `Doer`. */
  by: z.string(),
  name: z.string().optional(),
  why: z.string(),
  release: z.array(holdReasonSchema),
});

/** Who looks after a held message, so that nobody else need. It counts for `TAKEN_HOURS`. */
const takenSchema = z.object({
  /** The token's `sub`. */
  person: z.string(),
  /** For people. */
  name: z.string(),
  note: z.string(),
  takenAt: z.string(),
});

/** A message in the store, without its bytes. */
export const messageRecordSchema = z.object({
  id: z.string(),
  source: z.string(),
  state: messageStateSchema,
  receivedAt: z.string(),
  type: z.string().optional(),
  controlId: z.string().optional(),
  /** The evidence for who sent the message, taken from the first copy received. */
  sender: senderSchema.optional(),
  issues: z.array(issueSchema),
  ledger: ledgerSchema.optional(),
  reports: z.array(reportReferenceSchema),
  /** How often the same bytes were received again. */
  retransmissions: z.number().int().nonnegative(),
  /** The version of the site with which it was normalized. */
  siteVersion: z.string().optional(),
  /** Holds that a person lifted for this message. They stay lifted whenever it is read. */
  released: z.array(holdReasonSchema).optional(),
  /**
   * The patients for whom the holds were lifted. If the message is read for another patient, a contradiction
   * is held again.
   */
  releasedPatients: z.array(z.string()).optional(),
  /** Keys of every report in which a replay filed something, or was about to. */
  touched: z.array(z.string()).optional(),
  replays: z.array(replaySchema).optional(),
  /** The length of `replays` when a replay last finished. Where `replays` is longer, a replay is unfinished. */
  finishedReplays: z.number().int().nonnegative().optional(),
  /** It has control results of a source whose controls decide about patients' results: see `UnreadControls`. */
  hasControls: z.literal(true).optional(),
  /** A release that waits in the queue. At most one waits. */
  asked: askedReleaseSchema.optional(),
  /** The last release that was asked for and was not possible when its turn came. */
  refusedRelease: askedReleaseSchema.extend({ reason: z.string() }).optional(),
  /** Who looks after it: see `takenNow`. */
  taken: takenSchema.optional(),
});

/** A held message, under one of its reasons. */
export const heldMessageSchema = z.object({
  messageId: z.string(),
  reason: holdReasonSchema,
  source: z.string(),
  receivedAt: z.string(),
  type: z.string().optional(),
  controlId: z.string().optional(),
  /** The number of held observations. 0 if the message has none. */
  observations: z.number().int().nonnegative(),
  /** The number of its corrections that are held for this reason: charts still show the older values. */
  corrections: z.number().int().positive().optional(),
});

export type Taken = z.infer<typeof takenSchema>;
export type AskedRelease = z.infer<typeof askedReleaseSchema>;
export type Replay = z.infer<typeof replaySchema>;
export type HeldMessage = z.infer<typeof heldMessageSchema>;
export type SetAsideReason = z.infer<typeof setAsideReasonSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
export type MessageState = z.infer<typeof messageStateSchema>;
export type ReportReference = z.infer<typeof reportReferenceSchema>;
export type MessageRecord = z.infer<typeof messageRecordSchema>;

export const heldCount = (ledger: Ledger): number => total(ledger.held);
export const heldCorrectionCount = ({ corrections = {} }: Ledger): number => total(corrections);
export const setAsideCount = (ledger: Ledger): number => total(ledger.setAside);

/** `the release of no-patient`, `a replay`, for people. */
export const describeAsked = ({ release }: AskedRelease): string =>
  release.length > 0 ? `the release of ${release.join(', ')}` : 'a replay';

/** `2 stored + 1 held + 0 set aside`, for people. */
export const describeLedger = (ledger: Ledger): string =>
  `${ledger.received} observations in = ${ledger.stored} stored + ${heldCount(ledger)} held + ${setAsideCount(ledger)} set aside`;

/** The number of updates queued for destinations. */
export const updateCount = (reports: readonly ReportReference[]): number =>
  reports.reduce((sum, { updates }) => sum + updates, 0);

export const isBalanced = (ledger: Ledger): boolean =>
  ledger.received === ledger.stored + heldCount(ledger) + setAsideCount(ledger);

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The reasons for which a message is held, with the number of observations for each. */
export function holdsOfMessage(
  state: MessageState,
  ledger: Ledger,
): readonly (readonly [HoldReason, number])[] {
  const held = Object.entries(ledger.held) as [HoldReason, number][];
  const isIncomplete = (state === 'held' || state === 'failed') && held.length === 0;
  return isIncomplete ? [['incomplete', ledger.received]] : held;
}

/** All reasons for which something of a message is held. */
export const holdReasonsOf = ({
  state,
  ledger,
}: Pick<MessageRecord, 'state' | 'ledger'>): readonly HoldReason[] =>
  ledger === undefined
    ? []
    : [...holdsOfMessage(state, ledger).map(([reason]) => reason), ...(ledger.alsoHeld ?? [])];

/** Whether a replay began and did not finish. Some of its updates may not be queued. */
export const hasUnfinishedReplay = ({ replays = [], finishedReplays = 0 }: MessageRecord): boolean =>
  replays.length > finishedReplays;

/**
 * Whether the last reading of the message, or the last replay, did not come to its end. What it filed may be stored, and not
 * sent.
 */
export const hasUnfinishedReading = (record: MessageRecord): boolean =>
  hasUnfinishedReplay(record) || record.issues.some(({ reason }) => reason === 'not-read');

/**
 * The decisions of people about a message, each once. A release whose worker died is begun again, and is then the last of
 * its attempts.
 */
export function decisionsOf({ replays = [] }: Pick<MessageRecord, 'replays'>): readonly Replay[] {
  const lastAttempts = new Map(replays.map(({ askedAs }, index) => [askedAs, index]));
  return replays.filter(({ askedAs }, index) => askedAs === undefined || lastAttempts.get(askedAs) === index);
}

/** A release that waits for so long was lost on its way to the queue, and may be asked for again. */
const LONGEST_WAY_MS = 10 * 60_000;

/** The time before which an older release that waits counts as lost. */
export const lostBefore = ({ askedAt }: AskedRelease): string =>
  new Date(Date.parse(askedAt) - LONGEST_WAY_MS).toISOString();

/** Whether a release may be stored with the message: nothing else waits, and no replay has finished since it was seen. */
export const mayAsk = (
  { asked: standing, finishedReplays = 0 }: MessageRecord,
  asked: AskedRelease,
  seenReplays: number,
): boolean =>
  finishedReplays === seenReplays && (standing === undefined || standing.askedAt < lostBefore(asked));

/** A shift: whoever went home without giving it back does not have it any more. */
export const TAKEN_HOURS = 8;

/** The time before which somebody took what they do not have any more at `now`. */
export const expiredBefore = (now: string | Date): string =>
  new Date(new Date(now).getTime() - TAKEN_HOURS * 3_600_000).toISOString();

/** Who looks after a message now. Undefined if nobody does, and if nothing of it is held. */
export const takenNow = (
  { taken, ...record }: Pick<MessageRecord, 'taken' | 'state' | 'ledger'>,
  now: Date,
): Taken | undefined =>
  taken !== undefined && taken.takenAt >= expiredBefore(now) && holdReasonsOf(record).length > 0
    ? taken
    : undefined;

/** Whether a person may have a message: nobody else has it. */
export const mayTake = ({ taken }: Pick<MessageRecord, 'taken'>, { person, takenAt }: Taken): boolean =>
  taken === undefined || taken.person === person || taken.takenAt < expiredBefore(takenAt);

/** Adds a replay that begins to a message's record. */
export function withIntent(
  { replays = [], released = [], releasedPatients, touched = [], reports }: MessageRecord,
  intended: {
    readonly replay: Replay;
    readonly touched: readonly string[];
    readonly patients: readonly string[];
  },
): Required<Pick<MessageRecord, 'replays' | 'released' | 'touched'>> &
  Pick<MessageRecord, 'releasedPatients'> {
  const isRelease = intended.replay.released.length > 0;
  return {
    replays: [...replays, intended.replay],
    released: [...new Set([...released, ...intended.replay.released])],
    touched: [...new Set([...touched, ...reports.map(({ key }) => key), ...intended.touched])],
    ...(isRelease
      ? { releasedPatients: [...new Set([...(releasedPatients ?? []), ...intended.patients])] }
      : {}),
  };
}
