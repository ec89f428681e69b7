import { isKnownCharset } from '@labwire/hl7/charset/character-sets';
import * as z from 'zod';
import type { CodeLine } from '../terminology/code-map.ts';
import { peerSchema } from './gateway.ts';
import { idSchema } from './id.ts';

/** The name, or the ARN, of a secret in AWS Secrets Manager; its value is text. */
const secretSchema = z
  .string()
  .regex(
    /^(?:arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/,
    'name a secret of AWS Secrets Manager',
  );

const addressSchema = z.url({ protocol: /^https?$/, error: 'not an http or https address' });

/** How Labwire shows who it is. */
export const authSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), token: secretSchema }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), password: secretSchema }),
  /** OAuth 2.0 client credentials (RFC 6749 §4.4). */
  z.strictObject({
    kind: z.literal('oauth2'),
    tokenUrl: addressSchema,
    clientId: z.string().min(1),
    clientSecret: secretSchema,
    /** Where the secret goes: into the Authorization header, or into the form. */
    send: z.enum(['header', 'form']).default('header'),
    scope: z.string().min(1).optional(),
  }),
  /** SMART Backend Services: a client assertion that is signed with a private key (RFC 7523). */
  z.strictObject({
    kind: z.literal('smart-backend'),
    tokenUrl: addressSchema,
    clientId: z.string().min(1),
    /** PKCS #8 in PEM. */
    privateKey: secretSchema,
    keyId: z.string().min(1),
    algorithm: z.enum(['RS384', 'ES384']).default('RS384'),
    scope: z.string().min(1).default('system/*.write'),
  }),
]);

/** Mutual TLS: what Labwire shows, and whom it trusts beside the usual authorities. In PEM. */
export const destinationTlsSchema = z.strictObject({
  certificate: secretSchema.optional(),
  key: secretSchema.optional(),
  authority: secretSchema.optional(),
});

/** Which reports a destination gets; each list that is not given is every one. */
const filterSchema = z.strictObject({
  sources: z.array(z.string()).min(1).optional(),
  /** Codes of OBR-4, the map's LOINC codes among them. */
  services: z.array(z.string()).min(1).optional(),
  /** PV1-2, HL7 table 0004: I, O, E, … Reports of no known visit are of none. */
  patientClasses: z.array(z.string()).min(1).optional(),
  /** OBR-25, HL7 table 0123. What was sent once is kept up to date, whatever its status becomes. */
  statuses: z.array(z.string()).min(1).optional(),
});

const common = {
  id: idSchema,
  filter: filterSchema.default({}),
  /** The codes that it knows results and services by: `maps/ehr-codes.csv`. */
  codes: z
    .array(z.string().regex(/^maps\/[\w-]+\.csv$/, 'name a file of the site such as maps/ehr-codes.csv'))
    .default([]),
};

const paced = {
  /** How many updates a second it takes; as many as come where it is not given. */
  ratePerSecond: z.number().min(0.1).max(1000).optional(),
};

const overHttp = {
  timeoutMs: z.number().int().min(100).max(60_000).default(20_000),
  auth: authSchema.optional(),
  tls: destinationTlsSchema.optional(),
};

const hl7Schema = z.strictObject({
  version: z.enum(['2.3.1', '2.4', '2.5.1']).default('2.5.1'),
  /** MSH-18. */
  charset: z
    .string()
    .refine(isKnownCharset, 'not a character set of HL7 table 0211')
    .default('UNICODE UTF-8'),
  /** MSH-5 and MSH-6. */
  application: z.string().min(1).optional(),
  facility: z.string().min(1).optional(),
  /** MSH-4; the laboratory's name where it is not given. */
  sendingFacility: z.string().min(1).optional(),
  /** A TypeScript file in the site's folder that changes the message before it goes out. */
  script: z
    .string()
    .regex(/^scripts\/[\w-]+\.ts$/, 'name a file of the site such as scripts/to-ehr.ts')
    .optional(),
  /**
   * Answers after which the same message is sent again. By the standard a message that was answered with
   * AE must not be sent again as it is: it is parked, and holds nobody up.
   */
  retryOn: z.array(z.enum(['AE', 'AR', 'CE', 'CR'])).default([]),
});

const hl7 = { hl7: hl7Schema.default(hl7Schema.parse({})) };

export const destinationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
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
  }),
  z.strictObject({
    kind: z.literal('hl7-http'),
    ...common,
    ...paced,
    ...overHttp,
    ...hl7,
    /** Messages are posted to it, and answered by their acknowledgment. */
    url: addressSchema,
  }),
  z.strictObject({
    kind: z.literal('mllp'),
    ...common,
    ...hl7,
    ...paced,
    /** Where the EHR listens; the gateway connects to it. */
    to: peerSchema,
  }),
  /** The EHR reads the queue itself: docs/feed.md. */
  z.strictObject({ kind: z.literal('queue'), ...common }),
]);

export type Auth = z.infer<typeof authSchema>;
export type DestinationTls = z.infer<typeof destinationTlsSchema>;
export type Hl7Form = z.infer<typeof hl7Schema>;
/** A destination as it is used, with its codes read. */
export type DestinationConfig = z.infer<typeof destinationSchema> & {
  readonly translations: readonly CodeLine[];
};
export type FhirDestinationConfig = Extract<DestinationConfig, { kind: 'fhir' }>;
export type Hl7DestinationConfig = Extract<DestinationConfig, { kind: 'hl7-http' | 'mllp' }>;

/** The secrets that a destination's function has to read. */
export function secretsOf(destination: DestinationConfig): string[] {
  if (destination.kind !== 'fhir' && destination.kind !== 'hl7-http') return [];
  const { auth, tls } = destination;
  const ofAuth =
    auth === undefined
      ? []
      : auth.kind === 'bearer'
        ? [auth.token]
        : auth.kind === 'basic'
          ? [auth.password]
          : auth.kind === 'oauth2'
            ? [auth.clientSecret]
            : [auth.privateKey];
  const all = [...ofAuth, tls?.certificate, tls?.key, tls?.authority];
  return [...new Set(all.filter((name) => name !== undefined))];
}
