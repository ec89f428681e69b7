import * as z from 'zod';
import { asHl7 } from '../hl7-form.ts';
import { addressSchema, overHttp } from '../over-http.ts';
import { common, paced } from '../settings.ts';

/** An EHR or an integration engine that accepts HL7 v2 over HTTP. */
export const schema = z.strictObject({
  kind: z.literal('hl7-http'),
  ...common,
  ...paced,
  ...overHttp,
  ...asHl7,
  /** Messages are posted to this address and answered with their acknowledgment. */
  url: addressSchema,
});

export type Hl7HttpConfig = z.infer<typeof schema>;
