import { isSameResult } from '../results/same-result.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { isTakenBack, saysCorrection } from '../statements/statement.ts';
import { type Member, newest } from './set-member.ts';

/** The members that the rows of a message mean. */
export interface Matched {
  readonly by: ReadonlyMap<StatedResult, Member>;
  readonly byValue: ReadonlySet<StatedResult>;
  /** A row fits several members, and nothing tells which one is meant. */
  readonly isAmbiguous: boolean;
}

/** Whether a row may be of a member. */
export type Match = (row: StatedResult, member: Member) => boolean;

/** What a row and its member have in common. Only members with the row's key are compared with it. */
export interface Pairing {
  /** Undefined: the row is paired with none. */
  readonly keyOf: (row: StatedResult) => string | undefined;
  /** Default: the key of the member's newest row. */
  readonly keysOf?: (member: Member) => readonly string[];
  readonly match?: Match;
}

/** Pairs each row with one member. The caller tries better matches first. */
export function pair(
  rows: readonly StatedResult[],
  members: readonly Member[],
  { keyOf, keysOf = newestKey(keyOf), match = () => true }: Pairing,
  by: Map<StatedResult, Member>,
): StatedResult[] {
  const open = rows.filter((row) => !by.has(row));
  if (open.length === 0) return [];
  const taken = new Set(by.values());
  const byKey = new Map<string, Member[]>();
  for (const member of members)
    if (!taken.has(member))
      for (const key of keysOf(member)) {
        const there = byKey.get(key);
        if (there === undefined) byKey.set(key, [member]);
        else there.push(member);
      }
  return open.filter((row) => {
    const there = byKey.get(keyOf(row) ?? '') ?? [];
    const at = keyOf(row) === undefined ? -1 : there.findIndex((one) => !taken.has(one) && match(row, one));
    const member = there[at];
    if (member === undefined) return false;
    there.splice(at, 1);
    taken.add(member);
    by.set(row, member);
    return true;
  });
}

const newestKey =
  (keyOf: Pairing['keyOf']) =>
  (member: Member): readonly string[] => {
    const last = newest(member);
    const key = last && keyOf(last);
    return key === undefined ? [] : [key];
  };

/** A key of two names. Undefined if there is no first one. */
export const keyed = (first: string | undefined, second: string): string | undefined =>
  first === undefined ? undefined : `${first} ${second}`;

export const hasSameValue: Match = (row, member) => {
  const last = newest(member);
  return last !== undefined && isSameResult(last.lead.observation, row.lead.observation);
};

/** A correction or withdrawal whose own OBX-4 has no result is of the only one that there is. */
export const needsOriginal = ({ lead }: StatedResult): boolean =>
  lead.part.status === 'C' || saysCorrection(lead) || isTakenBack(lead.observation);
