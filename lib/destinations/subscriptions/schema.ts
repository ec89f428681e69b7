import * as z from 'zod';
import { isSecureAddress } from '../../shared/secure-address.ts';
import { addressSchema } from '../over-http.ts';
import { common } from '../settings.ts';

/** Subscribers over FHIR, who ask to be told of reports: docs/fhir-read.md. */
export const schema = z.strictObject({
  kind: z.literal('subscriptions'),
  ...common,
  /** The addresses that subscribers may name as their endpoint: each of them, and every path below it. */
  endpoints: z
    .array(
      addressSchema
        .refine(isSecureAddress, 'plain HTTP to another machine: use https')
        .refine((text) => !/[?#@]/.test(text), 'an address without user, query or fragment'),
    )
    .min(1, 'name at least one address'),
  /** A subscription ends by itself after so many days. */
  maxDays: z.number().int().min(1).max(366).default(90),
  /** The longest time for one answer of an endpoint. */
  timeoutMs: z.number().int().min(100).max(10_000).default(5000),
});

export type SubscriptionsConfig = z.infer<typeof schema>;
