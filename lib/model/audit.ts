import * as z from 'zod';

/** That somebody read something of a patient (IHE ATNA, FHIR AuditEvent). It holds no result. */
export const auditEntrySchema = z.object({
  readAt: z.string(),
  /** Names the request; unique. */
  requestId: z.string(),
  /** Who: by their token `sub`, else `client_id`; at the command line by their name. */
  actor: z.string(),
  /** By which way. */
  channel: z.enum(['fhir', 'command-line']).default('fhir'),
  action: z.enum(['read', 'search']),
  /** Of FHIR, or `Message`, `Delivery`, `DeadLetter`. */
  resourceType: z.string(),
  /** What was read, by an id of ours. */
  subject: z.string().optional(),
  /** Why, as they said it. */
  reason: z.string().optional(),
  /** The names of what was asked by, without their values. */
  parameters: z.array(z.string()),
  /** Whom it was about; undefined where it found nobody. */
  patientKey: z.string().optional(),
  /** How many resources were given out. */
  count: z.number().int().nonnegative(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
