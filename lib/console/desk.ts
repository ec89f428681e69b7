import type { Context } from 'hono';
import { type Asset, type ServedAsset, servedAssets } from './assets.ts';
import { carryOut } from './carry-out.ts';
import type { Door } from './door.ts';
import { type ReadForm, readForm } from './forms.ts';
import { MenuCounts } from './menu-counts.ts';
import { otherRole, reasonForm, strangeForm, tooLongPage } from './notices.ts';
import type { Html, Page, PageContext } from './page.ts';
import { pageHeaders } from './security-headers.ts';
import type { Session } from './session.ts';
import { type ShellContext, shell } from './shell.ts';
import type { ConsoleSystem } from './system.ts';
import { mayDo } from './who-may.ts';

export interface ConsoleOptions<Bindings extends object> {
  readonly pages: readonly Page[];
  readonly assets: readonly Asset[];
  readonly system: ConsoleSystem;
  readonly door: Door;
  /** The address of the console as browsers see it, without a slash at the end. */
  addressOf(bindings: Bindings): string;
  /** Gets an error that a page or an action threw. The person sees only that it failed. */
  onFailure(failure: unknown): void;
  /** Gets the end of each sign-in, for the log. */
  onSignIn(outcome: 'in' | 'refused' | 'no-role'): void;
  readonly newNonce: () => string;
  /** The origins besides ours to which a form may lead: that of the issuer, for signing out. */
  readonly formTargets: readonly string[];
}

type Status = 200 | 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500 | 503;

type Asked<Bindings extends object> = Context<{ Bindings: Bindings }>;

/** Answers requests for pages, of people who are signed in. */
export class Desk<Bindings extends object> {
  readonly assets: readonly ServedAsset[];
  readonly #options: ConsoleOptions<Bindings>;
  readonly #counts: MenuCounts;

  constructor(options: ConsoleOptions<Bindings>) {
    this.#options = options;
    this.#counts = new MenuCounts(options.system, options.onFailure);
    this.assets = servedAssets(options.assets);
  }

  async show(page: Page, asked: Asked<Bindings>): Promise<Response> {
    return this.#forRole(page, asked, async (about, session) => {
      const { outcomes } = this.#options.door;
      const outcome = await outcomes.of(asked.req.raw, pathOf(asked), session);
      const { status = 200, content } = await page.render({ ...about, outcome });
      const answer = await this.answer(asked, status, page.title, content, { about, session, page });
      if (outcome !== undefined) answer.headers.append('set-cookie', outcomes.told);
      return answer;
    });
  }

  async act(page: Page, asked: Asked<Bindings>): Promise<Response> {
    return this.#forRole(page, asked, async (about, session) => {
      const sent = await this.form(asked, session);
      if (sent.kind === 'refused') return this.refuseForm(asked, sent.status, session);
      const acted = await carryOut(page, about, sent.form);
      const shown = { about, session, page };
      switch (acted.kind) {
        case 'shown':
          return this.answer(asked, acted.status ?? 200, page.title, acted.content, shown);
        case 'done': {
          this.#counts.forget();
          const answer = asked.redirect(about.href(acted.next), 303);
          if (acted.outcome !== undefined) {
            const { outcomes } = this.#options.door;
            answer.headers.append('set-cookie', await outcomes.cookie(acted.outcome, acted.next, session));
          }
          return answer;
        }
        case 'refused':
          return this.answer(asked, acted.status, page.title, acted.content, shown);
        case 'no-reason': {
          const form = reasonForm(about.href(pathOf(asked)), sent.form);
          return this.answer(asked, 400, 'Why do you need this?', form, shown);
        }
        case 'not-allowed':
          return this.#otherRole(page.actions?.flatMap(({ roles }) => roles) ?? [], asked, about, session);
        case 'unknown-action':
          return this.refuseForm(asked, 400, session);
      }
    });
  }

  /** The form of a request, checked against the session. */
  form(asked: Asked<Bindings>, { csrf }: Session): Promise<ReadForm> {
    const { origin } = new URL(this.#options.addressOf(asked.env));
    return readForm(asked.req.raw, origin, csrf);
  }

  refuseForm(asked: Asked<Bindings>, status: 400 | 403 | 413 | 415, session: Session): Promise<Response> {
    const about = this.#contextOf(asked, session);
    return this.answer(asked, status, 'Nothing was done', strangeForm(about.href('/')), { about, session });
  }

  /** Leads to the sign-in, and then back to the page. A page that refreshes itself makes place for a notice. */
  signIn(asked: Asked<Bindings>): Response {
    const href = this.href(asked);
    if (isByScript(asked))
      return asked.body(null, 401, { 'hx-redirect': href('/session-over'), 'cache-control': 'no-store' });
    return asked.redirect(href(`/sign-in?next=${encodeURIComponent(hereOf(asked))}`), 303);
  }

  href(asked: Asked<Bindings>): (path: string) => string {
    const { pathname } = new URL(this.#options.addressOf(asked.env));
    return (path) => `${pathname}${path.replace(/^\/(?=$|\?)/, '')}`;
  }

  /** A page of the console; without `shown` one for somebody who is not signed in. */
  async answer(
    asked: Asked<Bindings>,
    status: Status,
    title: string,
    content: Html,
    shown?: { readonly about: PageContext; readonly session: Session; readonly page?: Page },
  ): Promise<Response> {
    const { system, newNonce, door, formTargets } = this.#options;
    const { laboratory } = system.site;
    const nonce = shown?.about.nonce ?? newNonce();
    const current = isByScript(asked) ? undefined : shown && door.sessions.renewed(shown.session);
    const around: ShellContext = {
      laboratory: laboratory.name,
      zone: laboratory.timeZone,
      now: shown?.about.now ?? system.clock(),
      nonce,
      assets: this.assets,
      href: this.href(asked),
      here: hereOf(asked),
      ...(shown === undefined
        ? {}
        : {
            signedIn: {
              person: shown.about.person,
              csrf: shown.about.csrf,
              ...(await this.#menuOf(shown.about)),
              endsAt: door.sessions.endOf(current ?? shown.session),
              secondsLeft: Math.floor(door.sessions.secondsLeft(current ?? shown.session)),
            },
          }),
      ...(shown?.page === undefined ? {} : { current: shown.page.path }),
    };
    const whole = await shell(title, content, around);
    const fits = Buffer.byteLength(whole.toString()) <= LONGEST_PAGE;
    const text = fits ? whole : await shell(title, tooLongPage(around.href('/')), around);
    const answer = await asked.html(text, fits ? status : 500, pageHeaders(nonce, formTargets));
    if (current !== undefined) answer.headers.append('set-cookie', await door.sessions.cookie(current));
    return answer;
  }

  async #menuOf(about: PageContext) {
    const pages = this.#options.pages.filter(({ roles }) => mayDo(about, roles));
    return { pages, counts: await this.#counts.of(pages) };
  }

  async #forRole(
    page: Page,
    asked: Asked<Bindings>,
    then: (about: PageContext, session: Session) => Promise<Response>,
  ): Promise<Response> {
    const session = await this.#options.door.sessions.of(asked.req.raw);
    if (session === undefined) return this.signIn(asked);
    const about = this.#contextOf(asked, session);
    return mayDo(session, page.roles)
      ? then(about, session)
      : this.#otherRole(page.roles, asked, about, session);
  }

  #otherRole(
    roles: Page['roles'],
    asked: Asked<Bindings>,
    about: PageContext,
    session: Session,
  ): Promise<Response> {
    const content = otherRole([...new Set(roles)], about.href('/'));
    return this.answer(asked, 403, 'Not for your role', content, { about, session });
  }

  #contextOf(asked: Asked<Bindings>, { person, csrf }: Session): PageContext {
    const { system, newNonce, onFailure } = this.#options;
    return {
      person,
      system,
      zone: system.site.laboratory.timeZone,
      now: system.clock(),
      nonce: newNonce(),
      csrf,
      parameters: new Map(Object.entries(asked.req.param())),
      query: new URL(asked.req.url).searchParams,
      href: this.href(asked),
      onFailure,
    };
  }
}

/** In bytes. Lambda sends at most 6 MB, in which each quotation mark of a page takes two. */
const LONGEST_PAGE = 4_500_000;

/** The path of the console below the address of its API. */
export const BASE = '/console';

/** The path of a request below that of the console. */
const pathOf = <Bindings extends object>({ req }: Asked<Bindings>): string =>
  req.path.slice(BASE.length) || '/';

/** Where a person is, with the state that the address keeps. */
const hereOf = <Bindings extends object>(asked: Asked<Bindings>): string =>
  `${pathOf(asked)}${asked.req.method === 'GET' ? new URL(asked.req.url).search : ''}`;

/** Whether htmx asks, as a page that refreshes itself does. */
const isByScript = <Bindings extends object>({ req }: Asked<Bindings>): boolean =>
  req.header('hx-request') !== undefined;
