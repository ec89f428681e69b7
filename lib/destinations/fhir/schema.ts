import * as z from 'zod';
import { addressSchema, overHttp } from '../over-http.ts';
import { common, paced } from '../settings.ts';

/** A FHIR R4 server that takes transactions at its base address. */
export const schema = z.strictObject({
  kind: z.literal('fhir'),
  ...common,
  ...paced,
  ...overHttp,
  /** The FHIR base address; bundles are posted to it. */
  url: addressSchema,
  /** Who gives resources their ids: see docs/fhir-mapping.md. */
  ids: z.enum(['server', 'derived']).default('server'),
  /** Whether the laboratory's description of a patient replaces that of the EHR. */
  patients: z.enum(['update', 'create']).default('update'),
});

export type FhirConfig = z.infer<typeof schema>;
