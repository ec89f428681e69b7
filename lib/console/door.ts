import * as z from 'zod';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { Seal } from '../ports/seal.ts';
import { AdapterError } from '../shared/adapter-error.ts';
import type { Clock } from '../shared/clock.ts';
import type { ConsoleConfig } from '../site/console.ts';
import { Outcomes } from './outcomes.ts';
import { personOf } from './person.ts';
import { cookieNamed, noSession, type Session, type Sessions, setCookie } from './session.ts';

export interface DoorOptions {
  readonly provider: IdentityProvider;
  readonly sessions: Sessions;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly config: ConsoleConfig;
  /** Makes a text that nobody can guess. */
  readonly newToken: () => string;
}

const pendingSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

const NAME = '__Host-labwire-sign-in';
const PURPOSE = 'sign-in';

/** A sign-in at the issuer takes no longer. */
const SIGN_IN_SECONDS = 600;

/** Issuers with many groups write long tokens; a cookie has 4096 bytes. */
const LONGEST_ID_TOKEN = 1800;

/** A browser is sent elsewhere, with cookies. */
export interface Sent {
  readonly location: string;
  readonly cookies: readonly string[];
}

export type Entered =
  | ({ readonly kind: 'in' } & Sent)
  /** The sign-in took too long, was begun elsewhere, or was refused by the issuer. */
  | { readonly kind: 'refused' }
  /** The issuer knows the person, and the site gives no role to any group of the person. */
  | { readonly kind: 'no-role' };

/** Lets people in and out. Addresses are those of the console, without a slash at the end. */
export class Door {
  readonly #options: DoorOptions;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  get sessions(): Sessions {
    return this.#options.sessions;
  }

  /** What came of actions, for the pages after them. */
  get outcomes(): Outcomes {
    return new Outcomes(this.#options.seal, this.#options.clock);
  }

  /** Begins a sign-in that leads to the page `next`. */
  async begin(address: string, next: string | undefined): Promise<Sent> {
    const { provider, seal, clock } = this.#options;
    const { location, secrets } = await provider.begin(callbackOf(address));
    const until = new Date(clock().getTime() + SIGN_IN_SECONDS * 1000);
    const text = await seal.seal({ ...secrets, next: ownPath(next) }, PURPOSE, until);
    return { location, cookies: [setCookie(NAME, text, SIGN_IN_SECONDS)] };
  }

  /** Ends a sign-in: `query` is what the issuer added to the callback. */
  async finish(address: string, query: string, headers: Headers): Promise<Entered> {
    const { provider, seal, sessions, clock, config, newToken } = this.#options;
    const text = cookieNamed(NAME, headers);
    const pending = pendingSchema.safeParse(text === undefined ? undefined : await seal.open(text, PURPOSE));
    if (!pending.success) return { kind: 'refused' };
    const callback = callbackOf(address);
    const identity = await provider.finish(new URL(`${callback}?${query}`), callback, pending.data);
    if (identity === undefined) return { kind: 'refused' };
    const person = personOf(identity.claims, config);
    if (person === undefined) return { kind: 'no-role' };
    const now = Math.floor(clock().getTime() / 1000);
    const { idToken } = identity;
    const session: Session = {
      person: { ...person, roles: [...person.roles] },
      signedInAt: now,
      seenAt: now,
      csrf: newToken(),
      ...(idToken.length > LONGEST_ID_TOKEN ? {} : { idToken }),
    };
    const { pathname } = new URL(address);
    return {
      kind: 'in',
      location: `${pathname}${pending.data.next}`,
      cookies: [await sessions.cookie(session), setCookie(NAME, '', 0)],
    };
  }

  /** Ends the session here and at the issuer. */
  async leave(address: string, session: Session): Promise<Sent> {
    const returnTo = `${address}/signed-out`;
    // the session here ends, whether or not the issuer can be reached
    const there = await this.#options.provider
      .endSession(returnTo, session.idToken)
      .catch((cause: unknown) => {
        if (cause instanceof AdapterError) return undefined;
        throw cause;
      });
    return { location: there ?? returnTo, cookies: noSession(session) };
  }
}

const callbackOf = (address: string): string => `${address}/callback`;

/** A path of our own pages; the first page for everything else, so that nobody is led away after signing in. */
export const ownPath = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{1,500}$/.test(path) && !stepsUp.test(path)
    ? path
    : '';

/** A part of a path with which browsers leave the folder that they are in. */
const stepsUp = /\/(?:\.|%2e){1,2}(?=[/?#]|$)/i;
