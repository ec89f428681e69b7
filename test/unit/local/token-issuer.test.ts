import { afterEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { createTokenVerifier } from '../../../lib/adapters/http/token-verifier.ts';
import type { Site } from '../../../lib/site/site.ts';
import { startTokenIssuer, type TokenIssuer } from '../../../local/token-issuer.ts';

type Access = NonNullable<Site['access']>;

/** A site with a user pool of the deployment. */
const pool: Access = { socialSecurity: false };

let running: TokenIssuer | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function started(access: Access): Promise<TokenIssuer> {
  running = await startTokenIssuer(access);
  return running;
}

const ask = (issuer: TokenIssuer, form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(issuer.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });

async function tokenOf(issuer: TokenIssuer, form: Readonly<Record<string, string>>): Promise<string> {
  const { access_token } = (await (await ask(issuer, form)).json()) as { readonly access_token: string };
  return access_token;
}

const rulesOf = ({ access }: TokenIssuer) => {
  if (!('issuer' in access)) throw new Error('it names no issuer');
  return access;
};

describe('a token of the local issuer', () => {
  test.each<readonly [string, Access]>([
    ['a user pool', pool],
    ['its own issuer', { ...pool, issuer: 'https://login.hospital.example', audience: ['reads', 'other'] }],
    ['short tokens', { ...pool, issuer: 'https://login.example', audience: ['labwire'], maxTokenMinutes: 5 }],
  ])(
    'is valid by the rules of a site with %s, and has the scopes that were asked for',
    async (_name, access) => {
      const issuer = await started(access);
      const token = await tokenOf(issuer, { scope: 'system/*.rs system/Subscription.crd' });
      expect(await createTokenVerifier(rulesOf(issuer))(token)).toMatchObject({
        scope: 'system/*.rs system/Subscription.crd',
        sub: 'local-client',
      });
    },
  );

  test('names the client and the patient that were given', async () => {
    const issuer = await started(pool);
    const form = { scope: 'patient/*.rs', client_id: 'portal', patient: 'p-1' };
    expect(decodeJwt(await tokenOf(issuer, form))).toMatchObject({ sub: 'portal', patient: 'p-1' });
  });

  test('keeps what the site says of its readers besides the issuer', async () => {
    const { access } = await started({ profiles: 'us-core-6', socialSecurity: true });
    expect(access).toMatchObject({ profiles: 'us-core-6', socialSecurity: true, audience: ['labwire'] });
  });

  test('of another issuer is not valid', async () => {
    const other = await startTokenIssuer(pool);
    const token = await tokenOf(other, { scope: 'system/*.rs' });
    await other.stop();
    const issuer = await started(pool);
    expect(await createTokenVerifier(rulesOf(issuer))(token)).toBeUndefined();
  });
});

describe('the local issuer refuses', () => {
  test('a request without scopes, and says how to name them', async () => {
    const answer = await ask(await started(pool), {});
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: 'invalid_scope',
      error_description: expect.stringContaining('scope=system/*.rs'),
    });
  });

  test('GET, and other addresses', async () => {
    const { tokenUrl } = await started(pool);
    expect((await fetch(tokenUrl)).status).toBe(405);
    expect((await fetch(new URL('/other', tokenUrl))).status).toBe(404);
  });

  test('a form of any length', async () => {
    await expect(ask(await started(pool), { scope: 'x'.repeat(20_000) })).rejects.toThrow();
  });
});
