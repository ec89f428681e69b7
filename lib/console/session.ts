import type { Person } from './page.ts';

/** A person who is signed in, as the cookie keeps it. Times are in seconds since 1970. */
export interface Session {
  readonly person: Person;
  readonly signedInAt: number;
  /** The last request that a person made, not the page by itself. */
  readonly seenAt: number;
  /** What forms of this session must repeat. */
  readonly csrf: string;
}
