import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';

/** What API Gateway's JWT authorizer lets through: the claims of a token, or undefined where it lets nobody. */
export type Authorizer = (authorization: string | undefined) => Promise<JWTPayload | undefined>;

/** API Gateway's JWT authorizer: signature, issuer, audience and time, by the issuer's published keys. */
export function createJwtAuthorizer(config: {
  readonly issuer: string;
  readonly audience: readonly string[];
}): Authorizer {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (authorization) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      keys ??= createRemoteJWKSet(await keysAddress(config.issuer));
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.issuer,
        audience: [...config.audience],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch {
      return undefined;
    }
  };
}

async function keysAddress(issuer: string): Promise<URL> {
  const response = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  const { jwks_uri: address } = (await response.json()) as { jwks_uri: string };
  return new URL(address);
}
