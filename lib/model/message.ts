import * as z from 'zod';
import { type HoldReason, holdReasonSchema } from './report.ts';
import { senderSchema } from './sender.ts';

/** Why results of a message will never be in a report. */
export const setAsideReasonSchema = z.enum([
  /** Not from a patient: a control, a calibrator, proficiency material (SPM-11, or the source's rules). */
  'control-material',
  /** The source's own script took it out of the message. */
  'removed-by-script',
  /** The message is of a type that is not read here. */
  'unread-type',
  /** It was told with an order: an answer to a question at order entry, an earlier result. */
  'told-with-order',
  /** An observation about a patient in a registration message: not the laboratory's. */
  'registration',
  /** Said by an instrument of its specimens, and kept with its log. */
  'device-event',
  /** Told with the definition of a test. */
  'test-definition',
]);

/**
 * Where every OBX of a message went: `received = stored + held + set aside`, or the message is not
 * marked as processed.
 */
export const ledgerSchema = z.object({
  received: z.number().int().nonnegative(),
  stored: z.number().int().nonnegative(),
  /** A part without observations may wait as well: 0 of them. */
  held: z.partialRecord(holdReasonSchema, z.number().int().nonnegative()),
  setAside: z.partialRecord(setAsideReasonSchema, z.number().int().positive()),
  /** How many of them have no LOINC code, by the source's map or as sent; 0 is not said. */
  unmapped: z.number().int().positive().optional(),
});

export const messageStateSchema = z.enum([
  'received',
  'processed',
  /** Every result waits, with the reason in the ledger. */
  'held',
  /** Nothing of the message is read: its type carries none of what is. */
  'set-aside',
  'failed',
  'rejected',
]);

export const issueSchema = z.object({
  severity: z.enum(['error', 'warning', 'information']),
  code: z.string(),
  at: z.string().optional(),
  message: z.string(),
  reason: z.string().optional(),
});

/** A report version that came of a message, and for how many destinations it was queued. */
export const reportReferenceSchema = z.object({
  key: z.string(),
  version: z.number().int().positive(),
  updates: z.number().int().nonnegative(),
});

/** A message was read again, and by whom. */
export const replaySchema = z.object({
  replayedAt: z.string(),
  by: z.string(),
  why: z.string().optional(),
  /** Holds that a person lifted with it. */
  released: z.array(holdReasonSchema),
  /** What it was before; the replay may not have come to its end. */
  state: messageStateSchema,
  ledger: ledgerSchema.optional(),
  siteVersion: z.string().optional(),
});

/** A message as it stands in the store, without its bytes. */
export const messageRecordSchema = z.object({
  id: z.string(),
  source: z.string(),
  state: messageStateSchema,
  receivedAt: z.string(),
  type: z.string().optional(),
  controlId: z.string().optional(),
  /** How it is known who sent it: by the first of its copies. */
  sender: senderSchema.optional(),
  issues: z.array(issueSchema),
  ledger: ledgerSchema.optional(),
  reports: z.array(reportReferenceSchema),
  /** How often the same bytes came again. */
  retransmissions: z.number().int().nonnegative(),
  /** Which configuration it was normalized with. */
  siteVersion: z.string().optional(),
  /** Holds that a person has lifted for this message, for every time it is read. */
  released: z.array(holdReasonSchema).optional(),
  /** The patients whom that was about: for another, a contradiction is held again. */
  releasedPatients: z.array(z.string()).optional(),
  /** Every report that a replay has filed something in, or has set out to. */
  touched: z.array(z.string()).optional(),
  replays: z.array(replaySchema).optional(),
  /** How many replays had begun when the last one that came to its end did so. */
  finishedReplays: z.number().int().nonnegative().optional(),
});

/** A message that waits, for one reason of perhaps several. */
export const heldMessageSchema = z.object({
  messageId: z.string(),
  reason: holdReasonSchema,
  source: z.string(),
  receivedAt: z.string(),
  type: z.string().optional(),
  controlId: z.string().optional(),
  /** How many observations; 0 where the message has none. */
  observations: z.number().int().nonnegative(),
});

export type Replay = z.infer<typeof replaySchema>;
export type HeldMessage = z.infer<typeof heldMessageSchema>;
export type SetAsideReason = z.infer<typeof setAsideReasonSchema>;
export type Ledger = z.infer<typeof ledgerSchema>;
export type MessageState = z.infer<typeof messageStateSchema>;
export type ReportReference = z.infer<typeof reportReferenceSchema>;
export type MessageRecord = z.infer<typeof messageRecordSchema>;

export const heldCount = (ledger: Ledger): number => total(ledger.held);
export const setAsideCount = (ledger: Ledger): number => total(ledger.setAside);

/** How many updates were queued for destinations. */
export const updateCount = (reports: readonly ReportReference[]): number =>
  reports.reduce((sum, { updates }) => sum + updates, 0);

export const isBalanced = (ledger: Ledger): boolean =>
  ledger.received === ledger.stored + heldCount(ledger) + setAsideCount(ledger);

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Why a message waits, and how much of it. */
export function holdsOfMessage(
  state: MessageState,
  ledger: Ledger,
): readonly (readonly [HoldReason, number])[] {
  const held = Object.entries(ledger.held) as [HoldReason, number][];
  const isIncomplete = (state === 'held' || state === 'failed') && held.length === 0;
  return isIncomplete ? [['incomplete', ledger.received]] : held;
}

/** Whether a replay began and did not come to its end: some of its updates may not be queued. */
export const hasUnfinishedReplay = ({ replays = [], finishedReplays = 0 }: MessageRecord): boolean =>
  replays.length > finishedReplays;

/** What a message's record says of the replays that were ever begun. */
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
