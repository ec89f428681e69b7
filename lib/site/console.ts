import * as z from 'zod';
import { secretSchema } from '../destinations/over-http.ts';
import { roleSchema } from '../model/role.ts';

const settingsSchema = z.strictObject({
  /** The OpenID Connect issuer. Default: a user pool that the deployment makes (Cognito). */
  issuer: z.url({ protocol: /^https?$/ }).optional(),
  clientId: z.string().min(1).optional(),
  /** The secret of the client, by its name in Secrets Manager. Default: a public client, with PKCE alone. */
  clientSecret: secretSchema.optional(),
  /** What is asked for besides `openid`, so that the ID token has the name and the groups. */
  scope: z.string().min(1).default('profile'),
  /** The claim of the ID token with the groups of a person. */
  claim: z.string().min(1).default('groups'),
  /** The groups that give each role. A person in none of them is not let in. */
  roles: z.partialRecord(roleSchema, z.array(z.string().min(1)).min(1)),
  /** The address as browsers see it, if the hospital has its own name for it. Default: that of the API. */
  address: z
    .url({ protocol: /^https$/ })
    .refine((address) => address.endsWith('/console'), 'an address that ends with /console')
    .optional(),
  /** A session ends when its person has done nothing for so long. */
  idleMinutes: z.number().int().min(5).max(60).default(15),
  /** Allows an issuer over plain HTTP on another machine. */
  insecure: z.literal(true).optional(),
});

/** The console: where people sign in, and which role each of their groups gives. */
export const consoleSchema = settingsSchema
  .refine(
    ({ issuer, clientId }) => (issuer === undefined) === (clientId === undefined),
    'name the issuer and the clientId, or neither',
  )
  .refine(
    ({ issuer, clientSecret }) => issuer !== undefined || clientSecret === undefined,
    'the client of the user pool of the deployment has no secret',
  );

export type ConsoleConfig = z.infer<typeof consoleSchema>;

/** Where people sign in. */
export interface SignInPlace {
  readonly issuer: string;
  readonly clientId: string;
}

export type SignInConfig = ConsoleConfig & SignInPlace;

/** The console with its issuer: that of the site, otherwise the user pool of the deployment, which names groups in its own claim. */
export function signInAt(
  config: ConsoleConfig,
  pool: { readonly [Name in keyof SignInPlace]: string | undefined },
): SignInConfig {
  const { issuer, clientId } = config;
  if (issuer !== undefined && clientId !== undefined) return { ...config, issuer, clientId };
  if (pool.issuer === undefined || pool.clientId === undefined) throw new Error('the console has no issuer');
  return { ...config, issuer: pool.issuer, clientId: pool.clientId, claim: 'cognito:groups' };
}
