import * as z from 'zod';

/** What the timer has reported about a test system, so that each change of its state is reported once. */
export const reportedSystemSchema = z.object({
  /** 1, 2, 3, …: each write adds one. */
  version: z.number().int().positive(),
  /** Events that closed the gate: rejected, or not to be judged. */
  closing: z.array(z.string()),
  /** The event after which a control is overdue. */
  overdue: z.string().optional(),
  /** Rejected events whose look-back was old enough to be looked at. */
  lookBacks: z.array(z.string()),
  /** Its id in the site, and a digest of what verdicts depend on: others call for a judgement anew. */
  system: z.string().optional(),
  judgedBy: z.string().optional(),
  /** When results that wait for it are read once more, because the site has changed. */
  again: z.number().optional(),
});

export type ReportedSystem = z.infer<typeof reportedSystemSchema>;
