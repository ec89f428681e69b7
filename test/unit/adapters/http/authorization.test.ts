import { generateKeyPairSync, verify } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { authorize, type Credentials, noAuthorization } from '../../../../lib/adapters/http/authorization.ts';
import { createHttpClient } from '../../../../lib/adapters/http/http-client.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';

afterEach(stopHttpServers);

const http = createHttpClient({ timeoutMs: 5000 });
const start = new Date('2026-03-02T14:00:00Z');
const atStart = () => start;

/** An authorization server whose tokens are numbered, and live as long as it says. */
async function aTokenServer(answer: object = { token_type: 'bearer', expires_in: 3600 }, status = 200) {
  let count = 0;
  const { url, received } = await anHttpServer((_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ access_token: `token-${++count}`, ...answer })),
  );
  return { tokenUrl: `${url}/token`, received };
}

const oauth2 = (tokenUrl: string, overrides: Partial<Extract<Credentials, { kind: 'oauth2' }>> = {}) => ({
  kind: 'oauth2' as const,
  tokenUrl,
  clientId: 'labwire',
  clientSecret: 's3cret',
  send: 'header' as const,
  ...overrides,
});

describe('credentials', () => {
  test('are none where none are asked for', async () => {
    expect(await noAuthorization.header()).toBeUndefined();
  });

  test('of a bearer are its token, also after it was forgotten', async () => {
    const authorization = authorize({ kind: 'bearer', token: 'abc' }, http, atStart);
    authorization.forget();
    expect(await authorization.header()).toBe('Bearer abc');
  });

  test('of a user are in base64, in UTF-8 (RFC 7617)', async () => {
    const authorization = authorize({ kind: 'basic', user: 'lab', password: 'pä:ss' }, http, atStart);
    expect(await authorization.header()).toBe(`Basic ${Buffer.from('lab:pä:ss').toString('base64')}`);
  });
});

describe('a token', () => {
  test('is asked for by the client credentials grant (RFC 6749 §4.4), with the secret in the header', async () => {
    const { tokenUrl, received } = await aTokenServer();
    expect(await authorize(oauth2(tokenUrl, { scope: 'system/*.c' }), http, atStart).header()).toBe(
      'Bearer token-1',
    );
    expect(received).toMatchObject([{ method: 'POST', path: '/token' }]);
    expect(received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('labwire:s3cret').toString('base64')}`,
    );
    const form = new URLSearchParams(received[0]?.body.toString());
    expect(Object.fromEntries(form)).toEqual({ grant_type: 'client_credentials', scope: 'system/*.c' });
  });

  test('is asked for with the secret in the form, where the site says so', async () => {
    const { tokenUrl, received } = await aTokenServer();
    await authorize(oauth2(tokenUrl, { send: 'form' }), http, atStart).header();
    expect(received[0]?.headers).not.toHaveProperty('authorization');
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body.toString()))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'labwire',
      client_secret: 's3cret',
    });
  });

  test('is kept until a minute before it ends', async () => {
    const { tokenUrl, received } = await aTokenServer({ token_type: 'bearer', expires_in: 600 });
    let now = start.getTime();
    const authorization = authorize(oauth2(tokenUrl), http, () => new Date(now));
    const headers: (string | undefined)[] = [await authorization.header()];
    now += 539_000;
    headers.push(await authorization.header());
    now += 1000;
    headers.push(await authorization.header());
    expect(headers).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(received.length).toBe(2);
  });

  test('of which nobody says how long it lives is kept for five minutes', async () => {
    const { tokenUrl } = await aTokenServer({ token_type: 'bearer' });
    let now = start.getTime();
    const authorization = authorize(oauth2(tokenUrl), http, () => new Date(now));
    await authorization.header();
    now += 239_000;
    expect(await authorization.header()).toBe('Bearer token-1');
    now += 1000;
    expect(await authorization.header()).toBe('Bearer token-2');
  });

  test('that was forgotten is asked for anew', async () => {
    const { tokenUrl } = await aTokenServer();
    const authorization = authorize(oauth2(tokenUrl), http, atStart);
    await authorization.header();
    authorization.forget();
    expect(await authorization.header()).toBe('Bearer token-2');
  });

  test('that could not be had is asked for again', async () => {
    let isDown = true;
    const { url } = await anHttpServer((_, response) =>
      isDown
        ? response.writeHead(503).end()
        : response
            .writeHead(200, { 'content-type': 'application/json' })
            .end('{"access_token":"late","token_type":"bearer"}'),
    );
    const authorization = authorize(oauth2(`${url}/token`), http, atStart);
    await expect(authorization.header()).rejects.toMatchObject({ code: 'NoToken' });
    isDown = false;
    expect(await authorization.header()).toBe('Bearer late');
  });
});

describe('no token', () => {
  test.each<[string, object, number]>([
    ['a refusal', { error: 'invalid_client' }, 401],
    ['a fault of the server', {}, 500],
    ['an error beside a token', { token_type: 'bearer', error: 'invalid_grant' }, 200],
    ['a token of another type', { token_type: 'constructor' }, 200],
    ['a token that needs a proof', { token_type: 'DPoP' }, 200],
    ['a token of no type', {}, 200],
    ['an empty token', { access_token: '', token_type: 'bearer' }, 200],
    ['a token with a line break', { access_token: 'a\r\nb', token_type: 'bearer' }, 200],
    ['a token in another script', { access_token: 'ключ', token_type: 'bearer' }, 200],
    ['a life that is over', { token_type: 'bearer', expires_in: -5 }, 200],
    ['a redirection to a page', { token_type: 'bearer' }, 302],
    ['another kind of success', { token_type: 'bearer' }, 202],
    ['a token that is no text', { access_token: 7, token_type: 'bearer' }, 200],
    ['a life that is no number', { token_type: 'bearer', expires_in: 'long' }, 200],
  ])('comes of %s, and no update can help that', async (_, answer, status) => {
    const { tokenUrl } = await aTokenServer(answer, status);
    await expect(authorize(oauth2(tokenUrl), http, atStart).header()).rejects.toMatchObject({
      code: 'NoToken',
      disposition: 'transient',
      message: 'The authorization server gave no token',
    });
  });

  test('comes of an answer that is no JSON', async () => {
    const { url } = await anHttpServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'),
    );
    await expect(authorize(oauth2(url), http, atStart).header()).rejects.toMatchObject({
      code: 'NoToken',
      disposition: 'transient',
    });
  });

  test('comes of a server that cannot be reached', async () => {
    await expect(authorize(oauth2(nowhere), http, atStart).header()).rejects.toMatchObject({
      code: 'DestinationUnreachable',
      disposition: 'transient',
    });
  });

  test('comes of a private key that is none', async () => {
    const { tokenUrl, received } = await aTokenServer();
    const credentials: Credentials = {
      kind: 'smart-backend',
      tokenUrl,
      clientId: 'labwire',
      privateKey: 'no key',
      keyId: 'k1',
      algorithm: 'ES384',
      scope: 'system/*.c',
    };
    await expect(authorize(credentials, http, atStart).header()).rejects.toMatchObject({
      code: 'NoToken',
      disposition: 'transient',
    });
    expect(received).toEqual([]);
  });
});

test('a SMART backend signs who it is, for the token endpoint (Backend Services §2.3)', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const { tokenUrl, received } = await aTokenServer();
  const credentials: Credentials = {
    kind: 'smart-backend',
    tokenUrl,
    clientId: 'labwire',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyId: 'k1',
    algorithm: 'ES384',
    scope: 'system/DiagnosticReport.c',
  };
  expect(await authorize(credentials, http, atStart).header()).toBe('Bearer token-1');
  const form = new URLSearchParams(received[0]?.body.toString());
  expect(form.get('scope')).toBe('system/DiagnosticReport.c');
  expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const [header = '', payload = '', signature = ''] = (form.get('client_assertion') ?? '').split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(read(header)).toMatchObject({ alg: 'ES384', kid: 'k1' });
  expect(read(payload)).toMatchObject({ iss: 'labwire', sub: 'labwire', aud: tokenUrl });
  const isSigned = verify(
    'sha384',
    Buffer.from(`${header}.${payload}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  expect(isSigned).toBe(true);
});
