import * as oauth from 'oauth4webapi';
import type { Identity, IdentityProvider, SignInSecrets } from '../../ports/identity-provider.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import { isSecureAddress } from '../../shared/secure-address.ts';
import { fetchSmall } from './small-answer.ts';

export interface IdentityProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined: a public client. */
  readonly clientSecret?: (() => Promise<string>) | undefined;
  /** What is asked for besides `openid`. */
  readonly scope: string;
  /** Allows an issuer over plain HTTP on another machine. */
  readonly insecure?: true | undefined;
  readonly clock: Clock;
}

/** The issuer's configuration is read again after this time. */
const REREAD_MS = 3_600_000;

const TIMEOUT_MS = 5000;

/**
 * Signs people in with the authorization code flow and PKCE (OpenID Connect Core §3.1, RFC 7636). The ID token is
 * checked: signature, issuer, audience, nonce, time.
 * @throws AdapterError transient: the issuer cannot be reached
 */
export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { clientId, clientSecret, clock } = options;
  const client: oauth.Client = { client_id: clientId };
  const requests = requestsOf(options);
  let known: { readonly server: Promise<oauth.AuthorizationServer>; readonly until: number } | undefined;
  const server = (): Promise<oauth.AuthorizationServer> => {
    const now = clock().getTime();
    if (known === undefined || known.until <= now) {
      const found = discover(options, requests);
      known = { server: found, until: now + REREAD_MS };
      found.catch(() => {
        known = undefined;
      });
    }
    return known.server;
  };
  const begin: IdentityProvider['begin'] = async (redirectUri) => {
    const { authorization_endpoint: endpoint = '' } = await server();
    const secrets = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    };
    const location = new URL(endpoint);
    for (const [name, value] of Object.entries({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `openid ${options.scope}`,
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
    }))
      location.searchParams.set(name, value);
    return { location: location.href, secrets };
  };
  const exchange = async (
    callback: URL,
    redirectUri: string,
    { state, nonce, verifier }: SignInSecrets,
  ): Promise<Identity | undefined> => {
    const at = await server();
    const parameters = oauth.validateAuthResponse(at, client, callback, state);
    const proof = clientSecret === undefined ? oauth.None() : authentication(at, await clientSecret());
    const answer = await oauth.authorizationCodeGrantRequest(
      at,
      client,
      proof,
      parameters,
      redirectUri,
      verifier,
      requests,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(at, client, answer, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(at, answer, requests);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    return claims === undefined || tokens.id_token === undefined
      ? undefined
      : { claims, idToken: tokens.id_token };
  };
  return {
    begin,
    finish: (...asked) =>
      exchange(...asked).catch((cause: unknown) => {
        if (isRefusal(cause)) return undefined;
        throw cause instanceof AdapterError ? cause : unreachable(cause);
      }),
    endSession: async (returnTo, idToken) => {
      const { end_session_endpoint: endpoint } = await server();
      if (endpoint === undefined || !isAllowed(endpoint, options)) return undefined;
      const location = new URL(endpoint);
      location.searchParams.set('client_id', clientId);
      location.searchParams.set('post_logout_redirect_uri', returnTo);
      // Cognito has a name of its own for it
      if (location.hostname.endsWith('.amazoncognito.com')) location.searchParams.set('logout_uri', returnTo);
      if (idToken !== undefined) location.searchParams.set('id_token_hint', idToken);
      return location.href;
    },
  };
}

/**
 * Whether the sign-in itself is refused, by the issuer or because its answer does not fit. Everything else means that
 * the issuer cannot be reached.
 */
const isRefusal = (cause: unknown): boolean =>
  cause instanceof oauth.AuthorizationResponseError ||
  cause instanceof oauth.ResponseBodyError ||
  (cause instanceof oauth.OperationProcessingError && cause.code !== oauth.HTTP_REQUEST_FORBIDDEN) ||
  cause instanceof oauth.UnsupportedOperationError;

/** The header, unless the issuer says that it takes the form alone (RFC 6749 §2.3.1). */
const authentication = (
  { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] }: oauth.AuthorizationServer,
  secret: string,
): oauth.ClientAuth =>
  methods.includes('client_secret_basic') ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);

const isAllowed = (address: string, { insecure }: Pick<IdentityProviderOptions, 'insecure'>): boolean =>
  insecure === true || isSecureAddress(address);

/** How every request to the issuer is made. */
const requestsOf = (options: IdentityProviderOptions) => ({
  // `isAllowed` refuses plain HTTP to other machines, unless the site allows it
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: async (
    url: string,
    { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
  ): Promise<Response> => {
    if (!isAllowed(url, options)) throw new Error('the issuer is plain HTTP on another machine');
    return fetchSmall(url, {
      method,
      headers,
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  },
});

async function discover(
  options: IdentityProviderOptions,
  requests: ReturnType<typeof requestsOf>,
): Promise<oauth.AuthorizationServer> {
  try {
    const issuer = new URL(options.issuer);
    const answer = await oauth.discoveryRequest(issuer, { ...requests, algorithm: 'oidc' });
    const server = await oauth.processDiscoveryResponse(issuer, answer);
    if (!isAllowed(server.authorization_endpoint ?? '', options))
      throw new Error('people would sign in over plain HTTP on another machine');
    return server;
  } catch (cause) {
    throw unreachable(cause);
  }
}

const unreachable = (cause: unknown): AdapterError =>
  new AdapterError('IssuerUnreachable', 'transient', 'The issuer cannot be reached for a sign-in', { cause });
