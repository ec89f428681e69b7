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

  test('counts for a pool of our own where it is an access token', async () => {
    expect(await verifier([])(await issuer.token({ token_use: 'access' }))).toMatchObject({ sub: 'ehr' });
    expect(await verifier([])(await issuer.token({ token_use: 'id' }))).toBeUndefined();
    expect(await verifier([])(await issuer.token({}))).toBeUndefined();
  });
});

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
