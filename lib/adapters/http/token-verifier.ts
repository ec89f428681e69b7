import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { AdapterError } from '../../shared/adapter-error.ts';
import { withoutFinalSlashes } from '../../shared/final-slashes.ts';

/** Returns the claims of a token. Undefined if the token is not valid for this API. */
export type VerifyToken = (token: string) => Promise<JWTPayload | undefined>;

const configurationSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Verifies tokens of an OpenID Connect issuer: signature (by its published keys), issuer, audience and time.
 * Access tokens of Cognito name their client in place of an audience. If no audience is configured, every
 * access token of the issuer is accepted; this is meant for a user pool of our own.
 * @throws AdapterError if the issuer's keys cannot be read
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
    const response = await fetch(`${withoutFinalSlashes(issuer)}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(5000),
    });
    return new URL(configurationSchema.parse(await response.json()).jwks_uri);
  } catch (cause) {
    throw unreachable(cause);
  }
}

/**
 * Whether the token itself is wrong, and not the request for the keys. If the issuer's answer cannot be read,
 * nothing is known about the token.
 */
const isAboutToken = (cause: unknown): boolean =>
  cause instanceof errors.JOSEError &&
  !(cause instanceof errors.JWKSTimeout) &&
  !(cause instanceof errors.JWKSInvalid) &&
  cause.code !== 'ERR_JOSE_GENERIC';

const unreachable = (cause: unknown): AdapterError =>
  new AdapterError('IssuerUnreachable', 'transient', 'The keys of the issuer cannot be read', { cause });
