import { parse } from 'hono/utils/cookie';
import * as z from 'zod';
import { digestOf } from '../model/identity.ts';
import { roleSchema } from '../model/role.ts';
import type { Seal } from '../ports/seal.ts';
import type { Clock } from '../shared/clock.ts';

const sessionSchema = z.object({
  person: z.object({ subject: z.string(), name: z.string(), roles: z.array(roleSchema).min(1) }),
  /** Seconds since 1970. */
  signedInAt: z.number(),
  /** The last request that the person made; a page that refreshes itself makes none. */
  seenAt: z.number(),
  /** What forms of this session must repeat. */
  csrf: z.string().min(1),
  /** The issuer asks for it when the session ends. Left out if it is long: cookies are short. */
  idToken: z.string().optional(),
});

/** A person who is signed in, as the cookie keeps it. */
export type Session = Readonly<z.infer<typeof sessionSchema>>;

/** A working day. After it everybody signs in again. */
const LONGEST_SECONDS = 8 * 3600;

/** A cookie is renewed no more often. */
const RENEW_SECONDS = 30;

const NAME = '__Host-labwire';
/** The session that this browser signed out last. */
const OUT = '__Host-labwire-out';
const PURPOSE = 'session';

export interface SessionsOptions {
  readonly seal: Seal;
  readonly clock: Clock;
  readonly idleSeconds: number;
}

/** Keeps sessions in cookies that nobody else can read or make. */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** The session of a request. Undefined if there is none, or it is over, forged, or of another system. */
  async of({ headers }: Request): Promise<Session | undefined> {
    const text = cookieNamed(NAME, headers);
    if (text === undefined) return undefined;
    const read = sessionSchema.safeParse(await this.#options.seal.open(text, PURPOSE));
    if (!read.success || this.endOf(read.data) <= this.#options.clock()) return undefined;
    return cookieNamed(OUT, headers) === markOf(read.data) ? undefined : read.data;
  }

  /** When the session ends if the person does nothing. */
  endOf({ signedInAt, seenAt }: Session): Date {
    return new Date(Math.min(seenAt + this.#options.idleSeconds, signedInAt + LONGEST_SECONDS) * 1000);
  }

  secondsLeft(session: Session): number {
    return (this.endOf(session).getTime() - this.#options.clock().getTime()) / 1000;
  }

  /** The session with the time of now. Undefined if it was renewed just before. */
  renewed(session: Session): Session | undefined {
    const seenAt = Math.floor(this.#options.clock().getTime() / 1000);
    return seenAt - session.seenAt < RENEW_SECONDS ? undefined : { ...session, seenAt };
  }

  /** The header that keeps a session at the browser. */
  async cookie(session: Session): Promise<string> {
    const end = this.endOf(session);
    const text = await this.#options.seal.seal(session, PURPOSE, end);
    return setCookie(NAME, text, this.secondsLeft(session));
  }
}

/**
 * The headers that take the session from the browser, and mark it there as over: a page that was on its way may bring its
 * cookie back.
 */
export const noSession = (session: Session): readonly string[] => [
  setCookie(NAME, '', 0),
  setCookie(OUT, markOf(session), LONGEST_SECONDS),
];

const markOf = ({ csrf }: Session): string => digestOf(csrf);

export const cookieNamed = (name: string, headers: Headers): string | undefined =>
  parse(headers.get('cookie') ?? '', name)[name];

/** `__Host-` cookies are of one host, over TLS alone (RFC 6265bis §4.1.3.2). */
export const setCookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${Math.max(0, Math.floor(seconds))}`;
