import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createTokenVerifier } from '../../../../lib/adapters/http/token-verifier.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';
import { startIssuer } from '../../../support/issuer.ts';

let issuer: Awaited<ReturnType<typeof startIssuer>>;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());
afterEach(stopHttpServers);

/** An issuer whose tokens have the claims that are given, and no audience. */
async function aCognito() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }];
  const { url } = await anHttpServer(({ path }, response) =>
    response.end(JSON.stringify(path === '/jwks' ? { keys } : { issuer: url, jwks_uri: `${url}/jwks` })),
  );
  const token = (claims: Readonly<Record<string, unknown>>, { isEndless = false } = {}): Promise<string> =>
    new SignJWT({ ...claims, iss: url, ...(isEndless ? {} : { exp: Math.floor(Date.now() / 1000) + 300 }) })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(privateKey);
  return { url, token };
}

const verifier = (audience: readonly string[] = ['labwire']) =>
  createTokenVerifier({ issuer: issuer.url, audience });

describe('a token', () => {
  test('for us gives its claims', async () => {
    expect(await verifier()(await issuer.token({ scope: 'system/*.rs' }))).toMatchObject({
      sub: 'ehr',
      scope: 'system/*.rs',
    });
  });

  test.each<[string, Parameters<Awaited<ReturnType<typeof startIssuer>>['token']>[1]]>([
    ['for another audience', { audience: 'billing' }],
    ['whose audience is a word of JavaScript', { audience: 'constructor' }],
    ['that is over', { lifeSeconds: -10 }],
    ['that another signed', { isForged: true }],
  ])('%s is for nobody here', async (_, options) => {
    expect(await verifier()(await issuer.token({}, options))).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['no token', 'constructor'],
    ['of three empty parts', '..'],
    ['unsigned', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
    ['very long', 'a'.repeat(100_000)],
  ])('that is %s is for nobody here', async (_, token) => {
    expect(await verifier()(token)).toBeUndefined();
  });

  test('of Cognito names its client where others name an audience', async () => {
    const { url, token } = await aCognito();
    const verify = createTokenVerifier({ issuer: url, audience: ['reader'] });
    expect(await verify(await token({ client_id: 'reader' }))).toMatchObject({ client_id: 'reader' });
    expect(await verify(await token({ client_id: 'billing' }))).toBeUndefined();
    expect(await verify(await token({}))).toBeUndefined();
  });

  test('without an end is for nobody here', async () => {
    const { url, token } = await aCognito();
    const verify = createTokenVerifier({ issuer: url, audience: ['reader'] });
    expect(await verify(await token({ client_id: 'reader' }, { isEndless: true }))).toBeUndefined();
  });

  const hour = () => Math.floor(Date.now() / 1000) + 3600;

  test.each<[string, Record<string, unknown>]>([
    ['an ID token with a nonce', { nonce: 'n' }],
    ['an ID token with the digest of an access token', { at_hash: 'h' }],
    ['an ID token of a hybrid flow', { c_hash: 'h' }],
    ['an ID token with the digest of its state', { s_hash: 'h' }],
    ['an ID token of Cognito', { token_use: 'id' }],
    ['an ID token of Keycloak', { typ: 'ID' }],
    ['a refresh token of Keycloak', { typ: 'Refresh' }],
    ['an offline token of Keycloak', { typ: 'Offline' }],
    ['a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['a token bound to a key (DPoP)', { cnf: { jkt: 'k' } }],
    ['a token bound to a certificate', { cnf: { 'x5t#S256': 'k' } }],
    ['a token of an unknown use', { token_use: 'constructor' }],
    ['a token from the future', { iat: hour() }],
    ['a token that is not yet valid', { nbf: hour() }],
  ])('that is %s is for nobody here', async (_, claims) => {
    const { url, token } = await aCognito();
    const verify = createTokenVerifier({ issuer: url, audience: ['reader'] });
    expect(await verify(await token({ client_id: 'reader' }))).toBeDefined();
    expect(await verify(await token({ client_id: 'reader', ...claims }))).toBeUndefined();
  });

  test.each([
    ['id+jwt', undefined],
    ['logout+jwt', undefined],
    ['dpop+jwt', undefined],
    ['at+jwt', 'ehr'],
    ['application/at+jwt', 'ehr'],
    ['JWT', 'ehr'],
  ])('of type %s gives %s', async (typ, sub) => {
    expect((await verifier()(await issuer.token({}, { header: { typ } })))?.sub).toBe(sub);
  });

  test.each([
    ['a hundred years', 100 * 365 * 86_400, undefined, false],
    ['more than a day', 86_400 + 120, undefined, false],
    ['a day', 86_400 - 120, undefined, true],
    ['an hour where ten minutes are the most', 3600, 10, false],
    ['five minutes where ten are the most', 300, 10, true],
  ])('that lives %s', async (_, lifeSeconds, maxTokenMinutes, isTaken) => {
    const verify = createTokenVerifier({ issuer: issuer.url, audience: ['labwire'], maxTokenMinutes });
    expect((await verify(await issuer.token({}, { lifeSeconds }))) !== undefined).toBe(isTaken);
  });

  test('that was issued a hundred years ago, and ends soon, has lived too long', async () => {
    const { url, token } = await aCognito();
    const verify = createTokenVerifier({ issuer: url, audience: ['reader'] });
    expect(await verify(await token({ client_id: 'reader', iat: 1 }))).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['symmetric', { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA' }, { alg: 'HS256' }],
    [
      'symmetric, without a name',
      { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA' },
      { alg: 'HS256', kid: undefined },
    ],
  ])('whose published key is %s is for nobody here', async (_, key, header) => {
    const { url } = await anHttpServer(({ path }, response) =>
      response.end(
        JSON.stringify(
          path === '/jwks' ? { keys: [{ ...key, kid: 'k1' }] } : { issuer: url, jwks_uri: `${url}/jwks` },
        ),
      ),
    );
    const forged = await new SignJWT({ client_id: 'reader', iss: url, exp: hour() })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1', ...header })
      .sign(Buffer.from(String(key['k']), 'base64url'));
    const verify = createTokenVerifier({ issuer: url, audience: ['reader'] });
    expect(await verify(forged)).toBeUndefined();
  });

  test('signed with the public key as a secret is for nobody here', async () => {
    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: { n: string }[] };
    const forged = await new SignJWT({ sub: 'ehr', iss: issuer.url, aud: 'labwire', exp: hour() })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(Buffer.from(keys[0]?.n ?? '', 'base64url'));
    expect(await verifier()(forged)).toBeUndefined();
  });

  test('that brings its own key is for nobody here', async () => {
    const own = await generateKeyPair('RS256');
    const forged = await new SignJWT({ sub: 'ehr', iss: issuer.url, aud: 'labwire', exp: hour() })
      .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(own.publicKey) })
      .sign(own.privateKey);
    expect(await verifier()(forged)).toBeUndefined();
  });

  test('counts for a pool of our own where it is an access token', async () => {
    expect(await verifier([])(await issuer.token({ token_use: 'access' }))).toMatchObject({ sub: 'ehr' });
    expect(await verifier([])(await issuer.token({ token_use: 'id' }))).toBeUndefined();
    expect(await verifier([])(await issuer.token({}))).toBeUndefined();
  });
});

function* blanks(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(65_536, ' ');
}

describe('keys that cannot be had', () => {
  const unreachable = {
    code: 'IssuerUnreachable',
    disposition: 'transient',
    message: 'The keys of the issuer cannot be read',
  };

  test('from nowhere say nothing of a token', async () => {
    const verify = createTokenVerifier({ issuer: nowhere, audience: [] });
    await expect(verify(await issuer.token({}))).rejects.toMatchObject(unreachable);
  });

  test.each<[string, (address: string) => string]>([
    ['no JSON', () => '<h1>Welcome</h1>'],
    ['no address of keys', (address) => JSON.stringify({ issuer: address })],
    ['an address that is none', (address) => JSON.stringify({ issuer: address, jwks_uri: 'keys' })],
    ['nowhere', (address) => JSON.stringify({ issuer: address, jwks_uri: `${nowhere}/jwks` })],
    ['keys that are none', (address) => JSON.stringify({ issuer: address, jwks_uri: `${address}/jwks` })],
  ])('because the issuer answers %s say nothing of a token', async (_, configuration) => {
    let address = '';
    const { url } = await anHttpServer((_request, response) => response.end(configuration(address)));
    address = url;
    const verify = createTokenVerifier({ issuer: url, audience: ['labwire'] });
    await expect(verify(await issuer.token({}))).rejects.toMatchObject(unreachable);
  });

  test.each<[string, (address: string) => object]>([
    ['of another issuer', (address) => ({ issuer: 'https://other.test', jwks_uri: `${address}/jwks` })],
    ['with keys over plain HTTP', (address) => ({ issuer: address, jwks_uri: 'http://keys.test/jwks' })],
  ])('from a configuration %s say nothing of a token', async (_, configuration) => {
    const { url, received } = await anHttpServer((_request, response) =>
      response.end(JSON.stringify(configuration(url))),
    );
    const verify = createTokenVerifier({ issuer: url, audience: ['labwire'] });
    await expect(verify(await issuer.token({}))).rejects.toMatchObject(unreachable);
    expect(received).toHaveLength(1);
  });

  test.each([
    ['a configuration', '/.well-known/openid-configuration', false],
    ['a compressed configuration', '/.well-known/openid-configuration', true],
    ['a set of keys', '/jwks', false],
    ['a compressed set of keys', '/jwks', true],
  ])('are not read from %s that never ends', async (_, endless, isCompressed) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { url } = await anHttpServer(({ path }, response) => {
      if (path !== endless)
        return void response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/jwks` }));
      response.on('close', resolve).writeHead(200, isCompressed ? { 'content-encoding': 'gzip' } : {});
      const text = Readable.from(blanks());
      (isCompressed ? text.pipe(createGzip()) : text).pipe(response);
    });
    const verify = createTokenVerifier({ issuer: url, audience: ['labwire'] });
    await expect(verify(await issuer.token({}))).rejects.toMatchObject({
      ...unreachable,
      cause: { message: 'the answer is too long' },
    });
    await closed;
  });

  test('are not looked for where a redirection leads', async () => {
    const { url } = await anHttpServer((_, response) =>
      response.writeHead(302, { location: `${issuer.url}/.well-known/openid-configuration` }).end(),
    );
    const verify = createTokenVerifier({ issuer: url, audience: ['labwire'] });
    await expect(verify(await issuer.token({}))).rejects.toMatchObject(unreachable);
  });

  test('are not read over plain HTTP from another machine', async () => {
    const verify = createTokenVerifier({ issuer: 'http://issuer.invalid', audience: ['labwire'] });
    await expect(verify('a.b.c')).rejects.toMatchObject({
      ...unreachable,
      cause: { message: 'the issuer is plain HTTP on another machine' },
    });
  });

  test('are asked for again with the next token', async () => {
    let isUp = false;
    const { url, received } = await anHttpServer((_, response) =>
      isUp
        ? response.end(JSON.stringify({ issuer: url, jwks_uri: `${issuer.url}/jwks` }))
        : response.destroy(),
    );
    const verify = createTokenVerifier({ issuer: `${url}/`, audience: ['labwire'] });
    const token = await issuer.token({});
    await expect(verify(token)).rejects.toMatchObject(unreachable);
    isUp = true;
    expect(await verify(token)).toBeUndefined();
    expect(received.at(-1)?.path).toBe('/.well-known/openid-configuration');
  });
});
