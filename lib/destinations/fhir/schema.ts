import * as z from 'zod';
import { usCoreSchema } from '../../model/us-core.ts';
import { addressSchema, fhirAuthSchema, overHttp } from '../over-http.ts';
import { common, paced } from '../settings.ts';

/** A FHIR R4 server that accepts transactions at its base address. */
export const schema = z.strictObject({
  kind: z.literal('fhir'),
  ...common,
  ...paced,
  ...overHttp,
  auth: fhirAuthSchema.optional(),
  /** The FHIR base address; bundles are posted to it. */
  url: addressSchema,
  /** Whether the server or Labwire assigns the ids of resources: see docs/fhir-mapping.md. */
  ids: z.enum(['server', 'derived']).default('server'),
  /** `update`: the laboratory's description of a patient replaces the EHR's. */
  patients: z.enum(['update', 'create']).default('update'),
  /** The version of US Core whose profiles resources name if they conform to them. Default: none. */
  profiles: usCoreSchema.optional(),
});

export type FhirConfig = z.infer<typeof schema>;
