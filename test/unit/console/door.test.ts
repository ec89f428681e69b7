import { describe, expect, test } from '@jest/globals';
import { ownPath } from '../../../lib/console/door.ts';
import type { IdentityProvider } from '../../../lib/ports/identity-provider.ts';
import { AdapterError } from '../../../lib/shared/adapter-error.ts';
import { aConsole, aDoor, anIssuer, aPage, aSession, sessionTime } from '../../support/console.ts';
import { fc } from '../../support/property.ts';

/** The cookies of an answer, as the next request of the browser has them. */
const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .filter((cookie) => !cookie.includes('Max-Age=0'))
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

const nobody = (door = aDoor()) => aConsole([aPage()], { session: null, door });

/** Signs in with what the issuer answers. */
async function enter(
  console: ReturnType<typeof nobody>,
  next = '/shelf',
  answer = 'code=good&state=state-1',
) {
  const begun = await console.get(`/sign-in?next=${encodeURIComponent(next)}`);
  return console.get(`/callback?${answer}`, { cookie: cookiesOf(begun) });
}

describe('signing in', () => {
  test('leads to the issuer, and then to the page that was asked for', async () => {
    const console = nobody();
    const begun = await console.get('/sign-in?next=%2Fshelf%3Fage%3D1');
    expect(begun.headers.get('location')).toBe(
      'https://issuer.test/authorize?redirect_uri=https%3A%2F%2Fconsole.test%2Flive%2Fconsole%2Fcallback',
    );
    const entered = await enter(console, '/shelf?age=1');
    expect(entered.status).toBe(303);
    expect(entered.headers.get('location')).toBe('/live/console/shelf?age=1');
    const shown = await console.get('/shelf', { cookie: cookiesOf(entered) });
    expect(await shown.text()).toContain('Ines Invented (technician)');
    expect(console.signIns).toEqual(['in']);
  });

  test('gives a cookie that scripts and other hosts cannot read', async () => {
    const entered = await enter(nobody());
    const [session] = entered.headers.getSetCookie();
    expect(session).toMatch(/^__Host-labwire=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=900$/);
  });

  test.each([
    ['with a code that the issuer does not accept', 'code=bad&state=state-1'],
    ['with the state of another sign-in', 'code=good&state=state-2'],
    ['with a refusal of the issuer', 'error=access_denied&state=state-1'],
    ['with nothing', ''],
  ])('%s lets nobody in', async (_what, answer) => {
    const console = nobody();
    const entered = await enter(console, '/shelf', answer);
    expect(entered.status).toBe(403);
    expect(cookiesOf(entered)).toBe('');
    expect(console.signIns).toEqual(['refused']);
  });

  test('that this browser did not begin lets nobody in', async () => {
    const console = nobody();
    expect((await console.get('/callback?code=good&state=state-1')).status).toBe(403);
    const session = await aDoor().sessions.cookie(aSession());
    const wrongPurpose = session.replace('__Host-labwire=', '__Host-labwire-sign-in=').split(';')[0] ?? '';
    expect((await console.get('/callback?code=good&state=state-1', { cookie: wrongPurpose })).status).toBe(
      403,
    );
  });

  test('that took more than ten minutes lets nobody in', async () => {
    let now = sessionTime;
    const console = nobody(aDoor({ clock: () => now }));
    const begun = await console.get('/sign-in');
    now = new Date(now.getTime() + 601_000);
    const late = await console.get('/callback?code=good&state=state-1', { cookie: cookiesOf(begun) });
    expect(late.status).toBe(403);
  });

  test('of a person without a role says whom to ask', async () => {
    const console = nobody(aDoor({ provider: anIssuer({ groups: ['CAFETERIA'] }) }));
    const entered = await enter(console);
    expect(entered.status).toBe(403);
    expect(await entered.text()).toContain('none of your groups gives you a role');
    expect(cookiesOf(entered)).toBe('');
    expect(console.signIns).toEqual(['no-role']);
  });

  test('keeps a long token of the issuer out of the cookie, which has 4096 bytes', async () => {
    const long: IdentityProvider = {
      ...anIssuer(),
      finish: async () => ({
        claims: { sub: 's', name: 'n'.repeat(500), groups: ['LAB-TECH'] },
        idToken: 'x'.repeat(4000),
      }),
    };
    const entered = await enter(nobody(aDoor({ provider: long })));
    expect(entered.status).toBe(303);
    expect(entered.headers.getSetCookie()[0]?.length).toBeLessThan(4096);
  });

  test('does not lead to another site afterwards', async () => {
    for (const next of [
      ...['//evil.test', 'https://evil.test', '/\\evil.test', '/a\r\nb', ''],
      ...['/../fhir', '/shelf/../../../x', '/%2e%2E/x', '/..?a', '/shelf/..'],
    ])
      expect((await enter(nobody(), next)).headers.get('location')).toBe('/live/console');
  });

  test('shows that the issuer cannot be reached, and nothing more', async () => {
    const away: IdentityProvider = {
      ...anIssuer(),
      begin: () => Promise.reject(new AdapterError('IssuerUnreachable', 'transient', 'at 10.0.0.1')),
    };
    const answer = await nobody(aDoor({ provider: away })).get('/sign-in');
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('10.0.0.1');
  });
});

test('the path after a sign-in is one of ours, whatever was asked for', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `/${text}`),
        fc
          .array(fc.constantFrom('..', '.', '%2e', '.%2E', 'a', '?', '#', ''))
          .map((parts) => `/${parts.join('/')}`),
      ),
      (text) => {
        const base = 'https://console.test/live/console';
        expect(new URL(`${base}${ownPath(text)}`).origin).toBe('https://console.test');
        expect(new URL(`${base}${ownPath(text)}`).pathname).toMatch(/^\/live\/console/);
        expect(ownPath(text)).not.toMatch(/[\s\\]|^\/\//);
      },
    ),
  );
});

describe('signing out', () => {
  test('takes the cookie, and ends the session at the issuer', async () => {
    const answer = await aConsole([aPage()]).post('/sign-out', {});
    expect(answer.headers.get('location')).toBe(
      'https://issuer.test/end?to=https%3A%2F%2Fconsole.test%2Flive%2Fconsole%2Fsigned-out',
    );
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-labwire=; .*Max-Age=0$/);
  });

  test('is not undone by a page that was on its way, and hinders nobody who signs in again', async () => {
    const door = aDoor();
    const before = aSession('technician', { seenAt: aSession().seenAt - 60 });
    const tab = aConsole([aPage()], { door, session: before });
    const late = await tab.get('/shelf');
    const cookies = (await tab.post('/sign-out', {})).headers.getSetCookie();
    const kept = [...cookies, ...late.headers.getSetCookie()].map((one) => one.split(';')[0] ?? '').slice(1);
    expect(kept).toEqual([
      expect.stringMatching(/^__Host-labwire-out=./),
      expect.stringMatching(/^__Host-labwire=./),
    ]);
    const nobody = aConsole([aPage()], { door, session: null });
    expect((await nobody.get('/shelf', { cookie: kept.join('; ') })).status).toBe(303);
    const anew = await door.sessions.cookie(aSession('technician', { csrf: 'another' }));
    expect((await nobody.get('/shelf', { cookie: `${kept[0]}; ${anew.split(';')[0]}` })).status).toBe(200);
  });

  test('is done by our own form alone', async () => {
    const answer = await aConsole([aPage()]).post('/sign-out', { csrf: 'guessed' });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie().join()).not.toContain('Max-Age=0');
  });

  test('works while the issuer cannot be reached', async () => {
    const away: IdentityProvider = {
      ...anIssuer(),
      endSession: () => Promise.reject(new AdapterError('IssuerUnreachable', 'transient', 'away')),
    };
    const answer = await aConsole([aPage()], { door: aDoor({ provider: away }) }).post('/sign-out', {});
    expect(answer.headers.get('location')).toBe('https://console.test/live/console/signed-out');
    expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=0');
  });
});
