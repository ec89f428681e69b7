import type { Hono } from 'hono';
import { Hono as TinyHono } from 'hono/tiny';
import { AdapterError } from '../shared/adapter-error.ts';
import { BASE, type ConsoleOptions, Desk } from './desk.ts';
import { ownPath, type Sent } from './door.ts';
import { failed, noRole, refusedSignIn, sessionOver, signedOut, unknownPage } from './notices.ts';
import { assetHeaders, otherHeaders } from './security-headers.ts';

/** Serves the pages of the console to people who are signed in and have the role of the page. */
export function createConsole<Bindings extends object>(
  options: ConsoleOptions<Bindings>,
): Hono<{ Bindings: Bindings }> {
  const app = new TinyHono<{ Bindings: Bindings }>({ strict: false }).basePath(BASE);
  app.use(async (asked, next) => {
    await next();
    for (const [name, value] of Object.entries(otherHeaders))
      if (!asked.res.headers.has(name)) asked.res.headers.set(name, value);
  });
  const desk = new Desk(options);
  for (const asset of desk.assets)
    app.get(asset.path, (asked) => asked.body(asset.text, 200, assetHeaders(asset.type)));
  addDoor(app, desk, options);
  for (const page of options.pages) {
    app.get(page.path, (asked) => desk.show(page, asked));
    app.post(page.path, (asked) => desk.act(page, asked));
  }
  app.notFound((asked) =>
    desk.answer(asked, 404, 'There is no such page', unknownPage(desk.href(asked)('/'))),
  );
  app.onError((failure, asked) => {
    options.onFailure(failure);
    const status = failure instanceof AdapterError ? 503 : 500;
    return desk.answer(asked, status, 'The page cannot be shown', failed(desk.href(asked)('/')));
  });
  return app;
}

/** The ways in and out. */
function addDoor<Bindings extends object>(
  app: Hono<{ Bindings: Bindings }>,
  desk: Desk<Bindings>,
  { door, addressOf, onSignIn }: ConsoleOptions<Bindings>,
): void {
  app.get('/sign-in', async (asked) => sent(await door.begin(addressOf(asked.env), asked.req.query('next'))));
  app.get('/callback', async (asked) => {
    const query = new URL(asked.req.url).search.slice(1);
    const entered = await door.finish(addressOf(asked.env), query, asked.req.raw.headers);
    onSignIn(entered.kind);
    const signIn = desk.href(asked)('/sign-in');
    switch (entered.kind) {
      case 'in':
        return sent(entered);
      case 'refused':
        return desk.answer(asked, 403, 'You are not signed in', refusedSignIn(signIn));
      case 'no-role':
        return desk.answer(asked, 403, 'You have no role here', noRole());
    }
  });
  app.get('/signed-out', (asked) =>
    desk.answer(asked, 200, 'You are signed out', signedOut(desk.href(asked)('/sign-in'))),
  );
  app.get('/session-over', (asked) =>
    desk.answer(asked, 200, 'Your session is over', sessionOver(desk.href(asked)('/sign-in'))),
  );
  app.post('/sign-out', async (asked) => {
    const session = await door.sessions.of(asked.req.raw);
    if (session === undefined) return asked.redirect(desk.href(asked)('/signed-out'), 303);
    const form = await desk.form(asked, session);
    if (form.kind === 'refused') return desk.refuseForm(asked, form.status, session);
    return sent(await door.leave(addressOf(asked.env), session));
  });
  app.get('/session', async (asked) => {
    const session = await door.sessions.of(asked.req.raw);
    if (session === undefined) return desk.signIn(asked);
    const seconds = Math.ceil(door.sessions.secondsLeft(session));
    return asked.json({ seconds }, 200, { 'cache-control': 'no-store' });
  });
  app.post('/session', async (asked) => {
    const session = await door.sessions.of(asked.req.raw);
    if (session === undefined) return asked.redirect(desk.href(asked)('/session-over'), 303);
    const sentForm = await desk.form(asked, session);
    if (sentForm.kind === 'refused') return desk.refuseForm(asked, sentForm.status, session);
    const next = desk.href(asked)(ownPath(sentForm.form.get('next') ?? undefined));
    return sent({
      location: next,
      cookies: [await door.sessions.cookie(door.sessions.renewed(session) ?? session)],
    });
  });
}

/** Leads a browser elsewhere. */
function sent({ location, cookies }: Sent): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
