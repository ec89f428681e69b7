import type { Observation } from '../../model/observation.ts';
import type { ReportPart } from '../../model/report.ts';
import { isTakenBack, testOf } from '../statements/statement.ts';
import { areOneCode, contradictInAnyCase, type SentCode, sentCodes } from './equal-codes.ts';
import { isRenamedCode } from './local-codes.ts';
import { isFirstCorrected, testsByName, testsMeantByName } from './tests-by-name.ts';

/** One way in which a test is coded (OBX-3), and the messages that code it so. */
interface Spelling {
  readonly key: string;
  /** The first code; without codes, the words. */
  readonly name: string;
  readonly codes: readonly SentCode[];
  /** Ids of the messages that have it. Two spellings in one message are two tests. */
  readonly messages: Set<string>;
  readonly statements: { readonly part: ReportPart; readonly observation: Observation }[];
  readonly others: Set<Spelling>;
}

/** No laboratory has so many spellings of one code. Beyond this, spellings are not compared. */
const MAX_SPELLINGS = 64;

/**
 * The parts, with equal tests under one name (`test`) and in one slot. A test that gets another code beside
 * its own, or leaves out its coding system once, is the same test. Two spellings are one test if they share a
 * code and contradict each other in no system; of several such tests, it is the one with most codes in common. A correction that shares no code with any test is of the test
 * that it names in words: see `testsByName`. Spellings that occur together in one message are different
 * tests, and a spelling that fits two tests is joined with neither. The same set of parts always gives the
 * same tests. A test that is spelled alike everywhere is not changed.
 */
export function withEqualTests(parts: readonly ReportPart[]): readonly ReportPart[] {
  if (haveOneCodeEach(parts)) return parts;
  const spellings = [...spellingsIn(parts).values()];
  if (spellings.length < 2) return parts;
  connect(spellings);
  const names = namesOf(groupsOf(spellings));
  if (names.size === 0) return parts;
  const counts = new Map<string, number>();
  return parts.map((part) => {
    if (!part.observations.some((one) => names.has(spellingOf(one)))) return part;
    const place = `${part.messageId} ${part.revision ?? 0}`;
    return { ...part, observations: part.observations.map((one) => named(one, place, names, counts)) };
  });
}

/**
 * Whether a correction or a withdrawal of a LIS fits two reported tests, by its codes or its words, and nothing tells which
 * one it means; or fits by its words alone a test that has another code in the same coding system. An `X` may be an order that was not carried out, so it is not asked.
 */
export function hasCorrectionOfSeveral(parts: readonly ReportPart[]): boolean {
  if (!parts.some((part) => part.observations.some((one) => mayMeanSeveral(part, one)))) return false;
  const spellings = [...spellingsIn(parts).values()];
  connect(spellings);
  const byName = new Map(testsMeantByName(spellings, areSideBySide));
  return spellings.some((spelling) => {
    if (!isFirstCorrected(spelling) || !spelling.statements.every(isToBeAsked)) return false;
    const byCode = [...spelling.others].filter((other) => !isFirstCorrected(other));
    if (byCode.length > 0) return !areAllOne(byCode);
    const alike = byName.get(spelling) ?? [];
    const possible = alike.filter((other) => !areApart(spelling, other));
    return possible.length === 0 ? alike.length > 0 : !areOneTest(possible);
  });
}

const mayMeanSeveral = (part: ReportPart, observation: Observation): boolean =>
  (part.status === 'C' || corrections.has(observation.status ?? '')) && isToBeAsked({ part, observation });

const corrections: ReadonlySet<string> = new Set(['A', 'B', 'C', 'D', 'W']);

const isToBeAsked = ({
  part,
  observation,
}: {
  readonly part: ReportPart;
  readonly observation: Observation;
}) =>
  part.isFromAnalyzer !== true &&
  observation.status !== 'X' &&
  (isTakenBack(observation) || !isComment(observation)) &&
  part.released?.includes('set-unclear') !== true;

/** LOINC codes and names of comments. A new comment changes no result, so it stands beside those that it may mean. */
const comments: ReadonlySet<string> = new Set([
  '8251-1',
  '77202-0',
  'comment',
  'comments',
  'remark',
  'remarks',
]);

const isComment = ({ code: { codings, text } }: Observation): boolean =>
  [text, ...codings.flatMap(({ code, display }) => [code, display])].some((name) =>
    comments.has(name?.trim().toLowerCase() ?? ''),
  );

/**
 * Whether a single message states all results, and no two have the same first code: each is a test. A code that
 * could be taken for two (`|`) is compared the long way.
 */
function haveOneCodeEach([part, ...others]: readonly ReportPart[]): boolean {
  if (part === undefined || others.length > 0) return false;
  const firstCodes = new Set<string>();
  for (const { code } of part.observations) {
    const first = code.codings.find(({ isMapped }) => isMapped !== true)?.code ?? '';
    if (firstCodes.has(first) || first.includes('|')) return false;
    firstCodes.add(first);
  }
  return true;
}

/** Results that repeat within their message are counted, as when the message was read. */
function named(
  observation: Observation,
  place: string,
  names: ReadonlyMap<string, string>,
  counts: Map<string, number>,
): Observation {
  const test = names.get(spellingOf(observation));
  if (test === undefined) return observation;
  const slot = [test, observation.subId ?? '', observation.run ?? ''].join('|');
  const count = (counts.get(`${place} ${slot}`) ?? 0) + 1;
  counts.set(`${place} ${slot}`, count);
  return { ...observation, test, slot: count === 1 ? slot : `${slot}|${count}` };
}

const spelled = new WeakMap<Observation, string>();

function spellingOf(observation: Observation): string {
  const known = spelled.get(observation);
  if (known !== undefined) return known;
  const codes = sentCodes(observation.code.codings).map(textOf);
  const spelling = JSON.stringify(codes.length > 0 ? codes : { words: observation.code.text });
  spelled.set(observation, spelling);
  return spelling;
}

const textOf = ({ code, system }: SentCode): string => `${code}|${system ?? ''}`;

/** Every spelling, in the order in which they were received. */
function spellingsIn(parts: readonly ReportPart[]): ReadonlyMap<string, Spelling> {
  const spellings = new Map<string, Spelling>();
  for (const part of parts.toSorted(byReceipt))
    for (const observation of part.observations) {
      const { code } = observation;
      const codes = sentCodes(code.codings);
      if (codes.length === 0 && code.text === undefined) continue;
      const key = spellingOf(observation);
      const known =
        spellings.get(key) ??
        ({
          ...{ key, codes, name: testOf({ code }) },
          ...{ messages: new Set(), statements: [], others: new Set() },
        } satisfies Spelling);
      known.messages.add(part.messageId);
      known.statements.push({ part, observation });
      spellings.set(key, known);
    }
  return spellings;
}

const byReceipt = (a: ReportPart, b: ReportPart): number =>
  a.watermark.receivedTime - b.watermark.receivedTime ||
  (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0);

/** Connects spellings that may mean the same test. */
function connect(spellings: readonly Spelling[]): void {
  const byCode = new Map<string, Spelling[]>();
  for (const spelling of spellings)
    for (const code of new Set(spelling.codes.map((one) => one.code))) {
      const sharing = byCode.get(code);
      if (sharing === undefined) byCode.set(code, [spelling]);
      else sharing.push(spelling);
    }
  for (const sharing of byCode.values()) {
    if (sharing.length > MAX_SPELLINGS) continue;
    for (const [index, one] of sharing.entries())
      for (const other of sharing.slice(index + 1)) {
        if (
          areSideBySide(one, other) ||
          !(areOneCode(one.codes, other.codes) || areOfRenamedCode(one, other))
        )
          continue;
        one.others.add(other);
        other.others.add(one);
      }
  }
  const fromDoubtful = spellings.flatMap((one) => doubtedBy(one).map((other) => [one, other] as const));
  for (const [one, other] of fromDoubtful) {
    one.others.delete(other);
    other.others.delete(one);
  }
  const alone = new Set(spellings.filter(({ others }) => others.size === 0));
  for (const [corrected, reported] of testsByName(spellings, areApart, areOneTest)) {
    if (!alone.has(corrected)) continue;
    corrected.others.add(reported);
    reported.others.add(corrected);
  }
}

/** Whether one sender renamed its coding system: see `isRenamedCode`. Every statement has the same words. */
function areOfRenamedCode({ statements: a }: Spelling, { statements: b }: Spelling): boolean {
  const [first] = a;
  const [second] = b;
  if (first === undefined || second === undefined) return false;
  const sources = new Set(a.map(({ part }) => part.source));
  return (
    b.some(({ part }) => sources.has(part.source)) &&
    a.every(({ observation }) => isRenamedCode(observation.code, second.observation.code)) &&
    b.every(({ observation }) => isRenamedCode(observation.code, first.observation.code))
  );
}

/**
 * Of several tests that a spelling fits, those that share fewer codes with it than one other does. Many tests have one LOINC
 * code, so an own code that left out or changed its coding system says more.
 */
function doubtedBy(spelling: Spelling): readonly Spelling[] {
  const others = [...spelling.others];
  if (areAllOne(others)) return [];
  const most = Math.max(...others.map((other) => sharedBy(spelling, other)));
  const closest = others.filter((other) => sharedBy(spelling, other) === most);
  return areAllOne(closest) ? others.filter((other) => !closest.includes(other)) : [];
}

const sharedBy = (a: Spelling, b: Spelling): number =>
  a.codes.filter(({ code }) => b.codes.some((other) => other.code === code)).length;

const areSideBySide = (a: Spelling, b: Spelling): boolean =>
  [...a.messages].some((message) => b.messages.has(message));

/** Codes that differ in capitals alone are two tests, unless a correction names the other test in words. */
const areApart = (a: Spelling, b: Spelling): boolean =>
  contradictInAnyCase(a.codes, b.codes) || areSideBySide(a, b);

/** The spellings of each test, both in the order in which they were received. */
function groupsOf(spellings: readonly Spelling[]): readonly (readonly Spelling[])[] {
  // a spelling that fits two tests is joined with neither
  const doubtful = new Set(spellings.filter(({ others }) => !areAllOne([...others])));
  const seen = new Set<Spelling>(doubtful);
  const groups = spellings.flatMap((first) => {
    if (seen.has(first)) return doubtful.has(first) ? [[first]] : [];
    const group = reachedFrom(first, seen);
    return areAllOne(group) ? [group] : group.map((one) => [one]);
  });
  return groups;
}

const areAllOne = (group: readonly Spelling[]): boolean =>
  group.every((one, index) => group.slice(index + 1).every((other) => !areApart(one, other)));

/** Whether spellings are connected with one another, and no two of them are two tests. */
function areOneTest(spellings: readonly Spelling[]): boolean {
  const [first] = spellings;
  if (first === undefined) return false;
  const group = new Set(reachedFrom(first, new Set()));
  return spellings.every((one) => group.has(one)) && areAllOne(spellings);
}

function reachedFrom(first: Spelling, seen: Set<Spelling>): readonly Spelling[] {
  seen.add(first);
  const group = [first];
  for (const spelling of group)
    for (const other of spelling.others)
      if (!seen.has(other)) {
        seen.add(other);
        group.push(other);
      }
  return group;
}

/**
 * The name of each spelling: the first code of its test, which stays when other spellings come. If another
 * test had that code first, the name is made of all its codes. Only tests that are spelled in several ways,
 * or whose first code another test has too, get a name.
 */
function namesOf(groups: readonly (readonly Spelling[])[]): ReadonlyMap<string, string> {
  const firstCodes = Map.groupBy(groups, firstCodeOf);
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const group of groups) {
    const firstCode = firstCodeOf(group);
    const isOnly = firstCodes.get(firstCode)?.length === 1;
    let name = taken.has(firstCode) ? (group[0]?.codes.map(textOf).join('~') ?? '') : firstCode;
    while (taken.has(name)) name += '~';
    taken.add(name);
    if (!isOnly || group.length > 1) for (const { key } of group) names.set(key, name);
  }
  return names;
}

const firstCodeOf = ([first]: readonly Spelling[]): string => first?.name ?? '';
