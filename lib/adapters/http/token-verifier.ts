import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { AdapterError } from '../../shared/adapter-error.ts';
import { checkedAddress, type IssuerRules, readIssuerConfiguration } from './issuer-configuration.ts';
import { fetchSmall } from './small-answer.ts';

/** Returns the claims of a token. Undefined if the token is not valid for this API. */
export type VerifyToken = (token: string) => Promise<JWTPayload | undefined>;

export interface TokenRules extends IssuerRules {
  readonly audience: readonly string[];
  /** A token with a longer life is refused. Default: a day. */
  readonly maxTokenMinutes?: number | undefined;
}

/** Signatures that only the issuer can make. With HMAC, everybody who knows the key could. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/**
 * Verifies access tokens of an OpenID Connect issuer: signature (by its published keys), issuer, audience, time
 * and kind. Access tokens of Cognito name their client in place of an audience. If no audience is configured,
 * every access token of the issuer is accepted; this is meant for a user pool of our own.
 * @throws AdapterError if the issuer's keys cannot be read
 */
export function createTokenVerifier(rules: TokenRules): VerifyToken {
  const { issuer, audience, maxTokenMinutes = 1440 } = rules;
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token) => {
    keys ??= createRemoteJWKSet(await keysAddress(rules), { [customFetch]: fetchSmall });
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer,
        algorithms,
        requiredClaims: ['exp'],
      });
      const intended = [payload.aud ?? payload['client_id'] ?? []].flat();
      const isForUs =
        audience.length === 0
          ? payload['token_use'] === 'access'
          : intended.some((one) => audience.includes(String(one)));
      const now = Math.floor(Date.now() / 1000);
      return isForUs &&
        isAccessToken(payload, protectedHeader) &&
        !isBound(payload) &&
        livesFor(payload, now) <= maxTokenMinutes * 60
        ? payload
        : undefined;
    } catch (cause) {
      if (!isAboutToken(cause)) throw unreachable(cause);
      return undefined;
    }
  };
}

/** Clocks of an issuer and of AWS may differ by this. */
const CLOCK_SECONDS = 60;

/**
 * Whether a token is bound to a key of its owner (RFC 7800 `cnf`; RFC 8705, RFC 9449). The key is not asked for here, so
 * that such a token is refused: a thief of it would be taken for its owner.
 */
const isBound = ({ cnf }: JWTPayload): boolean => cnf !== undefined;

/** How long a token lives in seconds; endless if it says that it was issued in the future. */
function livesFor({ iat, exp = Number.POSITIVE_INFINITY }: JWTPayload, now: number): number {
  if (iat !== undefined && iat > now + CLOCK_SECONDS) return Number.POSITIVE_INFINITY;
  return exp - Math.min(iat ?? now, now);
}

/** Claims of ID tokens (OpenID Connect Core §2, §3.3.2.11) and of events (RFC 8417), which access tokens lack. */
const foreignClaims = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'] as const;

/**
 * Whether a token is an access token, as far as it says. Issuers mark the kind in different ways: `typ` of the
 * header (RFC 9068 §2.1), `token_use` (Cognito), `typ` (Keycloak).
 */
function isAccessToken(payload: JWTPayload, header: { readonly typ?: string }): boolean {
  const type = header.typ?.toLowerCase().replace(/^application\//, '');
  return (
    (type === undefined || type === 'jwt' || type === 'at+jwt') &&
    (payload['token_use'] ?? 'access') === 'access' &&
    (payload['typ'] ?? 'Bearer') === 'Bearer' &&
    foreignClaims.every((claim) => payload[claim] === undefined)
  );
}

async function keysAddress(rules: TokenRules): Promise<URL> {
  try {
    const { jwks_uri } = await readIssuerConfiguration(rules);
    return checkedAddress(jwks_uri, rules);
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
