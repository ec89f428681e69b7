import type { Entry, StatedResult } from '../statements/stated-results.ts';

/** One result of a set, for example an isolate or a run. A test that never repeats is a set of one. */
export interface Member {
  /** The first row of the member; it gives the member its name. */
  readonly opened: StatedResult;
  readonly stated: StatedResult[];
  /**
   * The message that replaced the whole set and left this member out. Undefined again if the member comes
   * back.
   */
  leftOutBy: Entry | undefined;
}

export const newest = ({ stated }: Member): StatedResult | undefined => stated.at(-1);

/** OBX-4 for comparison. Capitals make no other one. */
export const subIdOf = (row: StatedResult): string => exactSubIdOf(row).toUpperCase();

/** OBX-4 as it was sent. */
export const exactSubIdOf = ({ lead }: StatedResult): string => lead.observation.subId ?? '';

/** OBX-14 of a row. */
export const ownTimeOf = ({ lead }: StatedResult): string | undefined => lead.observation.observed?.iso;

/** OBX-4 of the member's newest row, for comparison. */
export const newestSubId = (member: Member): string | undefined => {
  const last = newest(member);
  return last && subIdOf(last);
};
