import * as z from 'zod';

/** The name, or the ARN, of a secret in AWS Secrets Manager; its value is text. */
const secretSchema = z
  .string()
  .regex(
    /^(?:arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/,
    'name a secret of AWS Secrets Manager',
  );

export const addressSchema = z.url({ protocol: /^https?$/, error: 'not an http or https address' });

/** How Labwire shows who it is. */
const authSchema = z.discriminatedUnion('kind', [
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
const tlsSchema = z.strictObject({
  certificate: secretSchema.optional(),
  key: secretSchema.optional(),
  authority: secretSchema.optional(),
});

/** The settings of destinations that are reached over HTTP. */
export const overHttp = {
  timeoutMs: z.number().int().min(100).max(60_000).default(20_000),
  auth: authSchema.optional(),
  tls: tlsSchema.optional(),
};

type Auth = z.infer<typeof authSchema>;

/** The secrets that have to be read to reach a destination over HTTP, each once. */
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

function secretOf(auth: Auth): string {
  switch (auth.kind) {
    case 'bearer':
      return auth.token;
    case 'basic':
      return auth.password;
    case 'oauth2':
      return auth.clientSecret;
    case 'smart-backend':
      return auth.privateKey;
  }
}
