import type { ReportPart } from '../model/report.ts';
import type { Entry, StatedResult } from './stated-results.ts';
import { isTakenBack, levelOf, resultOf, saysCorrection } from './statement.ts';
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

/**
 * The results of one test that repeats, over all messages. Members are matched by value, then by OBX-4. A
 * settled LIS message that restates one of them replaces the set; members that it leaves out no longer count.
 * An analyzer's runs are added up.
 */
export function resultSetOf(entries: readonly Entry[]): ResultSet {
  if (entries.length === 1 || isOfOne(entries)) return simpleSetOf(entries);
  const set = new SetInTheMaking();
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

const repeatsOf = ({ repeats, isFromAnalyzer }: ReportPart): 'replace' | 'add' =>
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

  take(entry: Entry): void {
    const part = entry.rows[0]?.lead.part;
    if (part === undefined) return;
    const active = this.members.filter(({ leftOutBy }) => leftOutBy === undefined);
    const matched =
      repeatsOf(part) === 'add'
        ? matchRuns(entry.rows, this.members)
        : matchMembers(entry.rows, this.members);
    const hadMembers = this.members.some(({ stated }) => stated.some(({ lead }) => !lead.isWithdrawn));
    const before = new Map(active.map((member) => [member, isUnsettled(member)]));
    for (const row of entry.rows) {
      const member = matched.by.get(row);
      if (member === undefined) this.members.push({ opened: row, stated: [row], leftOutBy: undefined });
      else {
        member.stated.push(row);
        member.leftOutBy = undefined;
      }
    }
    for (const message of unclearTwins(entry)) this.unclear.add(message);
    if (!hadMembers || levelOfEntry(entry) < 2) return;
    if (repeatsOf(part) === 'add') {
      if (matched.isAmbiguous && !isReleased(part)) this.unclear.add(entry.messageId);
      return;
    }
    this.#replace(entry, part, { matched, active, before });
  }

  #replace(
    entry: Entry,
    part: ReportPart,
    {
      matched,
      active,
      before,
    }: {
      readonly matched: Matched;
      readonly active: readonly Member[];
      /** Whether each member was preliminary before this entry. */
      readonly before: ReadonlyMap<Member, boolean>;
    },
  ): void {
    const taken = new Set(matched.by.values());
    const left = active.filter((member) => !taken.has(member) && isOlder(member, entry));
    const restates = entry.rows.some((row) => {
      const member = matched.by.get(row);
      if (member === undefined || isTakenBack(row.lead.observation)) return false;
      const saysSo = part.status === 'C' || saysCorrection(row.lead);
      return matched.byValue.has(row) || saysSo || before.get(member) === true;
    });
    if (isOfWhole(entry, part) && restates) {
      for (const member of left) member.leftOutBy = entry;
      this.unclear.clear();
      return;
    }
    const opened = entry.rows.filter((row) => !matched.by.has(row));
    const isAddition = opened.length === entry.rows.length && opened.every((row) => isNewSubId(row, active));
    const isDoubtful = matched.isAmbiguous || (isOfWhole(entry, part) && left.length > 0 && !isAddition);
    if (isDoubtful && !isReleased(part)) this.unclear.add(entry.messageId);
  }
}

/**
 * A final or corrected report states all of its results. A message that only takes results back says nothing
 * of the rest.
 */
const isOfWhole = ({ rows }: Entry, { status }: ReportPart): boolean =>
  (status === undefined || status === 'F' || status === 'C') &&
  rows.some(({ lead: { observation } }) => !isTakenBack(observation) && observation.status !== 'X');

const isUnsettled = ({ stated }: Member): boolean => stated.every(({ lead }) => levelOf(lead) <= 1);

/** A preliminary result may be newer than a settled message. */
const isOlder = ({ stated }: Member, entry: Dated): boolean =>
  stated.every((one) => orderOf([one, entry]).compare(one, entry) < 0);

const subIdOf = ({ lead }: StatedResult): string => lead.observation.subId ?? '';

const isNewSubId = (row: StatedResult, members: readonly Member[]): boolean =>
  subIdOf(row) !== '' && !members.some(({ stated }) => stated.some((one) => subIdOf(one) === subIdOf(row)));

interface Matched {
  readonly by: ReadonlyMap<StatedResult, Member>;
  readonly byValue: ReadonlySet<StatedResult>;
  /** A row fits several members, and nothing tells which one is meant. */
  readonly isAmbiguous: boolean;
}

type Match = (row: StatedResult, member: Member) => boolean;

/** Pairs each row with one member. The caller tries better matches first. */
function pair(
  rows: readonly StatedResult[],
  members: readonly Member[],
  match: Match,
  by: Map<StatedResult, Member>,
): StatedResult[] {
  const taken = new Set(by.values());
  const paired: StatedResult[] = [];
  for (const row of rows) {
    if (by.has(row)) continue;
    const member = members.find((one) => !taken.has(one) && match(row, one));
    if (member === undefined) continue;
    taken.add(member);
    by.set(row, member);
    paired.push(row);
  }
  return paired;
}

const newest = ({ stated }: Member): StatedResult | undefined => stated.at(-1);

const hasSameValue: Match = (row, member) => {
  const last = newest(member);
  return (
    last !== undefined &&
    row.lead.observation.values.length > 0 &&
    resultOf(last.lead.observation) === resultOf(row.lead.observation)
  );
};

const hasSameSubId: Match = (row, member) => {
  const last = newest(member);
  return last !== undefined && subIdOf(last) === subIdOf(row);
};

/**
 * Rows of a LIS are matched by value, then by OBX-4. A single result matches a single member with or without
 * OBX-4.
 */
function matchMembers(rows: readonly StatedResult[], members: readonly Member[]): Matched {
  const by = new Map<StatedResult, Member>();
  const active = members.filter(({ leftOutBy }) => leftOutBy === undefined);
  const byValue = new Set([
    ...pair(rows, active, (row, member) => hasSameValue(row, member) && hasSameSubId(row, member), by),
    ...pair(rows, active, hasSameValue, by),
    ...pair(rows, members, hasSameValue, by),
  ]);
  const isAmbiguous = rows.some(
    (row) =>
      !by.has(row) &&
      isTakenBack(row.lead.observation) &&
      active.filter((member) => hasSameSubId(row, member)).length >
        rows.filter((other) => subIdOf(other) === subIdOf(row)).length,
  );
  pair(rows, active, hasSameSubId, by);
  const [only] = active;
  const [row] = rows;
  if (only !== undefined && row !== undefined && active.length === 1 && rows.length === 1 && !by.has(row)) {
    const last = newest(only);
    if (subIdOf(row) === '' || (last !== undefined && subIdOf(last) === '')) by.set(row, only);
  }
  return { by, byValue, isAmbiguous };
}

/**
 * Rows of an analyzer are matched by OBX-21; without OBX-21, by OBX-4 in their order. A correction belongs to
 * its own run, or to the only one.
 */
function matchRuns(rows: readonly StatedResult[], members: readonly Member[]): Matched {
  const by = new Map<StatedResult, Member>();
  const runOf = ({ lead }: StatedResult) => lead.observation.run;
  const isOfRun = (row: StatedResult, { opened, stated }: Member) =>
    [opened, ...stated].some((one) => runOf(one) === runOf(row));
  pair(rows, members, (row, member) => runOf(row) !== undefined && isOfRun(row, member), by);
  pair(
    rows,
    members,
    (row, member) => runOf(row) === undefined && isOfRun(row, member) && hasSameSubId(row, member),
    by,
  );
  const corrections = rows.filter((row) => !by.has(row) && saysCorrection(row.lead));
  let isAmbiguous = false;
  for (const row of corrections) {
    const taken = new Set(by.values());
    const possible = members.filter((member) => !taken.has(member) && hasSameSubId(row, member));
    const [only] = possible;
    if (only !== undefined && possible.length === 1) by.set(row, only);
    else isAmbiguous ||= possible.length > 1;
  }
  return { by, byValue: new Set(), isAmbiguous };
}
