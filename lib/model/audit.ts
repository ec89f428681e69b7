import * as z from 'zod';

/** That somebody read something of a patient (IHE ATNA, FHIR AuditEvent). It holds no result. */
export const auditEntrySchema = z.object({
  at: z.string(),
  /** Names the request; unique. */
  requestId: z.string(),
  /** Who, by their token: `sub`, else `client_id`. */
  actor: z.string(),
  action: z.enum(['read', 'search']),
  resourceType: z.string(),
  /** The names of what was asked by, without their values. */
  parameters: z.array(z.string()),
  /** Whom it was about; undefined where it found nobody. */
  patientKey: z.string().optional(),
  /** How many resources were given out. */
  count: z.number().int().nonnegative(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
