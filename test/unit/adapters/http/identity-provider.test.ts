import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createIdentityProvider } from '../../../../lib/adapters/http/identity-provider.ts';
import { systemClock } from '../../../../lib/shared/clock.ts';
import { type LocalIssuer, startIssuer } from '../../../../local/issuer.ts';
import { anHttpServer, nowhere, stopHttpServers } from '../../../support/http-servers.ts';
import { signInAs } from '../../../support/sign-in.ts';

const address = 'http://localhost:1/console';
const callback = `${address}/callback`;

let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
  issuer.serve(address);
});
afterAll(async () => {
  await issuer.stop();
  await stopHttpServers();
});

const provider = (overrides: Partial<Parameters<typeof createIdentityProvider>[0]> = {}) => {
  const { issuer: at, clientId, scope } = issuer.console;
  return createIdentityProvider({ issuer: at, clientId, scope, clock: systemClock, ...overrides });
};

/** A sign-in as far as the callback. */
async function begun() {
  const one = provider();
  const { location, secrets } = await one.begin(callback);
  return { one, secrets, arrived: await signInAs('technician', location) };
}

describe('a person', () => {
  test('is known by the ID token, after a sign-in with code and PKCE', async () => {
    const { one, secrets, arrived } = await begun();
    const identity = await one.finish(arrived, callback, secrets);
    expect(identity?.claims).toMatchObject({
      sub: 'technician',
      name: 'Tom Technician',
      groups: ['technician'],
    });
  });

  test.each([
    ['another state', { state: 'x'.repeat(43) }],
    ['another nonce', { nonce: 'x'.repeat(43) }],
    ['another verifier', { verifier: 'x'.repeat(43) }],
  ])('is not known with %s', async (_what, wrong) => {
    const { one, secrets, arrived } = await begun();
    expect(await one.finish(arrived, callback, { ...secrets, ...wrong })).toBeUndefined();
  });

  test('is not known by a code that was used', async () => {
    const { one, secrets, arrived } = await begun();
    await one.finish(arrived, callback, secrets);
    expect(await one.finish(arrived, callback, secrets)).toBeUndefined();
  });

  test('is not known to another issuer than the one that was asked', async () => {
    const { one, secrets, arrived } = await begun();
    arrived.searchParams.set('iss', 'https://evil.test');
    expect(await one.finish(arrived, callback, secrets)).toBeUndefined();
  });

  test('leaves by the address that the issuer publishes', async () => {
    const there = new URL((await provider().endSession(`${address}/signed-out`, 'e.y.j')) ?? '');
    expect(there.origin).toBe(issuer.console.issuer);
    expect(there.searchParams.get('id_token_hint')).toBe('e.y.j');
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe(`${address}/signed-out`);
  });
});

describe('an issuer', () => {
  test('of Amazon Cognito is told where to lead back to in its own word', async () => {
    const endpoint = 'https://labwire-people.auth.us-east-1.amazoncognito.com/logout';
    const { url } = await anHttpServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          issuer: url,
          authorization_endpoint: `${url}/auth`,
          end_session_endpoint: endpoint,
        }),
      ),
    );
    const there = new URL(
      (await provider({ issuer: url }).endSession(`${address}/signed-out`, undefined)) ?? '',
    );
    expect(there.origin + there.pathname).toBe(endpoint);
    expect(there.searchParams.get('logout_uri')).toBe(`${address}/signed-out`);
  });

  test('that cannot be reached is a failure of the world', async () => {
    await expect(provider({ issuer: nowhere }).begin(callback)).rejects.toMatchObject({
      code: 'IssuerUnreachable',
      disposition: 'transient',
    });
  });

  test('that publishes the configuration of another is not believed', async () => {
    const { url } = await anHttpServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ issuer: issuer.console.issuer, authorization_endpoint: `${url}/auth` })),
    );
    await expect(provider({ issuer: url }).begin(callback)).rejects.toMatchObject({
      code: 'IssuerUnreachable',
    });
  });

  test.each([
    ['is plain HTTP on another machine', 'http://issuer.test', 'http://issuer.test/auth'],
    ['sends people to plain HTTP', undefined, 'http://issuer.test/auth'],
  ])('that %s is not asked', async (_what, named, endpoint) => {
    const { url } = await anHttpServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ issuer: url, authorization_endpoint: endpoint })),
    );
    await expect(provider({ issuer: named ?? url }).begin(callback)).rejects.toMatchObject({
      code: 'IssuerUnreachable',
    });
  });
});
