import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Site } from '../lib/site/site.ts';
import { close, listen } from './listen.ts';

/** How the site lets clients read. */
type Access = NonNullable<Site['access']>;

/** An issuer of access tokens for clients of the read API on this machine. */
export interface TokenIssuer {
  /** The site's `access` when tokens come from here. */
  readonly access: Access;
  readonly tokenUrl: string;
  stop(): Promise<void>;
}

const AUDIENCE = 'labwire';
const LONGEST_MINUTES = 60;
const MAX_FORM_BYTES = 10_000;

/**
 * Starts an issuer that gives every client a token with the scopes that it asks for, without a secret. It listens on
 * this machine alone. It replaces the issuer of the site, which does not know this machine.
 */
export async function startTokenIssuer(given: Access): Promise<TokenIssuer> {
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => answer(request, response));
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const { audience = [AUDIENCE], maxTokenMinutes = LONGEST_MINUTES } = 'issuer' in given ? given : {};
  const tokens = { issuer, audience, minutes: Math.min(maxTokenMinutes, LONGEST_MINUTES) };
  answer = await answersOf(tokens);
  return {
    access: { ...given, issuer, audience },
    tokenUrl: `${issuer}/token`,
    stop: () => close(server),
  };
}

interface Tokens {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly minutes: number;
}

async function answersOf({ issuer, audience, minutes }: Tokens): Promise<RequestListener> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'local', alg: 'RS256', use: 'sig' };
  const configuration = {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    token_endpoint: `${issuer}/token`,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['none'],
  };
  const sign = ({ client, scope, patient }: TokenRequest): Promise<string> =>
    new SignJWT({ scope, client_id: client, ...(patient === null ? {} : { patient }) })
      .setProtectedHeader({ alg: 'RS256', kid: 'local', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setSubject(client)
      .setAudience([...audience])
      .setIssuedAt()
      .setExpirationTime(`${minutes} minutes`)
      .sign(privateKey);
  const answered = async (request: IncomingMessage): Promise<readonly [number, object]> => {
    const { pathname } = new URL(request.url ?? '', issuer);
    if (pathname === '/.well-known/openid-configuration') return [200, configuration];
    if (pathname === '/jwks') return [200, { keys: [key] }];
    if (pathname !== '/token') return [404, { error: 'not_found' }];
    if (request.method !== 'POST') return [405, wrong('invalid_request', 'a token is asked for with POST')];
    const wanted = tokenRequest(new URLSearchParams(await formOf(request)));
    if (wanted === undefined)
      return [400, wrong('invalid_scope', 'name the scopes: scope=system/*.rs; see docs/fhir-read.md')];
    const token = { access_token: await sign(wanted), token_type: 'Bearer', expires_in: minutes * 60 };
    return [200, { ...token, scope: wanted.scope }];
  };
  return (request, response) => {
    answered(request)
      .then(([status, body]) =>
        response
          .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
          .end(JSON.stringify(body)),
      )
      .catch(() => response.destroy());
  };
}

interface TokenRequest {
  readonly client: string;
  readonly scope: string;
  readonly patient: string | null;
}

/** Undefined if it names no scope: such a token could read nothing. */
function tokenRequest(form: URLSearchParams): TokenRequest | undefined {
  const scope = (form.get('scope') ?? '').trim();
  if (scope === '') return undefined;
  return { client: form.get('client_id') ?? 'local-client', scope, patient: form.get('patient') };
}

const wrong = (error: string, error_description: string): object => ({ error, error_description });

async function formOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_FORM_BYTES) throw new RangeError('a longer form than any client has');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
