import { isAnswer, isLatinName, mayBeOrganism } from '../../model/organisms.ts';
import { isForReaders, isSameName, namesOf } from '../results/same-name.ts';
import { valuesOf } from '../results/same-result.ts';
import type { StatedResult } from '../statements/stated-results.ts';
import { isFailedRun, isSettled, isTakenBack, levelOf, saysCorrection } from '../statements/statement.ts';
import { namesIsolate } from './left-standing.ts';
import {
  hasSameValue,
  keyed,
  type Match,
  type Matched,
  needsOriginal,
  type Pairing,
  pair,
} from './pair-rows.ts';
import { exactSubIdOf, type Member, newest, newestSubId, ownTimeOf, subIdOf } from './set-member.ts';

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

/**
 * Whether a row, marked as corrected, has the OBX-4 of a settled result and is no species: another result with its words
 * (`Incompatible`) is another unit of blood, which keeps its OBX-4.
 */
const correctsOwn = (row: StatedResult, numbered: readonly Member[]): boolean =>
  isMarked(row) &&
  subIdOf(row) !== '' &&
  !row.lead.observation.values.some(isLatinName) &&
  numbered.some((member) => newestSubId(member) === subIdOf(row) && member.stated.some(isSettledRow));

/**
 * Whether a row has an OBX-4 that no result has, although its message numbers the results as before: it takes one back under
 * its own OBX-4, or no isolates are stated. A new unit of blood is often `Compatible` like the others, and is no other unit.
 */
function isOfNewNumber(
  rows: readonly StatedResult[],
  active: readonly Member[],
  areIsolates: boolean,
): (row: StatedResult) => boolean {
  const known = new Set(active.map(newestSubId));
  const takesBackOwn = rows.some(
    (row) => isTakenBack(row.lead.observation) && subIdOf(row) !== '' && known.has(subIdOf(row)),
  );
  return (row) =>
    subIdOf(row) !== '' &&
    !known.has(subIdOf(row)) &&
    (takesBackOwn || !(areIsolates || namesIsolate(row) || row.lead.observation.values.some(isLatinName)));
}

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
    areIsolates = false,
    keepsNumber = () => false,
  }: {
    readonly isPart: (row: StatedResult) => boolean;
    /** Whether all rows are of one head, whose OBX-4 may change from message to message. */
    readonly isOfHead: boolean;
    readonly areIsolates?: boolean;
    /** Whether a result was always stated alone, under its own OBX-4. */
    readonly keepsNumber?: (member: Member) => boolean;
  },
): Matched {
  const by = new Map<StatedResult, Member>();
  const active = members.filter(({ leftOutBy }) => leftOutBy === undefined);
  const wordingOf = (row: StatedResult): string | undefined =>
    isPart(row) || row.lead.observation.values.length === 0 ? undefined : valuesOf(row.lead.observation);
  const isAlike: Match = (row, member) => hasSameValue(row, member) && !isOfOtherTime(row, member);
  const isOfOwnNumber = rows.length === 1 && rows.some((row) => correctsOwn(row, active.filter(keepsNumber)));
  const isNew = isOfNewNumber(rows, active, areIsolates);
  const mayBeRenumbered: Match = (row, member) =>
    isOfHead ||
    (isKnownByName(row) &&
      !(isNew(row) && newestSubId(member) !== '') &&
      (rows.length > 1 || (movesUp(row, member) && !isOfOwnNumber)));
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
  let isUnclear = isUnclearWhichIsTakenBack(rows, active, by);
  const other: Match = (row, member) => !isOfOtherTime(row, member);
  for (const keyOf of [exactSubIdOf, subIdOf]) pair(rows, active, { keyOf, match: other }, by);
  // what was left out already may be taken back as well
  pair(
    rows,
    members,
    {
      keyOf: (row) => (isTakenBack(row.lead.observation) && subIdOf(row)) || undefined,
      keysOf: (member) => [newestSubId(member) ?? ''],
    },
    by,
  );
  matchTakenBack(rows, active, by);
  const [only] = active;
  const [row] = rows;
  if (only !== undefined && row !== undefined && active.length === 1 && rows.length === 1 && !by.has(row)) {
    const isNumbered = subIdOf(row) !== '' && only.stated.some((one) => subIdOf(one) !== '');
    const isAnother = isNumbered && !isOfHead && mayBeAnother(row, only);
    const isOfOne =
      !isNumbered ||
      (needsOriginal(row) && !isAnother) ||
      isFinalOf(row, only) ||
      [row, ...only.stated].every(namesParent);
    const isApart = isNamedApart(row, only);
    if (isOfOne && !isApart && !areTwoWords(row, only)) by.set(row, only);
    isUnclear ||= isOfOne ? isApart && isMarked(row) : isAnother && isMarked(row) && !saysOnlyWhatGrew(row);
  }
  const named = rows.filter((one) => !isPart(one));
  isUnclear ||= isTakenBackInVain(named, active, by) || isCorrectedInVain(named, active, by);
  return { by, byValue, isAmbiguous: isUnclear };
}

/**
 * Whether a row under an OBX-4 that nobody stated may be another result than the only one, which is settled under its own:
 * a second isolate, unit of blood or part of a text comes in a corrected report, too. An equal value shows that it is the one.
 */
const mayBeAnother: Match = (row, member) =>
  !isTakenBack(row.lead.observation) &&
  !(saysCorrection(row.lead) && isMeasuredOrAnswered(row)) &&
  member.stated.some(isSettledRow) &&
  !isNamedAlike(row, member);

const isNamedAlike: Match = (row, member) =>
  member.stated.some(({ lead: { observation } }) => isSameName(observation, row.lead.observation)) ||
  hasSameValue(row, member);

/** Whether the row names an organism and marks no correction itself. A cancelled row (`X`) was never carried out. */
const saysOnlyWhatGrew = (row: StatedResult): boolean =>
  row.lead.observation.status === 'X' ||
  (!saysCorrection(row.lead) && row.lead.observation.values.some(mayBeOrganism));

/**
 * Whether a word in OBX-4 (`MIX`) names another measurement than the settled one without OBX-4, or may do so if it takes
 * back a preliminary one. An equal value means the same.
 */
const isNamedApart: Match = (row, member) =>
  !hasSameValue(row, member) &&
  areNamedByWord([row, ...member.stated]) &&
  (isTakenBack(row.lead.observation) || member.stated.some(({ lead }) => levelOf(lead) >= 2));

/** Whether OBX-4 is a word in some of these measurements, and empty in others. */
export const areNamedByWord = (rows: readonly StatedResult[]): boolean =>
  rows.some((row) => subIdOf(row) === '') && rows.some(isNamedByWord);

/** Whether two words in OBX-4 name two results, for example two allergens (`CAT`, `DOG`). */
const areTwoWords: Match = (row, member) =>
  [row, ...member.stated].every(isNamedByWord) && member.stated.every((one) => subIdOf(one) !== subIdOf(row));

const isNamedByWord = (row: StatedResult): boolean =>
  /^\p{L}{2}/u.test(subIdOf(row)) && isMeasuredOrAnswered(row);

const isMeasuredOrAnswered = ({ lead: { observation } }: StatedResult): boolean =>
  observation.values.every((value) => value.kind === 'quantity' || isAnswer(value));

/** Whether OBX-4 is that of the parent's result (OBR-26.2), which a culture may number anew. */
const namesParent = (row: StatedResult): boolean =>
  subIdOf(row) !== '' && subIdOf(row) === row.lead.part.parent?.result?.subId?.toUpperCase();

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

/** A withdrawal under another OBX-4 that is no other word, or none, is of the only result with its value. */
function matchTakenBack(
  rows: readonly StatedResult[],
  active: readonly Member[],
  by: Map<StatedResult, Member>,
): void {
  for (const row of rows) {
    if (by.has(row) || !isTakenBack(row.lead.observation) || row.lead.observation.values.length === 0)
      continue;
    const taken = new Set(by.values());
    const [alike, ...others] = active.filter(
      (member) => !taken.has(member) && hasSameValue(row, member) && !areTwoWords(row, member),
    );
    if (alike !== undefined && others.length === 0) by.set(row, alike);
  }
}

/**
 * A row takes back a result that nobody stated, although others stand that it may mean. An X under an OBX-4 of its own
 * may be a part of the order that was never carried out.
 */
function isTakenBackInVain(
  rows: readonly StatedResult[],
  active: readonly Member[],
  by: ReadonlyMap<StatedResult, Member>,
): boolean {
  const taken = new Set(by.values());
  const left = active.filter((member) => !taken.has(member) && member.stated.some(isSettledRow));
  const isCancelled = (row: StatedResult): boolean =>
    row.lead.observation.status === 'X' &&
    !isFailedRun(row.lead) &&
    (subIdOf(row) === '' || left.every((member) => newestSubId(member) === ''));
  return (
    left.length > 0 &&
    rows.some((row) => !by.has(row) && (isTakenBack(row.lead.observation) || isCancelled(row)))
  );
}

/** All rows correct, under OBX-4 that nobody stated, although settled results of other OBX-4 stand that they may mean. */
const isCorrectedInVain = (
  rows: readonly StatedResult[],
  active: readonly Member[],
  by: ReadonlyMap<StatedResult, Member>,
): boolean =>
  active.some((member) => newestSubId(member) !== '' && member.stated.some(isSettledRow)) &&
  rows.length > 0 &&
  rows.every(
    (row) =>
      !by.has(row) &&
      subIdOf(row) !== '' &&
      saysCorrection(row.lead) &&
      row.lead.observation.status !== 'X' &&
      active.every((member) => newestSubId(member) !== subIdOf(row)),
  );

const isSettledRow = ({ lead }: StatedResult): boolean => isSettled(lead.observation, lead.part);

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

/** Whether OBX-11 or OBR-25 marks the row as a correction. */
export const isMarked = ({ lead }: StatedResult): boolean => lead.part.status === 'C' || saysCorrection(lead);
