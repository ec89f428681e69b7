import { type Context, Hono } from 'hono';
import { type Asset, servedAssets } from './assets.ts';
import { carryOut, mayDo } from './carry-out.ts';
import { readForm } from './forms.ts';
import { failed, otherRole, reasonForm, strangeForm, unknownPage } from './notices.ts';
import type { Html, Page, PageContext } from './page.ts';
import { assetHeaders, pageHeaders } from './security-headers.ts';
import type { Session } from './session.ts';
import { shell } from './shell.ts';
import type { ConsoleSystem } from './system.ts';

/** The path of the console below the address of its API. */
const BASE = '/console';

export interface ConsoleOptions<Bindings extends object> {
  readonly pages: readonly Page[];
  readonly assets: readonly Asset[];
  readonly system: ConsoleSystem;
  /** The session of a request. Undefined: the person must sign in. */
  sessionOf(request: Request): Promise<Session | undefined>;
  /** The address of the console as browsers see it, without a slash at the end. */
  addressOf(bindings: Bindings): string;
  /** Gets an error that a page or an action threw. The person sees only that it failed. */
  onFailure(failure: unknown): void;
  readonly newNonce: () => string;
}

/** Serves the pages of the console to people who are signed in and have the role of the page. */
export function createConsole<Bindings extends object>(
  options: ConsoleOptions<Bindings>,
): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>({ strict: false }).basePath(BASE);
  const desk = new Desk(options);
  for (const asset of desk.assets)
    app.get(asset.path, (context) => context.body(asset.text, 200, assetHeaders(asset.type)));
  for (const page of options.pages) {
    app.get(page.path, (context) => desk.show(page, context));
    app.post(page.path, (context) => desk.act(page, context));
  }
  app.notFound((context) => desk.refuse(context, 404));
  app.onError((failure, context) => {
    options.onFailure(failure);
    return desk.refuse(context, 500);
  });
  return app;
}

type Status = 200 | 400 | 403 | 404 | 409 | 413 | 415 | 500;

/** Answers requests for pages. */
class Desk<Bindings extends object> {
  readonly assets: ReturnType<typeof servedAssets>;
  readonly #options: ConsoleOptions<Bindings>;

  constructor(options: ConsoleOptions<Bindings>) {
    this.#options = options;
    this.assets = servedAssets(options.assets);
  }

  async show(page: Page, context: Context<{ Bindings: Bindings }>): Promise<Response> {
    const session = await this.#options.sessionOf(context.req.raw);
    if (session === undefined) return this.#signIn(context);
    const about = this.#contextOf(context, session);
    if (!mayDo(session, page)) return this.#otherRole(page, about, context);
    const { status = 200, content } = await page.render(about);
    return this.#page(context, status, page.title, content, { about, page });
  }

  async act(page: Page, context: Context<{ Bindings: Bindings }>): Promise<Response> {
    const session = await this.#options.sessionOf(context.req.raw);
    if (session === undefined) return this.#signIn(context);
    const about = this.#contextOf(context, session);
    if (!mayDo(session, page)) return this.#otherRole(page, about, context);
    const address = this.#options.addressOf(context.env);
    const sent = await readForm(context.req.raw, new URL(address).origin, session.csrf);
    if (sent.kind === 'refused')
      return this.#page(context, sent.status, 'Nothing was done', strangeForm(about.href('/')), { about });
    const acted = await carryOut(page, about, sent.form);
    switch (acted.kind) {
      case 'shown':
        return this.#page(context, acted.status ?? 200, page.title, acted.content, { about, page });
      case 'done':
        return context.redirect(about.href(acted.next), 303);
      case 'refused':
        return this.#page(context, acted.status, page.title, acted.content, { about, page });
      case 'no-reason': {
        const form = reasonForm(new URL(context.req.url).pathname, sent.form);
        return this.#page(context, 400, 'Why do you need this?', form, { about, page });
      }
      case 'not-allowed':
        return this.#otherRole(page, about, context);
      case 'unknown-action':
        return this.#page(context, 400, 'Nothing was done', strangeForm(about.href('/')), { about });
    }
  }

  /** A page for what cannot be answered. It does not need a session. */
  refuse(context: Context<{ Bindings: Bindings }>, status: 404 | 500): Response | Promise<Response> {
    const home = this.#href(context)('/');
    return status === 404
      ? this.#page(context, 404, 'There is no such page', unknownPage(home))
      : this.#page(context, 500, 'Something is wrong', failed(home));
  }

  #otherRole(
    { roles }: Page,
    about: PageContext,
    context: Context<{ Bindings: Bindings }>,
  ): Promise<Response> {
    return this.#page(context, 403, 'Not for your role', otherRole(roles, about.href('/')), { about });
  }

  #signIn(context: Context<{ Bindings: Bindings }>): Response {
    return context.redirect(this.#href(context)('/sign-in'), 303);
  }

  #href(context: Context<{ Bindings: Bindings }>): (path: string) => string {
    const { pathname } = new URL(this.#options.addressOf(context.env));
    return (path) => `${pathname}${path.replace(/^\/(?=$|\?)/, '')}`;
  }

  #contextOf(context: Context<{ Bindings: Bindings }>, { person, csrf }: Session): PageContext {
    const { system, newNonce } = this.#options;
    return {
      person,
      system,
      zone: system.site.laboratory.timeZone,
      now: system.clock(),
      nonce: newNonce(),
      csrf,
      parameters: new Map(Object.entries(context.req.param())),
      query: new URL(context.req.url).searchParams,
      href: this.#href(context),
    };
  }

  async #page(
    context: Context<{ Bindings: Bindings }>,
    status: Status,
    title: string,
    content: Html,
    shown: { readonly about?: PageContext; readonly page?: Page } = {},
  ): Promise<Response> {
    const { site } = this.#options.system;
    const { about, page } = shown;
    const nonce = about?.nonce ?? this.#options.newNonce();
    const pages = this.#options.pages.filter((one) => about !== undefined && mayDo(about, one));
    const text = await shell(title, content, {
      laboratory: site.laboratory.name,
      zone: site.laboratory.timeZone,
      nonce,
      assets: this.assets,
      href: this.#href(context),
      ...(page === undefined ? {} : { current: page.path }),
      ...(about === undefined ? {} : { signedIn: { person: about.person, csrf: about.csrf, pages } }),
    });
    return context.html(text, status, pageHeaders(nonce, []));
  }
}
