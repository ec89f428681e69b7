import * as z from 'zod';

/** How messages of a source name an assigner of patient numbers (PID-3.4), with an example. */
export const assignerNameSchema = z.object({
  source: z.string(),
  namespace: z.string().optional(),
  universalId: z.string().optional(),
  messageId: z.string(),
});

export type AssignerName = z.infer<typeof assignerNameSchema>;
