import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { HttpClient } from './http-client.ts';

/** How Labwire identifies itself to a destination. Secrets are given by value. */
export type Credentials =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly kind: 'oauth2';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly send: 'header' | 'form';
      readonly scope?: string | undefined;
    }
  | {
      readonly kind: 'smart-backend';
      readonly tokenUrl: string;
      readonly clientId: string;
      /** PKCS #8 in PEM. */
      readonly privateKey: string;
      readonly keyId: string;
      readonly algorithm: 'RS384' | 'ES384';
      readonly scope: string;
    };

export interface Authorization {
  /** The value of the Authorization header. Undefined if the destination requires none. */
  header(): Promise<string | undefined>;
  /** Discards the cached token after the destination has refused it. */
  forget(): void;
}

export const noAuthorization: Authorization = { header: async () => undefined, forget: () => undefined };

/** A new token is requested this long before the old one expires. */
const MARGIN_MS = 60_000;

/**
 * Creates the authorization for a destination. This process caches tokens until shortly before they expire.
 * @throws AdapterError from `header`: transient, because a missing token is not the fault of an update
 */
export function authorize(credentials: Credentials, http: HttpClient, clock: Clock): Authorization {
  switch (credentials.kind) {
    case 'bearer':
      return { header: async () => `Bearer ${credentials.token}`, forget: () => undefined };
    case 'basic': {
      const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
      return { header: async () => `Basic ${pair}`, forget: () => undefined };
    }
    default:
      return cached(() => requestToken(credentials, http), clock);
  }
}

interface Token {
  readonly value: string;
  readonly lifeMs: number;
}

function cached(request: () => Promise<Token>, clock: Clock): Authorization {
  let current: Promise<{ readonly value: string; readonly until: number }> | undefined;
  const fetchToken = async () => {
    const { value, lifeMs } = await request();
    return { value, until: clock().getTime() + lifeMs - MARGIN_MS };
  };
  return {
    header: async () => {
      const known = await current?.catch(() => undefined);
      if (known === undefined || known.until <= clock().getTime()) current = fetchToken();
      const { value } = await (current as NonNullable<typeof current>);
      return `Bearer ${value}`;
    },
    forget: () => {
      current = undefined;
    },
  };
}

type TokenCredentials = Extract<Credentials, { tokenUrl: string }>;

async function requestToken(credentials: TokenCredentials, http: HttpClient): Promise<Token> {
  const { tokenUrl, clientId, scope } = credentials;
  try {
    const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
    const client = { client_id: clientId };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      await authentication(credentials),
      scope === undefined ? {} : { scope },
      {
        // the client refuses plain HTTP to other machines, unless the site allows it
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: fetchWith(http),
      },
    );
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    const { access_token: value, token_type: type, expires_in: seconds = 300 } = answer;
    if (type !== 'bearer' || !isHeaderText(value) || answer['error'] !== undefined)
      throw new Error('the token cannot be sent as Bearer');
    return { value, lifeMs: seconds * 1000 };
  } catch (cause) {
    if (cause instanceof AdapterError) throw cause;
    throw new AdapterError('NoToken', 'transient', 'The authorization server gave no token', { cause });
  }
}

/** The characters of a token (RFC 6749 appendix A.12); no other may stand in a header. */
const isHeaderText = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);

async function authentication(credentials: TokenCredentials): Promise<oauth.ClientAuth> {
  if (credentials.kind === 'oauth2')
    return credentials.send === 'header'
      ? oauth.ClientSecretBasic(credentials.clientSecret)
      : oauth.ClientSecretPost(credentials.clientSecret);
  const { privateKey, algorithm, keyId, tokenUrl } = credentials;
  const key = await toCryptoKey(createPrivateKey(privateKey), algorithm);
  return oauth.PrivateKeyJwt(
    { key, kid: keyId },
    {
      // SMART requires the token endpoint as the audience (Backend Services §2.3)
      [oauth.modifyAssertion]: (_header, payload) => {
        payload['aud'] = tokenUrl;
      },
    },
  );
}

const toCryptoKey = (key: KeyObject, algorithm: 'RS384' | 'ES384'): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    'pkcs8',
    key.export({ type: 'pkcs8', format: 'der' }),
    algorithm === 'RS384'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }
      : { name: 'ECDSA', namedCurve: 'P-384' },
    false,
    ['sign'],
  );

/** Sends the token request over the same connections, with the same certificates. */
const fetchWith =
  (http: HttpClient) =>
  async (
    url: string,
    options: { readonly method: string; readonly headers: Record<string, string>; readonly body?: unknown },
  ): Promise<Response> => {
    const body = options.body === undefined || options.body === null ? undefined : String(options.body);
    const answer = await http({ method: 'POST', url, headers: options.headers, body });
    return new Response(new Uint8Array(answer.body), {
      status: answer.status,
      headers: { 'content-type': answer.headers['content-type'] ?? '' },
    });
  };
