import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { AdapterError } from '../../shared/adapter-error.ts';

/** The claims of a token, or undefined where it is for nobody here. */
export type VerifyToken = (token: string) => Promise<JWTPayload | undefined>;

const configurationSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Verifies tokens of an OpenID Connect issuer: signature by its published keys, issuer, audience, time.
 * Access tokens of Cognito name their client where others name an audience; without an audience every access token of
 * the issuer counts, which is for a user pool of our own.
 * @throws AdapterError where the issuer's keys cannot be had
 */
export function createTokenVerifier(config: {
  readonly issuer: string;
  readonly audience: readonly string[];
}): VerifyToken {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(await keysAddress(config.issuer));
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: config.issuer, requiredClaims: ['exp'] });
      const intended = [payload.aud ?? payload['client_id'] ?? []].flat();
      const isForUs =
        config.audience.length === 0
          ? payload['token_use'] === 'access'
          : intended.some((one) => config.audience.includes(String(one)));
      return isForUs ? payload : undefined;
    } catch (cause) {
      if (!isAboutToken(cause)) throw unreachable(cause);
      return undefined;
    }
  };
}

async function keysAddress(issuer: string): Promise<URL> {
  try {
    const response = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5000),
    });
    return new URL(configurationSchema.parse(await response.json()).jwks_uri);
  } catch (cause) {
    throw unreachable(cause);
  }
}

/** The token is wrong, and not the way to the keys: of an issuer that answers nonsense no token is known. */
const isAboutToken = (cause: unknown): boolean =>
  cause instanceof errors.JOSEError &&
  !(cause instanceof errors.JWKSTimeout) &&
  !(cause instanceof errors.JWKSInvalid) &&
  cause.code !== 'ERR_JOSE_GENERIC';

const unreachable = (cause: unknown): AdapterError =>
  new AdapterError('IssuerUnreachable', 'transient', 'The keys of the issuer cannot be read', { cause });
