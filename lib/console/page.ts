import type { html } from 'hono/html';
import type { AuditedRead, Reader } from '../app/operate/audited-read.ts';
import type { Role } from '../model/role.ts';
import type { Outcome } from './outcomes.ts';
import type { ConsoleSystem } from './system.ts';

/** Markup made by `html` of `hono/html`, which escapes every value. */
export type Html = ReturnType<typeof html>;

/** The person who is signed in. */
export interface Person {
  /** The token's `sub`; the actor of the audit log. */
  readonly subject: string;
  /** For people. It comes from the issuer. */
  readonly name: string;
  /** Not empty. */
  readonly roles: readonly Role[];
}

/** What a page may use to show itself. */
export interface PageContext {
  readonly person: Person;
  readonly system: ConsoleSystem;
  /** The IANA zone of the laboratory, for every time on a page. */
  readonly zone: string;
  readonly now: Date;
  /** The nonce of the answer, for `hx-nonce`. Without it htmx ignores an element. */
  readonly nonce: string;
  /** The value of the hidden field `csrf`, which every form that posts must have. */
  readonly csrf: string;
  /** The values of the path: `id` of `/messages/:id`. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** The address of a page as a link must name it. The path begins with a slash. */
  href(path: string): string;
  /** What came of the action that led here. */
  readonly outcome?: Outcome | undefined;
  /** Logs a failure that the page tells in words of its own. */
  onFailure(failure: unknown): void;
}

export type PageStatus = 200 | 400 | 404 | 409 | 503;

/** What is shown between the head and the foot of the console. */
export interface Answer {
  /** Default: 200. */
  readonly status?: PageStatus;
  readonly content: Html;
}

/** One page of the console. It shows no patient content, changes nothing, and may be asked for at any time. */
export interface Page {
  /** Below the address of the console: `/waiting`, `/messages/:id`. */
  readonly path: string;
  readonly title: string;
  /** The word in the navigation. Undefined: the page is reached by links alone. */
  readonly menu?: string;
  /**
   * The number beside the word: how many wait there. At most `MOST_COUNTED` are counted, with requests that do not grow.
   * Every page asks for it: see `MenuCounts`.
   */
  count?(system: ConsoleSystem): Promise<number>;
  /** Everybody else is refused. */
  readonly roles: readonly Role[];
  render(context: PageContext): Answer | Promise<Answer>;
  /** What its forms can do. */
  readonly actions?: readonly Action[];
}

/** A context with the form that was sent. */
export interface ActionContext extends PageContext {
  readonly form: URLSearchParams;
  /** The person, with the reason that was given. */
  readonly reader: Reader;
}

/**
 * A look at patient content, or a change. It comes as a POST to the path of its page, with `action`, `csrf` and
 * `reason`. The audit entry is written between `prepare` and `carryOut`; if it cannot be written, nothing happens.
 */
export interface Action {
  /** The value of the field `action`. */
  readonly name: string;
  readonly roles: readonly Role[];
  /**
   * Whether a reason must be given; without one the person is asked for it. An action that shows no patient
   * content and changes nothing needs none: a search by words that must not stand in an address.
   */
  readonly asksReason: boolean;
  /** Reads what is needed. It neither shows nor changes anything. */
  prepare(context: ActionContext): Promise<PreparedAction>;
}

export type PreparedAction =
  | {
      readonly kind: 'ready';
      /** The audit entry. Undefined only for an action that asks for no reason. */
      readonly audit: AuditedRead | undefined;
      carryOut(): Promise<ActionOutcome>;
    }
  /**
   * 409: the page was older than what it shows; the content says what has changed. 503: something that is needed for it
   * did not answer.
   */
  | { readonly kind: 'refused'; readonly status: Exclude<PageStatus, 200>; readonly content: Html };

/** Patient content is answered at once. After a change the browser goes to a page, which can be reloaded. */
export type ActionOutcome =
  | ({ readonly kind: 'shown' } & Answer)
  | {
      readonly kind: 'done';
      readonly next: string;
      /** Told by the page `next`, once. */
      readonly outcome?: Outcome;
    };
