import * as z from 'zod';

/**
 * One read of patient data by a person or program, or one change at the console (IHE ATNA, FHIR AuditEvent). It contains
 * no result.
 */
export const auditEntrySchema = z.object({
  readAt: z.string(),
  /** The id of the request; unique. */
  requestId: z.string(),
  /** The reader: the token's `sub`, otherwise its `client_id`; at the command line, the user's name. */
  actor: z.string(),
  /** The name of the person, if `actor` is none. */
  name: z.string().optional(),
  /** The interface that was used. */
  channel: z.enum(['fhir', 'command-line', 'console']).default('fhir'),
  /** What was done. All but `read` and `search` change something. */
  action: z.enum([
    'read',
    'search',
    'release',
    'replay',
    'redeliver',
    'redrive',
    'take',
    'give-back',
    'document',
    'subscribe',
    'unsubscribe',
    'export',
  ]),
  /** A FHIR type, or `Message`, `Delivery`, `DeadLetter`. */
  resourceType: z.string(),
  /** The id of the data that were read; an id of ours. */
  subject: z.string().optional(),
  /** The reason, in the reader's words. */
  reason: z.string().optional(),
  /** The names of the search parameters, without their values. */
  parameters: z.array(z.string()),
  /** The patient. Undefined if the request found none. */
  patientKey: z.string().optional(),
  /** The HTTP status of a request that was refused. */
  status: z.number().int().optional(),
  /** The number of resources of the patient in the answer. */
  count: z.number().int().nonnegative(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
