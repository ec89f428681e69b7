import * as z from 'zod';

/** The name or ARN of a secret in AWS Secrets Manager. Its value is text. */
export const secretSchema = z
  .string()
  .regex(
    /^(?:arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/,
    'name a secret of AWS Secrets Manager',
  );

export const addressSchema = z.url({ protocol: /^https?$/, error: 'not an http or https address' });

/** How Labwire identifies itself to any destination over HTTP. */
const ways = [
  z.strictObject({ kind: z.literal('bearer'), token: secretSchema }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), password: secretSchema }),
  /** OAuth 2.0 client credentials (RFC 6749 §4.4). */
  z.strictObject({
    kind: z.literal('oauth2'),
    tokenUrl: addressSchema,
    clientId: z.string().min(1),
    clientSecret: secretSchema,
    /** The place of the secret: the Authorization header, or the form. */
    send: z.enum(['header', 'form']).default('header'),
    scope: z.string().min(1).optional(),
  }),
  /** SMART Backend Services: a client assertion signed with a private key (RFC 7523). */
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
] as const;

/** AWS HealthLake: requests are signed with the role of the function (Signature Version 4). */
const sigv4 = z.strictObject({
  kind: z.literal('sigv4'),
  service: z.literal('healthlake').default('healthlake'),
  /** The ARN of the data store. It names the region, too. */
  datastore: z
    .string()
    .regex(
      /^arn:aws[\w-]*:healthlake:[a-z0-9-]+:\d{12}:datastore\/(?:fhir\/)?[0-9a-zA-Z-]{1,64}$/,
      'not the ARN of a data store of AWS HealthLake',
    ),
});

const authSchema = z.discriminatedUnion('kind', ways);

/** The ways of a FHIR server, AWS HealthLake among them. */
export const fhirAuthSchema = z.discriminatedUnion('kind', [...ways, sigv4]);

/** Mutual TLS: Labwire's certificate, and an authority to trust besides the usual ones. In PEM. */
const tlsSchema = z.strictObject({
  certificate: secretSchema.optional(),
  key: secretSchema.optional(),
  authority: secretSchema.optional(),
});

/** The settings of destinations that use HTTP. */
export const overHttp = {
  timeoutMs: z.number().int().min(100).max(60_000).default(20_000),
  auth: authSchema.optional(),
  tls: tlsSchema.optional(),
  /** Allows plain HTTP to other machines, for results, secrets and tokens. */
  insecure: z.literal(true).optional(),
};

type Auth = z.infer<typeof fhirAuthSchema>;

/** The secrets that a destination over HTTP needs, each once. */
export function secretsOf({
  auth,
  tls,
}: {
  readonly auth?: Auth | undefined;
  readonly tls?: z.infer<typeof tlsSchema> | undefined;
}): string[] {
  const all = [auth && secretOf(auth), tls?.certificate, tls?.key, tls?.authority];
  return [...new Set(all.filter((name) => name !== undefined))];
}

function secretOf(auth: Auth): string | undefined {
  switch (auth.kind) {
    case 'bearer':
      return auth.token;
    case 'basic':
      return auth.password;
    case 'oauth2':
      return auth.clientSecret;
    case 'smart-backend':
      return auth.privateKey;
    case 'sigv4':
      return undefined;
  }
}
