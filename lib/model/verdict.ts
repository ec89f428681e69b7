import * as z from 'zod';

/** An event of controls with its verdict, as `lib/quality/evaluate.ts` gives it. Times are milliseconds since 1970. */
export const evaluationSchema = z.object({
  /** The id of its first point. */
  id: z.string(),
  use: z.enum(['active', 'parallel', 'none']),
  start: z.number(),
  end: z.number(),
  verdict: z.enum(['accept', 'warn', 'reject', 'cannot-judge']),
  violations: z.array(
    z.object({
      rule: z.string(),
      form: z.string(),
      verdict: z.enum(['reject', 'warn']),
      points: z.array(z.string()),
    }),
  ),
  notYet: z.array(z.string()),
  points: z.array(
    z.object({
      id: z.string(),
      level: z.string(),
      lot: z.string(),
      at: z.number(),
      /** The version of the target that judged it. */
      target: z.string().optional(),
      z: z.string().optional(),
      /** What was compared with what is expected, if the target is no mean and SD. */
      answer: z.string().optional(),
      problem: z.string().optional(),
    }),
  ),
  /** The version of the rule set. */
  ruleSet: z.string(),
  missing: z.array(z.string()),
  flags: z.array(z.string()),
  isSatisfying: z.boolean(),
});

/** One version of the verdict on an event. Versions are never changed. */
export const verdictVersionSchema = z.object({
  /** The id of the event's first point. */
  event: z.string(),
  /** The time of the event's first point. */
  start: z.number(),
  /** 1, 2, 3, … without gaps. */
  version: z.number().int().positive(),
  judgedAt: z.string(),
  /** The message or the action that made the version. */
  cause: z.string(),
  /** Undefined: the event no longer exists, because its points belong to other events by now. */
  evaluation: evaluationSchema.optional(),
});

const gateStateSchema = z.enum(['unknown', 'good', 'failed', 'repeat-passed', 'stopped']);

/** What makes a control due, besides the clock. */
const dueCauseSchema = z.enum(['patients', 'reagent', 'calibration']);

/** What a patient's result showed: after a good event a control became due. */
const dueNoticeSchema = z.object({
  /** The event. */
  evidence: z.string(),
  at: z.number(),
  by: dueCauseSchema,
});

/** A change of the state of a test system. It counts until the next one. */
const gateStepSchema = z.object({
  at: z.number(),
  state: gateStateSchema,
  /** The id of the event or of the action that made the change. */
  evidence: z.string(),
  /** Until then, inclusive, the control counts. Undefined: no control is due. */
  due: z.number().optional(),
  /** Why it is due. Undefined: by the clock. */
  dueBy: dueCauseSchema.optional(),
  /** The lots of reagents that the control was measured with, if a new one makes a control due. */
  reagents: z.array(z.string()).optional(),
  /** The repeat was accepted without an action, as the site allows it once. */
  isOpen: z.literal(true).optional(),
  /** The time of the latest action up to then that changed the test system, such as a calibration. */
  reset: z.number().optional(),
  /** Of the start after a stop: the beginning of the latest rejected event that nobody has answered. */
  failing: z.number().optional(),
});

/** What still stands of a time whose controls are read no more. */
const unresolvedSchema = z.object({
  /** The latest rejected event that no action and good event have answered. */
  failing: z.object({ id: z.string(), start: z.number(), end: z.number() }).optional(),
  /** The latest action that may answer it. */
  corrected: z.number().optional(),
  /** The action that stopped the test system, which nobody has started since. */
  stop: z.object({ id: z.string(), at: z.number() }).optional(),
});

/** What stood until then: an answer, a start, or the next reject ended it. */
const resolvedSchema = unresolvedSchema.extend({ until: z.number() });

/** The look-back of a rejected event. `void`: the event is not rejected any more. */
const knownLookBackSchema = z.object({
  event: z.string(),
  /** The time of the event's first point. */
  at: z.number(),
  state: z.enum(['open', 'signed', 'void']),
});

/** The stored state of a test system: its newest changes, the oldest first. */
export const systemStateSchema = z.object({
  /** 1, 2, 3, …: each write adds one. */
  version: z.number().int().positive(),
  steps: z.array(gateStepSchema),
  /** What patients' results have shown about the events of `steps`. */
  noticed: z.array(dueNoticeSchema).optional(),
  unresolved: unresolvedSchema.optional(),
  /** What stood before, of the time that may be read anew. */
  resolved: z.array(resolvedSchema).optional(),
  /** A digest of the lots, targets, rules and settings by which the verdicts were given. */
  judgedBy: z.string(),
  /** Of the events that were rejected in the last 35 days. */
  lookBacks: z.array(knownLookBackSchema).optional(),
});

export type StoredEvaluation = z.infer<typeof evaluationSchema>;
export type VerdictVersion = z.infer<typeof verdictVersionSchema>;
export type DueCause = z.infer<typeof dueCauseSchema>;
export type DueNotice = z.infer<typeof dueNoticeSchema>;
export type Unresolved = z.infer<typeof unresolvedSchema>;
export type Resolved = z.infer<typeof resolvedSchema>;
export type KnownLookBack = z.infer<typeof knownLookBackSchema>;
export type GateState = z.infer<typeof gateStateSchema>;
export type GateStep = z.infer<typeof gateStepSchema>;
export type SystemState = z.infer<typeof systemStateSchema>;
