import type { Observation } from '../../model/observation.ts';
import { isLatinName } from '../../model/organisms.ts';
import type { ReportPart } from '../../model/report.ts';
import { valuesOf } from '../results/same-result.ts';
import { isAppended } from '../statements/appended.ts';
import { correctedBesideFinal } from '../statements/beside-original.ts';
import type { Entry, StatedResult } from '../statements/stated-results.ts';
import { isTakenBack, levelOf, saysCorrection } from '../statements/statement.ts';
import { compareReceipt, type Dated, orderOf } from '../statements/statement-order.ts';
import { namesIsolate, staysWhenLeftOut } from './left-standing.ts';
import { areNamedByWord, isMarked, matchMembers } from './match-members.ts';
import { matchRuns } from './match-runs.ts';
import type { Matched } from './pair-rows.ts';
import { repeat, repeatedOriginals } from './repeated-originals.ts';
import { isForerunner, isNamedAnswer, saysNoGrowth, saysWhatGrew } from './set-answers.ts';
import { type Member, newest, ownTimeOf, subIdOf } from './set-member.ts';

export interface ResultSet {
  readonly members: readonly Member[];
  /** Ids of messages that leave out results without saying whether those still count. */
  readonly unclear: ReadonlySet<string>;
}

/** Whether a row is the text of one part of a report. OBX-4 names the part, for example part B in pathology. */
export type IsPartText = (observation: Observation) => boolean;

/**
 * The results of one test that repeats, over all messages, as `matchMembers` matches them. A settled LIS message that repeats the value of one of them replaces the set;
 * members that it leaves out no longer count. One that only gives members other values changes those members
 * only. An analyzer's runs are added up.
 */
export function resultSetOf(
  entries: readonly Entry[],
  {
    isPartText = () => false,
    isOfHead = false,
    areIsolates = false,
  }: {
    readonly isPartText?: IsPartText | undefined;
    /** Whether all rows are of one head, whose OBX-4 may change from message to message. */
    readonly isOfHead?: boolean;
    /** Whether the test is known to name the isolates of a culture. */
    readonly areIsolates?: boolean | undefined;
  } = {},
): ResultSet {
  if (entries.length === 1 || isOfOne(entries)) return simpleSetOf(entries);
  const set = new SetInTheMaking(isPartText, { isOfHead, areIsolates });
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
  return subIds.size <= 1 && runs.size <= 1 && !areNamedByWord(rows);
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
  const unclear = first === undefined ? [] : [...unclearTwins(first), ...unclearCorrections(first)];
  return { members, unclear: new Set(unclear) };
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

/** A message corrects a result that may be the one beside it, and no result that is known. */
function unclearCorrections({ rows, messageId }: Entry, known?: Matched['by']): string[] {
  const [first] = rows;
  if (rows.length < 2 || first === undefined || repeatsOf(first.lead.part) === 'add') return [];
  const open = new Set(rows.filter((row) => known?.has(row) !== true).map(({ lead }) => lead));
  const isUnclear = correctedBesideFinal(rows.map(({ lead }) => lead)).some((one) => open.has(one));
  return isUnclear && !isReleased(first.lead.part) ? [messageId] : [];
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
  readonly #isOfHead: boolean;
  readonly #areIsolates: boolean;
  /** The corrections by what they say: their OBR-22, and how many results there were. */
  readonly #corrections = new Map<
    string,
    { readonly reported: string | undefined; readonly results: number }
  >();
  /** Rows that stood beside another row of the test in their message. */
  readonly #beside = new Set<StatedResult>();

  constructor(
    isPartText: IsPartText,
    { isOfHead, areIsolates }: { readonly isOfHead: boolean; readonly areIsolates: boolean },
  ) {
    this.#isOfHead = isOfHead;
    this.#areIsolates = areIsolates;
    this.#isPart = ({ lead }) => isPartText(lead.observation);
  }

  take(entry: Entry): void {
    const matched = this.#takeRows(entry);
    for (const message of unclearCorrections(entry, matched?.by)) this.unclear.add(message);
  }

  #takeRows(whole: Entry): Matched | undefined {
    const part = whole.rows[0]?.lead.part;
    if (part === undefined) return undefined;
    const entry = isReleased(part) ? whole : this.#withoutOriginals(whole, part);
    if (entry.rows.length > 1) for (const row of entry.rows) this.#beside.add(row);
    const active = this.members.filter(({ leftOutBy }) => leftOutBy === undefined);
    const matched =
      repeatsOf(part) === 'add'
        ? matchRuns(entry.rows, this.members)
        : matchMembers(entry.rows, this.members, {
            ...{ isPart: this.#isPart, isOfHead: this.#isOfHead, areIsolates: this.#areIsolates },
            keepsNumber: (member) => !this.#areIsolates && this.#isAlwaysAlone(member),
          });
    const hadMembers = this.members.some(({ stated }) => stated.some(({ lead }) => !lead.isWithdrawn));
    const before = new Map(active.map((member) => [member, isUnsettled(member)]));
    const isNamed = namesOneOf(active);
    const isVerdict = active.length > 0 && isOfLis(entry) && active.every(isOnlyMeasured);
    const taken = new Set(matched.by.values());
    const free = isVerdict ? active.filter((member) => !taken.has(member)) : [];
    for (const row of entry.rows) {
      const member = matched.by.get(row) ?? free.shift();
      if (member === undefined) this.members.push({ opened: row, stated: [row], leftOutBy: undefined });
      else {
        member.stated.push(row);
        member.leftOutBy = undefined;
      }
    }
    for (const message of unclearTwins(entry)) this.unclear.add(message);
    if (isVerdict) {
      // a LIS has chosen among the runs of an analyzer
      for (const member of free) member.leftOutBy = entry;
      return matched;
    }
    if (!hadMembers || levelOfEntry(entry) < 2 || entry.rows.every(addsOnly)) return matched;
    if (repeatsOf(part) === 'add') {
      if (matched.isAmbiguous && !isReleased(part)) this.unclear.add(entry.messageId);
      return matched;
    }
    if (!this.#isSentAgain(entry, part)) this.#replace(entry, part, { matched, active, before, isNamed });
    return matched;
  }

  /**
   * Whether a correction was stated before in the same words. It was about the results that there were then, so it leaves
   * out nothing more. One with a later time (OBR-22) is a new one if a result has been added since.
   */
  #isSentAgain(entry: Entry, part: ReportPart): boolean {
    if (!entry.rows.some(isMarked)) return false;
    const wording = JSON.stringify([
      part.status,
      entry.rows.map(({ lead: { observation } }) => [
        ...[observation.subId, observation.status, observation.observed?.iso, valuesOf(observation)],
      ]),
    ]);
    const before = this.#corrections.get(wording);
    if (before === undefined) {
      this.#corrections.set(wording, { reported: part.issued?.text, results: this.members.length });
      return false;
    }
    return before.reported === part.issued?.text || before.results === this.members.length;
  }

  /** The entry without the rows that only repeat the original of a correction beside them. */
  #withoutOriginals(entry: Entry, part: ReportPart): Entry {
    if (entry.rows.length < 2 || repeatsOf(part) === 'add') return entry;
    const active = this.members.filter(({ leftOutBy }) => leftOutBy === undefined);
    const originals = repeatedOriginals(entry.rows, active);
    if (originals.size === 0) return entry;
    for (const [row, member] of originals) repeat(member, row);
    return { ...entry, rows: entry.rows.filter((row) => !originals.has(row)) };
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
    const taken = new Set(matched.by.values());
    const missing = this.#leftBy(entry, active, taken);
    const others = active.filter((member) => !taken.has(member) && this.#isAlwaysAlone(member));
    const isNumbered = entry.rows.length > 1 && entry.rows.every((row) => subIdOf(row) !== '');
    const isEnded = (member: Member): boolean =>
      before.get(member) === true && isOlder(member, entry) && member.stated.every(saysNoGrowth);
    const ended = new Set([
      ...(isNumbered ? missing.filter((one) => isForerunner(one, before)) : []),
      ...(entry.rows.every(saysWhatGrew) ? others.filter(isEnded) : []),
    ]);
    for (const member of ended) member.leftOutBy = entry;
    const left = missing.filter((member) => !ended.has(member));
    const restated = entry.rows.filter((row) => matched.by.has(row) && !isTakenBack(row.lead.observation));
    const isFinalOfPreliminary = (row: StatedResult): boolean => {
      const member = matched.by.get(row);
      return member !== undefined && before.get(member) === true;
    };
    const isWhole = isOfWhole(entry, part);
    const repeatsOne = restated.some((row) => matched.byValue.has(row));
    const settlesOne = restated.some(isFinalOfPreliminary);
    const mayMeanSeveral =
      !repeatsOne &&
      restated.some((row) => isMarked(row) && !isNamed(row)) &&
      left.some((member) => before.get(member) !== true);
    if (
      isWhole &&
      !mayMeanSeveral &&
      (repeatsOne || settlesOne || (left.length === 0 && restated.some(isMarked)))
    ) {
      const { staying, isOfIsolates } = this.#stayingOf(entry, left);
      const wasStatedWith = ({ stated }: Member): boolean => stated.some((row) => this.#beside.has(row));
      const mayBeDropped =
        !isOfIsolates &&
        [...staying].some((one) => hasLatinName(one) && (part.status === 'C' || wasStatedWith(one)));
      // the final of a preliminary result leaves out only results that are preliminary too, and no answers
      for (const member of left)
        if (!staying.has(member) && (repeatsOne || (before.get(member) === true && !isNamedAnswer(member))))
          member.leftOutBy = entry;
      this.unclear.clear();
      const isInDoubt = mayBeDropped || (staying.size > 0 && this.#correctsNothing(restated, matched));
      if (isInDoubt && !isReleased(part)) this.unclear.add(entry.messageId);
      return;
    }
    const known = new Set(active.flatMap(({ stated }) => stated.map(subIdOf)));
    const isNewSubId = (row: StatedResult): boolean => subIdOf(row) !== '' && !known.has(subIdOf(row));
    const isOfItself = (row: StatedResult): boolean =>
      matched.by.has(row) ? isMarked(row) : isNewSubId(row);
    const isChangeOfSome = entry.rows.some((row) => matched.by.has(row)) && entry.rows.every(isOfItself);
    const isAddition = entry.rows.every((row) => !matched.by.has(row) && isNewSubId(row));
    const isDoubtful =
      matched.isAmbiguous || mayMeanSeveral || (isWhole && left.length > 0 && !isAddition && !isChangeOfSome);
    if (isDoubtful && !isReleased(part)) this.unclear.add(entry.messageId);
  }

  /**
   * The older members that an entry does not name and may leave out. Parts of a report are amended one by
   * one, and so are results with a time of their own (OBX-14), and those with an OBX-4 that were only ever sent alone.
   */
  #leftBy(entry: Entry, active: readonly Member[], taken: ReadonlySet<Member>): Member[] {
    const isOfParts = entry.rows.every(this.#isPart);
    const times = new Set(entry.rows.map(timeOf));
    return active.filter((member) => {
      const last = newest(member);
      if (last === undefined || taken.has(member) || !isOlder(member, entry)) return false;
      if (isOfParts && this.#isPart(last)) return false;
      const isRenamed = isUnsettled(member) && entry.rows.some((row) => subIdOf(row) === subIdOf(last));
      if (entry.rows.length === 1 && this.#isAlwaysAlone(member) && !isRenamed) return false;
      return ownTimeOf(last) === undefined || times.has(timeOf(last));
    });
  }

  #stayingOf(entry: Entry, left: readonly Member[]) {
    const isOfIsolates =
      this.#areIsolates ||
      this.#isOfHead ||
      [...entry.rows, ...left.map(({ opened }) => opened)].some(namesIsolate);
    const wasBeside = (row: StatedResult): boolean => this.#beside.has(row);
    const staying = left.filter((member) => staysWhenLeftOut(member, { entry, isOfIsolates, wasBeside }));
    return { staying: new Set(staying), isOfIsolates };
  }

  /** Rows are marked as corrected and change nothing, so the correction may be what the message leaves out. */
  #correctsNothing(restated: readonly StatedResult[], { byValue }: Matched): boolean {
    return restated.every((row) => byValue.has(row)) && restated.some(({ lead }) => saysCorrection(lead));
  }

  #isAlwaysAlone({ stated }: Member): boolean {
    return stated.every((row) => subIdOf(row) !== '' && !this.#beside.has(row));
  }
}

/** Whether a member may be an isolate although nothing else shows that. */
function hasLatinName(member: Member): boolean {
  const values = newest(member)?.lead.observation.values ?? [];
  return values.length > 0 && values.every(isLatinName);
}

/** Whether OBX-4 or OBX-14 says which of the members a row means. */
function namesOneOf(members: readonly Member[]): (row: StatedResult) => boolean {
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const member of members) {
    const last = newest(member) ?? member.opened;
    count(subIdOf(last));
    if (ownTimeOf(last) !== undefined) count(timedName(last));
  }
  return (row) =>
    counts.get(subIdOf(row)) === 1 || (ownTimeOf(row) !== undefined && (counts.get(timedName(row)) ?? 0) < 2);
}

const timedName = (row: StatedResult): string => `${subIdOf(row)} ${ownTimeOf(row) ?? ''}`;

/** Whether a LIS states settled results, and takes none back. */
const isOfLis = ({ rows }: Entry): boolean =>
  rows.every(
    ({ lead }) => levelOf(lead) === 3 && !isTakenBack(lead.observation) && !isAppended(lead.observation),
  );

/** Whether an analyzer has settled the result, and no LIS has. */
const isOnlyMeasured = ({ stated }: Member): boolean =>
  Math.max(...stated.map(({ lead }) => levelOf(lead))) === 2;

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
