import { describe, expect, test } from '@jest/globals';
import { aConsole, aDoor, aPage, aSession, sessionTime } from '../../support/console.ts';

const seconds = Math.floor(sessionTime.getTime() / 1000);
const MINUTE = 60;

/** A request for a page, at a time after the session was sealed. */
async function askedAfter(
  {
    sinceSeen = 0,
    sinceSignIn,
    later = 0,
  }: Readonly<Partial<Record<'sinceSeen' | 'sinceSignIn' | 'later', number>>>,
  headers: Readonly<Record<string, string>> = {},
) {
  const session = aSession('technician', {
    seenAt: seconds - sinceSeen,
    signedInAt: seconds - (sinceSignIn ?? sinceSeen),
  });
  let now = sessionTime;
  const door = aDoor({ clock: () => now });
  const cookie = (await door.sessions.cookie(session)).split(';')[0] ?? '';
  now = new Date(now.getTime() + later * 1000);
  return aConsole([aPage()], { session: null, door }).get('/shelf', { cookie, ...headers });
}

describe('a session', () => {
  test('lasts while its person does something', async () => {
    const answer = await askedAfter({ sinceSeen: 14 * MINUTE });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-labwire=.*Max-Age=900$/);
  });

  test('ends when its person did nothing for a quarter of an hour', async () => {
    const answer = await askedAfter({ later: 15 * MINUTE });
    expect(answer.headers.get('location')).toBe('/live/console/sign-in?next=%2Fshelf');
  });

  test('ends after a working day, whatever its person does', async () => {
    const almost = await askedAfter({ sinceSignIn: 8 * 60 * MINUTE - 1 });
    expect(almost.status).toBe(200);
    const over = await askedAfter({ sinceSignIn: 8 * 60 * MINUTE - 1, later: 1 });
    expect(over.status).toBe(303);
  });

  test('is not kept alive by a page that refreshes itself, which then gives place to a notice', async () => {
    const refresh = { 'hx-request': 'true' };
    const answer = await askedAfter({ sinceSeen: 14 * MINUTE }, refresh);
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const over = await askedAfter({ later: 15 * MINUTE }, refresh);
    expect(over.status).toBe(401);
    expect(over.headers.get('hx-redirect')).toBe('/live/console/session-over');
  });

  test('says when it ends, and how to go on', async () => {
    const text = await (await askedAfter({ sinceSignIn: 0 })).text();
    expect(text).toContain('data-seconds="900"');
    expect(text).toContain('Your session ends at 09:15 if you do nothing.');
  });

  test('goes on by the button, back on the same page', async () => {
    let now = sessionTime;
    const door = aDoor({ clock: () => now });
    const console = aConsole([aPage()], { door, session: aSession('technician', { seenAt: seconds }) });
    const answer = await (async () => {
      const cookie = (await door.sessions.cookie(aSession('technician', { seenAt: seconds }))).split(';')[0];
      now = new Date(now.getTime() + 10 * MINUTE * 1000);
      return console.post('/session', { next: '/shelf?age=1' }, { cookie: cookie ?? '' });
    })();
    expect(answer.headers.get('location')).toBe('/live/console/shelf?age=1');
    expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=900');
  });

  test('of another system, or that somebody made up, is none', async () => {
    const foreign = await aDoor({ key: 'f'.repeat(43) }).sessions.cookie(aSession('supervisor'));
    const ours = await aDoor().sessions.cookie(aSession());
    const cookies = [
      foreign.split(';')[0] ?? '',
      `${ours.split(';')[0]?.slice(0, -2)}AA`,
      `__Host-labwire=${Buffer.from(JSON.stringify(aSession())).toString('base64url')}`,
      (ours.split(';')[0] ?? '').replace('__Host-labwire', '__Host-Labwire'),
      '__Host-labwire=',
      '__proto__=x',
    ];
    for (const cookie of cookies) {
      const answer = await aConsole([aPage()], { session: null }).get('/shelf', { cookie });
      expect(answer.status).toBe(303);
    }
  });
});
