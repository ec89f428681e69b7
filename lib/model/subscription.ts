import * as z from 'zod';

/** A subscriber of reports over FHIR: where it is told that a report is new or has changed. */
export const subscriptionSchema = z.object({
  id: z.string(),
  /** The client that made it. Nobody else may see it. */
  actor: z.string(),
  /** `error`: the endpoint does not answer, and is tried again. `off`: it is told nothing any more. */
  status: z.enum(['active', 'error', 'off']),
  /** It is in the site's list of endpoints. */
  endpoint: z.string(),
  /** The Authorization header for the endpoint. It is never shown. */
  authorization: z.string().optional(),
  /** The only patient. Undefined: all patients. */
  patientKey: z.string().optional(),
  reason: z.string().optional(),
  /** The address of the read API, for references in notifications. */
  baseUrl: z.string(),
  createdAt: z.string(),
  /** It ends by itself at this time. */
  end: z.string(),
  /** The number of events since it was made. */
  events: z.number().int().nonnegative(),
  /** Since when the endpoint does not answer. */
  errorSince: z.string().optional(),
});

export type Subscription = z.infer<typeof subscriptionSchema>;

/** A report version that a subscriber is told about. */
export const subscriptionEventSchema = z.object({
  /** From 1 on, in each subscription. */
  number: z.number().int().positive(),
  at: z.string(),
  reportKey: z.string(),
  version: z.number().int().positive(),
});

export type SubscriptionEvent = z.infer<typeof subscriptionEventSchema>;

/** An entry of the queue of notifications: ids alone. */
export const notificationSchema = z.object({
  schema: z.literal('labwire.notification.v1'),
  subscription: z.string(),
  event: subscriptionEventSchema,
});

export type Notification = z.infer<typeof notificationSchema>;
