import * as z from 'zod';
import { digestOf } from '../model/identity.ts';
import type { Seal } from '../ports/seal.ts';
import type { Clock } from '../shared/clock.ts';
import { cookieNamed, type Session, setCookie } from './session.ts';

const outcomeSchema = z.object({
  /** The page that says it. */
  path: z.string(),
  /** Whose act it was: the digest of the token of the session. */
  session: z.string(),
  sent: z.number(),
  refused: z.number(),
  /** Levels of which no control result was sent. */
  missing: z.array(z.string()).optional(),
});

/** How many entries an action sent again, how many it could not send, and what it lacks. */
export type Outcome = Pick<z.infer<typeof outcomeSchema>, 'sent' | 'refused' | 'missing'>;

const NAME = '__Host-labwire-outcome';
const PURPOSE = 'outcome';

/** The page follows at once. */
const SECONDS = 60;

/**
 * Carries what came of an action to the page that follows it, in a sealed cookie. So a page tells of what the server did,
 * and of nothing that a link makes up.
 */
export class Outcomes {
  readonly #seal: Seal;
  readonly #clock: Clock;

  constructor(seal: Seal, clock: Clock) {
    this.#seal = seal;
    this.#clock = clock;
  }

  /** The header that keeps an outcome for the page at `path`. */
  async cookie({ sent, refused, missing }: Outcome, path: string, { csrf }: Session): Promise<string> {
    const until = new Date(this.#clock().getTime() + SECONDS * 1000);
    const text = await this.#seal.seal(
      { path, session: digestOf(csrf), sent, refused, missing },
      PURPOSE,
      until,
    );
    return setCookie(NAME, text, SECONDS);
  }

  /** What the page at `path` has to tell this session. */
  async of({ headers }: Request, path: string, { csrf }: Session): Promise<Outcome | undefined> {
    const text = cookieNamed(NAME, headers);
    const { data } = outcomeSchema.safeParse(text && (await this.#seal.open(text, PURPOSE)));
    return data?.path === path && data.session === digestOf(csrf) ? data : undefined;
  }

  /** The header that takes it from the browser: it is told once. */
  get told(): string {
    return setCookie(NAME, '', 0);
  }
}
