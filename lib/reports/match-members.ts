import { isAnswer, mayBeOrganism } from '../model/organisms.ts';
import { isForReaders, isSameName, namesOf } from './same-name.ts';
import { isSameResult, valuesOf } from './same-result.ts';
import { type Member, newest, newestSubId, ownTimeOf, subIdOf } from './set-member.ts';
import type { StatedResult } from './stated-results.ts';

import { isSettled, isTakenBack, levelOf, saysCorrection } from './statement.ts';

/** The members that the rows of a message mean. */
export interface Matched {
  readonly by: ReadonlyMap<StatedResult, Member>;
  readonly byValue: ReadonlySet<StatedResult>;
  /** A row fits several members, and nothing tells which one is meant. */
  readonly isAmbiguous: boolean;
}

type Match = (row: StatedResult, member: Member) => boolean;

/** What a row and its member have in common. Only members with the row's key are compared with it. */
interface Pairing {
  /** Undefined: the row is paired with none. */
  readonly keyOf: (row: StatedResult) => string | undefined;
  /** Default: the key of the member's newest row. */
  readonly keysOf?: (member: Member) => readonly string[];
  readonly match?: Match;
}

/** Pairs each row with one member. The caller tries better matches first. */
function pair(
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

const hasSameValue: Match = (row, member) => {
  const last = newest(member);
  return last !== undefined && isSameResult(last.lead.observation, row.lead.observation);
};

/** OBX-14 of the two differs, so without OBX-4 they are two results. */
const isOfOtherTime: Match = (row, member) => {
  const last = newest(member);
  const [time, other] = [ownTimeOf(row), last && ownTimeOf(last)];
  return subIdOf(row) === '' && time !== undefined && other !== undefined && time !== other;
};

/**
 * Only what may be an organism is known by its name, because a culture numbers its isolates anew when one is
 * dropped. Numbers and answers (`Negative`, `No growth`) of two OBX-4 are often equal.
 */
const isKnownByName = (row: StatedResult): boolean =>
  subIdOf(row) === '' || row.lead.observation.values.some(mayBeOrganism);

/** The others move up where an isolate is dropped, so a row that stands alone never has a higher OBX-4 than before. */
const movesUp: Match = (row, member) => {
  const [now, before] = [subIdOf(row), newestSubId(member) ?? ''];
  if (now === '' || before === '' || now === before) return true;
  return isCount(now) && isCount(before) && Number(now) < Number(before);
};

const isCount = (subId: string): boolean => /^\d{1,6}$/.test(subId);

/**
 * Rows of a LIS are matched by value and OBX-4, organisms also by value alone, then by OBX-4; texts of parts only by
 * OBX-4. OBX-14 tells results of one OBX-4 apart. A single result matches a single member with or without OBX-4, and
 * under another one if it corrects it or is its final.
 */
export function matchMembers(
  rows: readonly StatedResult[],
  members: readonly Member[],
  {
    isPart,
    isOfHead,
  }: {
    readonly isPart: (row: StatedResult) => boolean;
    /** Whether all rows are of one head, whose OBX-4 may change from message to message. */
    readonly isOfHead: boolean;
  },
): Matched {
  const by = new Map<StatedResult, Member>();
  const active = members.filter(({ leftOutBy }) => leftOutBy === undefined);
  const wordingOf = (row: StatedResult): string | undefined =>
    isPart(row) || row.lead.observation.values.length === 0 ? undefined : valuesOf(row.lead.observation);
  const isAlike: Match = (row, member) => hasSameValue(row, member) && !isOfOtherTime(row, member);
  const mayBeRenumbered: Match = (row, member) =>
    isOfHead || (isKnownByName(row) && (rows.length > 1 || movesUp(row, member)));
  const same: Pairing = { keyOf: (row) => keyed(wordingOf(row), subIdOf(row)), match: isAlike };
  const renumbered: Pairing = {
    keyOf: (row) => (isOfHead || isKnownByName(row) ? wordingOf(row) : undefined),
    match: (row, member) => isAlike(row, member) && mayBeRenumbered(row, member),
  };
  pair(rows, members, { keyOf: (row) => (isPart(row) ? subIdOf(row) : undefined) }, by);
  const byValue = new Set(pair(rows, active, same, by));
  pair(rows, active, { keyOf: (row) => keyed(ownTimeOf(row), subIdOf(row)) }, by);
  for (const row of pair(rows, active, renumbered, by)) byValue.add(row);
  for (const named of namePairings(active, isPart, mayBeRenumbered))
    for (const row of pair(rows, active, named, by)) byValue.add(row);
  for (const again of [same, renumbered]) for (const row of pair(rows, members, again, by)) byValue.add(row);
  const isAmbiguous = isUnclearWhichIsTakenBack(rows, active, by);
  const other: Match = (row, member) => !isOfOtherTime(row, member);
  pair(rows, active, { keyOf: subIdOf, match: other }, by);
  const [only] = active;
  const [row] = rows;
  if (only !== undefined && row !== undefined && active.length === 1 && rows.length === 1 && !by.has(row)) {
    const isNumbered = subIdOf(row) !== '' && only.stated.some((one) => subIdOf(one) !== '');
    const isOfOne =
      !isNumbered || needsOriginal(row) || isFinalOf(row, only) || [row, ...only.stated].every(namesParent);
    if (isOfOne && !isNamedApart(row, only)) by.set(row, only);
  }
  return { by, byValue, isAmbiguous };
}

/**
 * Whether a word in OBX-4 (`MIX`) names another measurement than the settled one without OBX-4. A correction and an equal
 * value mean the same.
 */
const isNamedApart: Match = (row, member) =>
  !isMarked(row) &&
  !hasSameValue(row, member) &&
  areNamedByWord([row, ...member.stated]) &&
  member.stated.some(({ lead }) => levelOf(lead) >= 2);

/** Whether OBX-4 is a word in some of these measurements, and empty in others. */
export const areNamedByWord = (rows: readonly StatedResult[]): boolean =>
  rows.some((row) => subIdOf(row) === '') && rows.some(isNamedByWord);

const isNamedByWord = (row: StatedResult): boolean =>
  /^\p{L}{2}/u.test(subIdOf(row)) &&
  row.lead.observation.values.every((value) => value.kind === 'quantity' || isAnswer(value));

/** Whether OBX-4 is that of the parent's result (OBR-26.2), which a culture may number anew. */
const namesParent = (row: StatedResult): boolean =>
  subIdOf(row) !== '' && subIdOf(row) === row.lead.part.parent?.result?.subId;

/** A correction or withdrawal whose own OBX-4 has no result is of the only one that there is. */
const needsOriginal = ({ lead }: StatedResult): boolean =>
  lead.part.status === 'C' || saysCorrection(lead) || isTakenBack(lead.observation);

const isFinalOf = ({ lead }: StatedResult, { stated }: Member): boolean =>
  isSettled(lead.observation, lead.part) &&
  stated.every((one) => !isSettled(one.lead.observation, one.lead.part));

const MAX_NAMES = 8;

/**
 * Pairs rows that name one thing in other codes, for example an organism that only got a code. Apart from the words
 * for readers, a name that several members have tells nothing.
 */
function namePairings(
  members: readonly Member[],
  isPart: (row: StatedResult) => boolean,
  mayBeRenumbered: Match,
): Pairing[] {
  const namesIn = (row: StatedResult): readonly string[] =>
    isPart(row) ? [] : namesOf(row.lead.observation).slice(0, MAX_NAMES);
  const match: Match = (row, member) => {
    const last = newest(member);
    return (
      last !== undefined &&
      isSameName(last.lead.observation, row.lead.observation) &&
      !isOfOtherTime(row, member) &&
      (subIdOf(row) === subIdOf(last) || mayBeRenumbered(row, member))
    );
  };
  const counts = new Map<string, number>();
  const namesOfMember = new Map(
    members.map((member) => {
      const last = newest(member);
      const names = [...new Set(last === undefined ? [] : namesIn(last))];
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [member, names];
    }),
  );
  const tells = (name: string, at: number): boolean =>
    counts.get(name) === 1 || (at === 0 && isForReaders(name));
  return [subIdOf, () => ''].flatMap((numberOf) =>
    Array.from({ length: MAX_NAMES }, (_, at): Pairing => {
      const keysOf = (member: Member): string[] => {
        const last = newest(member);
        const number = last === undefined ? '' : numberOf(last);
        return (namesOfMember.get(member) ?? []).filter(tells).map((name) => `${name} ${number}`);
      };
      return { keyOf: (row) => keyed(namesIn(row)[at], numberOf(row)), keysOf, match };
    }),
  );
}

const keyed = (first: string | undefined, second: string): string | undefined =>
  first === undefined ? undefined : `${first} ${second}`;

/** A row takes one result back, and several have its OBX-4. */
function isUnclearWhichIsTakenBack(
  rows: readonly StatedResult[],
  active: readonly Member[],
  by: ReadonlyMap<StatedResult, Member>,
): boolean {
  const open = rows.filter((row) => !by.has(row) && isTakenBack(row.lead.observation));
  if (open.length === 0) return false;
  const stated = Map.groupBy(rows, subIdOf);
  const there = Map.groupBy(active, (member) => newestSubId(member));
  return open.some((row) => (there.get(subIdOf(row))?.length ?? 0) > (stated.get(subIdOf(row))?.length ?? 0));
}

/**
 * Rows of an analyzer are matched by OBX-21; without OBX-21, by OBX-4 in their order. A correction belongs to
 * its own run, or to the only one.
 */
export function matchRuns(rows: readonly StatedResult[], members: readonly Member[]): Matched {
  const by = new Map<StatedResult, Member>();
  const runOf = ({ lead }: StatedResult): string | undefined => lead.observation.run;
  const runsOf = ({ opened, stated }: Member): string[] => [
    ...new Set([opened, ...stated].map((one) => runOf(one) ?? '')),
  ];
  pair(rows, members, { keyOf: runOf, keysOf: (member) => runsOf(member).filter((run) => run !== '') }, by);
  pair(
    rows,
    members.filter((member) => runsOf(member).includes('')),
    {
      keyOf: (row) => (runOf(row) === undefined ? subIdOf(row) : undefined),
      keysOf: (member) => [newestSubId(member) ?? ''],
    },
    by,
  );
  const taken = new Set(by.values());
  const possible = Map.groupBy(
    members.filter((member) => !taken.has(member)),
    newestSubId,
  );
  let isAmbiguous = false;
  for (const row of rows) {
    if (by.has(row) || !saysCorrection(row.lead)) continue;
    const [only, ...others] = possible.get(subIdOf(row)) ?? [];
    if (only !== undefined && others.length === 0) {
      by.set(row, only);
      possible.delete(subIdOf(row));
    } else isAmbiguous ||= others.length > 0;
  }
  return { by, byValue: new Set(), isAmbiguous };
}

/** Whether OBX-11 or OBR-25 marks the row as a correction. */
export const isMarked = ({ lead }: StatedResult): boolean => lead.part.status === 'C' || saysCorrection(lead);
