import * as z from 'zod';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { withoutFinalSlashes } from '../../shared/final-slashes.ts';
import { isSecureAddress } from '../../shared/secure-address.ts';
import { fetchSmall } from './small-answer.ts';

const words = z.array(z.string().max(200)).max(100).optional();

/** What an issuer of OpenID Connect publishes about itself (Discovery 1.0 §3), as far as it is used. */
const issuerConfigurationSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  token_endpoint: z.url().optional(),
  authorization_endpoint: z.url().optional(),
  introspection_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
  grant_types_supported: words,
  response_types_supported: words,
  code_challenge_methods_supported: words,
  token_endpoint_auth_methods_supported: words,
  token_endpoint_auth_signing_alg_values_supported: words,
});

export type IssuerConfiguration = z.infer<typeof issuerConfigurationSchema>;

export interface IssuerRules {
  readonly issuer: string;
  /** Allows an issuer over plain HTTP on another machine. */
  readonly insecure?: true | undefined;
}

/**
 * Reads the configuration of an issuer, over HTTPS and without redirections: an answer from elsewhere is not the issuer's.
 * @throws Error if it cannot be read, or is that of another issuer
 */
export async function readIssuerConfiguration(rules: IssuerRules): Promise<IssuerConfiguration> {
  const base = withoutFinalSlashes(rules.issuer);
  const response = await fetchSmall(checkedAddress(`${base}/.well-known/openid-configuration`, rules), {
    redirect: 'error',
    signal: AbortSignal.timeout(5000),
  });
  const found = issuerConfigurationSchema.parse(await response.json());
  if (withoutFinalSlashes(found.issuer) !== base) throw new Error('the configuration is of another issuer');
  return found;
}

/** @throws Error if it is plain HTTP on another machine */
export function checkedAddress(address: string, { insecure }: IssuerRules): URL {
  if (insecure === true || isSecureAddress(address)) return new URL(address);
  throw new Error('the issuer is plain HTTP on another machine');
}

const KEPT_MS = 3_600_000;
const FAILURE_KEPT_MS = 30_000;

/**
 * Reads the configuration of an issuer at most once an hour, and after a failure at most twice a minute: everybody may ask
 * for it.
 * @throws AdapterError transient if it cannot be read
 */
export function createConfigurationReader(
  rules: IssuerRules,
  clock: Clock,
): () => Promise<IssuerConfiguration> {
  let known: { readonly until: number; readonly found: Promise<IssuerConfiguration> } | undefined;
  return () => {
    const now = clock().getTime();
    if (known !== undefined && now < known.until) return known.found;
    const found = readIssuerConfiguration(rules).catch((cause: unknown) => {
      known = { until: now + FAILURE_KEPT_MS, found };
      throw new AdapterError('IssuerUnreachable', 'transient', 'The issuer cannot be read', { cause });
    });
    known = { until: now + KEPT_MS, found };
    return found;
  };
}
