import type { Observation } from '../model/observation.ts';
import type { ReportPart } from '../model/report.ts';
import { isAppended } from './appended.ts';
import { isForReaders, isSameName, namesOf } from './same-name.ts';
import { isSameResult, valuesOf } from './same-result.ts';
import type { Entry, StatedResult } from './stated-results.ts';
import { isTakenBack, levelOf, saysCorrection } from './statement.ts';
import { compareReceipt, type Dated, orderOf } from './statement-order.ts';

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

export interface ResultSet {
  readonly members: readonly Member[];
  /** Ids of messages that leave out results without saying whether those still count. */
  readonly unclear: ReadonlySet<string>;
}

/** Whether a row is the text of one part of a report. OBX-4 names the part, for example part B in pathology. */
export type IsPartText = (observation: Observation) => boolean;

/**
 * The results of one test that repeats, over all messages. Members are matched by value, then by OBX-4; texts
 * of parts only by OBX-4. A settled LIS message that repeats the value of one of them replaces the set;
 * members that it leaves out no longer count. One that only gives members other values changes those members
 * only. An analyzer's runs are added up.
 */
export function resultSetOf(entries: readonly Entry[], isPartText: IsPartText = () => false): ResultSet {
  if (entries.length === 1 || isOfOne(entries)) return simpleSetOf(entries);
  const set = new SetInTheMaking(isPartText);
  for (const entry of oldestFirst(entries)) set.take(entry);
  return set;
}

/** Whether no message has more than one result, and all of them mean the same member. */
function isOfOne(entries: readonly Entry[]): boolean {
  const rows = entries.flatMap((entry) => entry.rows);
  if (rows.length > entries.length) return false;
  const subIds = new Set(rows.flatMap(({ lead }) => lead.observation.subId ?? []));
  const runs = new Set(
    rows.flatMap(({ lead: { part, observation } }) =>
      repeatsOf(part) === 'add' ? (observation.run ?? '') : [],
    ),
  );
  return subIds.size <= 1 && runs.size <= 1;
}

/** One message: each row is a member. One result: the rows are statements about one member. */
function simpleSetOf(entries: readonly Entry[]): ResultSet {
  const [first, ...others] = entries;
  const members = (first?.rows ?? []).map(
    (row): Member => ({
      opened: row,
      stated: [row, ...others.flatMap(({ rows }) => rows)],
      leftOutBy: undefined,
    }),
  );
  return { members, unclear: first === undefined ? new Set() : unclearTwins(first) };
}

/** Whether a message of several results replaces those before it, or adds to them. */
export const repeatsOf = ({ repeats, isFromAnalyzer }: ReportPart): 'replace' | 'add' =>
  repeats ?? (isFromAnalyzer === true ? 'add' : 'replace');

/** Two orders of one message that nothing tells apart and that state different results for one test. */
function unclearTwins({ rows, messageId }: Entry): ReadonlySet<string> {
  const [first] = rows;
  const isUnclear =
    first !== undefined &&
    repeatsOf(first.lead.part) === 'replace' &&
    !first.lead.isWithdrawn &&
    rows.some(({ lead }) => lead.part !== first.lead.part) &&
    !isReleased(first.lead.part);
  return new Set(isUnclear ? [messageId] : []);
}

const isReleased = ({ released }: ReportPart): boolean => released?.includes('set-unclear') === true;

/** The highest level among the rows of an entry. */
const levelOfEntry = ({ rows }: Entry): number => Math.max(...rows.map(({ lead }) => levelOf(lead)));

/**
 * Withdrawn entries first, then preliminary, then settled ones; each group in the order in which it was
 * stated.
 */
function oldestFirst(entries: readonly Entry[]): Entry[] {
  const levels = Map.groupBy(entries, levelOfEntry);
  return [0, 1, 2, 3].flatMap((level) => {
    const ofLevel = levels.get(level) ?? [];
    return ofLevel.length < 2
      ? ofLevel
      : ofLevel.toSorted(level === 0 ? compareReceipt : orderOf(ofLevel).compare);
  });
}

class SetInTheMaking implements ResultSet {
  readonly members: Member[] = [];
  readonly unclear = new Set<string>();
  readonly #isPart: (row: StatedResult) => boolean;

  constructor(isPartText: IsPartText) {
    this.#isPart = ({ lead }) => isPartText(lead.observation);
  }

  take(entry: Entry): void {
    const part = entry.rows[0]?.lead.part;
    if (part === undefined) return;
    const active = this.members.filter(({ leftOutBy }) => leftOutBy === undefined);
    const matched =
      repeatsOf(part) === 'add'
        ? matchRuns(entry.rows, this.members)
        : matchMembers(entry.rows, this.members, this.#isPart);
    const hadMembers = this.members.some(({ stated }) => stated.some(({ lead }) => !lead.isWithdrawn));
    const before = new Map(active.map((member) => [member, isUnsettled(member)]));
    const subIds = Map.groupBy(active, (member) => subIdOf(newest(member) ?? member.opened));
    for (const row of entry.rows) {
      const member = matched.by.get(row);
      if (member === undefined) this.members.push({ opened: row, stated: [row], leftOutBy: undefined });
      else {
        member.stated.push(row);
        member.leftOutBy = undefined;
      }
    }
    for (const message of unclearTwins(entry)) this.unclear.add(message);
    if (!hadMembers || levelOfEntry(entry) < 2 || entry.rows.every(addsOnly)) return;
    if (repeatsOf(part) === 'add') {
      if (matched.isAmbiguous && !isReleased(part)) this.unclear.add(entry.messageId);
      return;
    }
    const isNamed = (row: StatedResult): boolean =>
      ownTimeOf(row) !== undefined || (subIdOf(row) !== '' && subIds.get(subIdOf(row))?.length === 1);
    this.#replace(entry, part, { matched, active, before, isNamed });
  }

  #replace(
    entry: Entry,
    part: ReportPart,
    {
      matched,
      active,
      before,
      isNamed,
    }: {
      readonly matched: Matched;
      readonly active: readonly Member[];
      /** Whether each member was preliminary before this entry. */
      readonly before: ReadonlyMap<Member, boolean>;
      /** Whether OBX-4 or OBX-14 says which one of the members a row means. */
      readonly isNamed: (row: StatedResult) => boolean;
    },
  ): void {
    const left = this.#leftBy(entry, active, new Set(matched.by.values()));
    const restated = entry.rows.filter((row) => matched.by.has(row) && !isTakenBack(row.lead.observation));
    const isFinalOfPreliminary = (row: StatedResult): boolean => {
      const member = matched.by.get(row);
      return member !== undefined && before.get(member) === true;
    };
    const isWhole = isOfWhole(entry, part);
    const repeatsOne = restated.some((row) => matched.byValue.has(row) || (isMarked(row) && !isNamed(row)));
    const settlesOne = restated.some(isFinalOfPreliminary);
    if (isWhole && (repeatsOne || settlesOne || (left.length === 0 && restated.some(isMarked)))) {
      // the final of a preliminary result leaves out only results that are preliminary too
      for (const member of left) if (repeatsOne || before.get(member) === true) member.leftOutBy = entry;
      this.unclear.clear();
      return;
    }
    const known = new Set(active.flatMap(({ stated }) => stated.map(subIdOf)));
    const isNewSubId = (row: StatedResult): boolean => subIdOf(row) !== '' && !known.has(subIdOf(row));
    const isOfItself = (row: StatedResult): boolean =>
      matched.by.has(row) ? isMarked(row) : isNewSubId(row);
    const isChangeOfSome = restated.length > 0 && entry.rows.every(isOfItself);
    const isAddition = entry.rows.every((row) => !matched.by.has(row) && isNewSubId(row));
    const isDoubtful = matched.isAmbiguous || (isWhole && left.length > 0 && !isAddition && !isChangeOfSome);
    if (isDoubtful && !isReleased(part)) this.unclear.add(entry.messageId);
  }

  /**
   * The older members that an entry does not name and may leave out. Parts of a report are amended one by
   * one, and so are results with a time of their own (OBX-14).
   */
  #leftBy(entry: Entry, active: readonly Member[], taken: ReadonlySet<Member>): Member[] {
    const isOfParts = entry.rows.every(this.#isPart);
    const times = new Set(entry.rows.map(timeOf));
    return active.filter((member) => {
      const last = newest(member);
      if (last === undefined || taken.has(member) || !isOlder(member, entry)) return false;
      if (isOfParts && this.#isPart(last)) return false;
      return ownTimeOf(last) === undefined || times.has(timeOf(last));
    });
  }
}

/** Whether OBX-11 or OBR-25 marks the row as a correction. */
const isMarked = ({ lead }: StatedResult): boolean => lead.part.status === 'C' || saysCorrection(lead);

/** OBX-14. */
const ownTimeOf = ({ lead }: StatedResult): string | undefined => lead.observation.observed?.iso;

/** OBX-14, else OBR-7. */
const timeOf = (row: StatedResult): string | undefined => ownTimeOf(row) ?? row.lead.part.observed?.iso;

/**
 * A final or corrected report states all of its results. A message that only takes results back says nothing
 * of the rest.
 */
const isOfWhole = ({ rows }: Entry, { status }: ReportPart): boolean =>
  (status === undefined || status === 'F' || status === 'C') &&
  rows.some(({ lead: { observation } }) => !isTakenBack(observation) && observation.status !== 'X');

/** An appended result leaves all other results as they are. */
const addsOnly = ({ lead }: StatedResult): boolean => isAppended(lead.observation);

const isUnsettled = ({ stated }: Member): boolean => stated.every(({ lead }) => levelOf(lead) <= 1);

/** A preliminary result may be newer than a settled message. */
const isOlder = ({ stated }: Member, entry: Dated): boolean =>
  stated.every((one) => orderOf([one, entry]).compare(one, entry) < 0);

const subIdOf = ({ lead }: StatedResult): string => lead.observation.subId ?? '';

interface Matched {
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

const newest = ({ stated }: Member): StatedResult | undefined => stated.at(-1);

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

/** Two numbers under two OBX-4 may be equal by chance. */
const mayBeRenumbered = (row: StatedResult): boolean =>
  subIdOf(row) === '' || row.lead.observation.values.some(({ kind }) => kind === 'coded' || kind === 'text');

/**
 * Rows of a LIS are matched by value, then by OBX-4; texts of parts only by OBX-4. OBX-14 tells results of
 * one OBX-4 apart. A single result matches a single member with or without OBX-4.
 */
function matchMembers(
  rows: readonly StatedResult[],
  members: readonly Member[],
  isPart: (row: StatedResult) => boolean,
): Matched {
  const by = new Map<StatedResult, Member>();
  const active = members.filter(({ leftOutBy }) => leftOutBy === undefined);
  const wordingOf = (row: StatedResult): string | undefined =>
    isPart(row) || row.lead.observation.values.length === 0 ? undefined : valuesOf(row.lead.observation);
  const isAlike: Match = (row, member) => hasSameValue(row, member) && !isOfOtherTime(row, member);
  const same: Pairing = { keyOf: (row) => keyed(wordingOf(row), subIdOf(row)), match: isAlike };
  const renumbered: Pairing = {
    keyOf: (row) => (mayBeRenumbered(row) ? wordingOf(row) : undefined),
    match: isAlike,
  };
  pair(rows, members, { keyOf: (row) => (isPart(row) ? subIdOf(row) : undefined) }, by);
  const byValue = new Set(pair(rows, active, same, by));
  pair(rows, active, { keyOf: (row) => keyed(ownTimeOf(row), subIdOf(row)) }, by);
  for (const row of pair(rows, active, renumbered, by)) byValue.add(row);
  for (const named of namePairings(active, isPart))
    for (const row of pair(rows, active, named, by)) byValue.add(row);
  for (const again of [same, renumbered]) for (const row of pair(rows, members, again, by)) byValue.add(row);
  const isAmbiguous = isUnclearWhichIsTakenBack(rows, active, by);
  const other: Match = (row, member) => !isOfOtherTime(row, member);
  pair(rows, active, { keyOf: subIdOf, match: other }, by);
  const [only] = active;
  const [row] = rows;
  if (only !== undefined && row !== undefined && active.length === 1 && rows.length === 1 && !by.has(row)) {
    const last = newest(only);
    if (subIdOf(row) === '' || (last !== undefined && subIdOf(last) === '')) by.set(row, only);
  }
  return { by, byValue, isAmbiguous };
}

const MAX_NAMES = 8;

/**
 * Pairs rows that name one thing in other codes, for example an organism that only got a code. Apart from the words
 * for readers, a name that several members have tells nothing.
 */
function namePairings(members: readonly Member[], isPart: (row: StatedResult) => boolean): Pairing[] {
  const namesIn = (row: StatedResult): readonly string[] =>
    isPart(row) ? [] : namesOf(row.lead.observation).slice(0, MAX_NAMES);
  const match: Match = (row, member) => {
    const last = newest(member);
    return (
      last !== undefined &&
      isSameName(last.lead.observation, row.lead.observation) &&
      !isOfOtherTime(row, member)
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

const newestSubId = (member: Member): string | undefined => {
  const last = newest(member);
  return last && subIdOf(last);
};

/**
 * Rows of an analyzer are matched by OBX-21; without OBX-21, by OBX-4 in their order. A correction belongs to
 * its own run, or to the only one.
 */
function matchRuns(rows: readonly StatedResult[], members: readonly Member[]): Matched {
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
