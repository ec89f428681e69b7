import type { HoldReason } from '../model/hold-reason.ts';
import type { Observation } from '../model/observation.ts';
import type { Collection, ReportedObservation, ReportPart } from '../model/report.ts';
import { canonicalJson } from '../shared/canonical-json.ts';
import { corrects } from './find/unnumbered-report.ts';
import { endOf, isEndedBy } from './isolates/isolate-end.ts';
import { namedResultsOf } from './results/named-results.ts';
import { Tests } from './results/tests.ts';
import { groupingSubIdsIn, isLine, nameOfText, someLinesIn, withWholeTexts } from './results/text-blocks.ts';
import { HeadMembers, subIdUnder } from './sets/head-members.ts';
import { repeatsOf, resultSetOf } from './sets/result-sets.ts';
import { setHeadsIn } from './sets/set-heads.ts';
import type { Member } from './sets/set-member.ts';
import { collectionsOf, type ReportCollection } from './specimens/collections.ts';
import { completing } from './specimens/known-specimens.ts';
import { collectedAt } from './specimens/statements-by-draw.ts';
import { correctedBesideFinal } from './statements/beside-original.ts';
import { type StandingResult, standingAlone, standingResult } from './statements/standing-result.ts';
import { entriesOf, type StatedResult, statedOf } from './statements/stated-results.ts';
import {
  isSettledPart,
  type Said,
  type Statement,
  saysCorrection,
  testOf,
  toStatement,
} from './statements/statement.ts';
import { type Dated, orderOf } from './statements/statement-order.ts';

/** A result of the report, with the collection that it belongs to. */
export interface PlacedResult extends StandingResult {
  readonly collection: ReportCollection;
  /** Every statement about the result. */
  readonly all: readonly StatedResult[];
}

export interface AssembledResults {
  readonly results: readonly PlacedResult[];
  /** Ids of messages that leave out results without saying whether those still count. */
  readonly unclear: ReadonlySet<string>;
}

/** Computes the results from a set of parts. They come in the order in which they were first stated. */
export function assembleResults(oldestFirst: readonly Said[]): AssembledResults {
  const unclear = new Set<string>();
  const counts = new Map<string, number>();
  const telling = oldestFirst.filter(({ observations }) => observations.length > 0);
  const collections = collectionsOf(telling);
  const [only, ...others] = collections;
  if (only !== undefined && others.length === 0 && telling.length === 1)
    return { results: resultsOfOne(only, counts), unclear: new Set(unclearIn(only)) };
  const results = collections.flatMap((collection) => {
    for (const message of collection.unclear) unclear.add(message);
    const slots = slotsOf(collection, unclear);
    const someLines = someLinesIn(collection.said, groupingSubIdsIn(collection.said));
    return slots.map(({ members, stated, isLeftOut }): PlacedResult => {
      const slot = freeSlot(nameOf(members, collection.label), counts);
      const standing = standingResult(slot, stated);
      const { messageId, observation, part } = standing.stated.lead;
      if (
        someLines.has(nameOfText(messageId, observation)) &&
        part.released?.includes('set-unclear') !== true
      )
        unclear.add(messageId);
      return { ...(isLeftOut ? asLeftOut(standing) : standing), collection, all: stated };
    });
  });
  return { results: withOmitted(results, oldestFirst, unclear), unclear };
}

/** The common case: one part makes all statements, so each of its results stands. */
const resultsOfOne = (collection: ReportCollection, counts: Map<string, number>): PlacedResult[] =>
  collection.said.flatMap((said) =>
    withWholeTexts(said.observations).map((observation) => {
      const slot = freeSlot(slotName(observation, observation.subId, collection.label), counts);
      const stated = statedOf(toStatement(observation, said), []);
      return { ...standingAlone(slot, stated), collection, all: [stated] };
    }),
  );

/** The only message, if it has both a final result and the correction that may be of it. */
const unclearIn = ({ said }: ReportCollection): string[] =>
  said.flatMap(({ part, observations, ...one }) =>
    part.released?.includes('set-unclear') !== true &&
    repeatsOf(part) === 'replace' &&
    correctedBesideFinal(observations.map((row) => toStatement(row, { part, observations, ...one }))).length >
      0
      ? [part.messageId]
      : [],
  );

interface Slot {
  /**
   * The slot's own member, then the head that it belongs to (for example, the isolate of a susceptibility).
   */
  readonly members: readonly [Member, ...Member[]];
  readonly stated: readonly StatedResult[];
  readonly isLeftOut: boolean;
}

function slotsOf(collection: ReportCollection, unclear: Set<string>): Slot[] {
  const places = new Map<Statement, number>();
  const known = new Tests(collection.said);
  const tests = new Map<string, Statement[]>();
  const grouping = groupingSubIdsIn(collection.said);
  for (const said of collection.said)
    for (const observation of withWholeTexts(said.observations, grouping)) {
      const statement = toStatement(observation, said);
      places.set(statement, places.size);
      const test = known.of(observation);
      const others = tests.get(test);
      if (others === undefined) tests.set(test, [statement]);
      else others.push(statement);
    }
  const heads = setHeadsIn(collection.said, known);
  const under = new HeadMembers();
  const slots: Slot[] = [];
  const isPartText = (observation: Observation): boolean =>
    isLine(observation) && observation.subId !== undefined && grouping.has(observation.subId);
  const take = (
    statements: readonly Statement[],
    {
      head,
      parts,
      areIsolates,
    }: {
      readonly head?: Member | undefined;
      readonly parts?: typeof isPartText;
      readonly areIsolates?: boolean;
    } = {},
  ): readonly Member[] => {
    const set = resultSetOf(entriesOf(statements), {
      ...{ isPartText: parts, isOfHead: head !== undefined, areIsolates },
    });
    for (const message of set.unclear) unclear.add(message);
    const end = head === undefined ? undefined : endOf(head.stated, head.leftOutBy !== undefined);
    for (const member of set.members)
      slots.push({
        members: head === undefined ? [member] : [member, head],
        stated: member.stated,
        isLeftOut:
          member.leftOutBy !== undefined ||
          (end !== undefined && member.stated.every((one) => isEndedBy(end, one, member.stated))),
      });
    return set.members;
  };
  const takeNamed = (statements: readonly Statement[]): void => {
    const named = namedResultsOf(statements);
    for (const message of named.unclear) unclear.add(message);
    for (const result of named.results) take(result, { parts: isPartText });
  };
  for (const [test, statements] of tests) if (heads.tests.has(test)) under.add(take(statements, heads));
  for (const [test, statements] of tests) {
    if (heads.tests.has(test)) continue;
    const isApart = heads.apart.has(test);
    const byHead = isApart ? new Map([[undefined, statements]]) : under.headsOf(statements);
    for (const [head, ofHead] of byHead) {
      if (head !== undefined) take(ofHead, { head });
      else {
        takeNamed(ofHead);
        if (byHead.size > 1)
          for (const under of Map.groupBy(ofHead, ({ observation }) => observation.subId).values())
            for (const message of correctedIn(under)) unclear.add(message);
      }
    }
  }
  const placeOf = ({ members: [own] }: Slot) => places.get(own.opened.repeats[0] ?? own.opened.lead) ?? 0;
  return slots.sort((a, b) => placeOf(a) - placeOf(b));
}

/** The messages of rows that only correct or take back a result of an isolate, and nothing tells of which one. */
function correctedIn(statements: readonly Statement[]): string[] {
  const isUnclear = ({ part, observation, isWithdrawn }: Statement): boolean =>
    !isWithdrawn &&
    part.isFromAnalyzer !== true &&
    (observation.subId === undefined ? corrects(part, observation) : correctsItself(observation));
  return statements.every(isUnclear)
    ? statements.flatMap(({ part, messageId }) =>
        part.released?.includes('set-unclear') === true ? [] : [messageId],
      )
    : [];
}

/** An `X` under an OBX-4 that no isolate has was never carried out. */
const correctsItself = (observation: Observation): boolean =>
  observation.status !== 'X' && saysCorrection({ observation });

function nameOf([own, head]: readonly [Member, ...Member[]], label: string): string {
  const { observation } = own.opened.repeats[0] ?? own.opened.lead;
  const ofHead = (head ?? own).opened.lead.observation.subId;
  return slotName(observation, head === undefined ? ofHead : subIdUnder(ofHead, observation.subId), label);
}

const slotName = (observation: Observation, subId: string | undefined, label: string): string =>
  `${testOf(observation)}|${subId ?? ''}|${observation.run ?? ''}${label}`;

/** A count is added to the names of slots that repeat. */
function freeSlot(name: string, counts: Map<string, number>): string {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count === 1 ? name : `${name}|${count}`;
}

/** The result is marked wrong (`W`); its history is kept. */
export const asLeftOut = <T extends StandingResult>(standing: T): T => ({
  ...standing,
  observation: { ...standing.observation, status: 'W', isUnmarkedCorrection: false },
  holds: [],
});

/**
 * Handles tests that the newest settled message of a collection leaves out. They are kept, unless the source
 * is configured to withdraw or hold them (`omitted`).
 */
function withOmitted(
  results: readonly PlacedResult[],
  oldestFirst: readonly Said[],
  unclear: Set<string>,
): readonly PlacedResult[] {
  const deciding = oldestFirst.filter(
    ({ part, observations, isWithdrawn }) =>
      part.omitted !== undefined && observations.length > 0 && !isWithdrawn && isSettledPart(part),
  );
  if (deciding.length === 0) return results;
  return results.map((result) => {
    const newest = deciding.findLast((said) => result.collection.said.includes(said));
    if (newest === undefined || newest.observations.some((one) => testOf(one) === testOf(result.observation)))
      return result;
    const dated = toPartDated(newest.part);
    if (orderOf([result.stated, dated]).compareClocks(result.stated, dated) >= 0) return result;
    if (newest.part.omitted === 'withdraw') return { ...result, ...asLeftOut(result) };
    if (newest.part.released?.includes('set-unclear') !== true) unclear.add(newest.part.messageId);
    return result;
  });
}

/** A part in the form that can be put in order with statements. */
export const toPartDated = (part: ReportPart): Dated => ({
  clocks: part.clocks,
  rank:
    part.status === 'C' || part.status === 'X' ? 3 : isSettledPart(part) ? 2 : part.status === 'P' ? 1 : 0,
  receivedTime: part.watermark.receivedTime,
  messageId: part.messageId,
  at: part.at,
});

/**
 * The collection time, parent and specimens of a result, from its own order. Where its order has none, those
 * of its collection are used.
 */
export function originOf({
  stated,
  collection,
}: PlacedResult): Pick<ReportPart, 'observed' | 'observedEnd' | 'parent' | 'specimens'> {
  const own = stated.lead.part;
  const newest = (isSaid: (part: ReportPart) => boolean): ReportPart =>
    collection.said.findLast(({ part }) => isSaid(part))?.part ?? own;
  const timed = collection.said.findLast((one) => collectedAt(one) !== undefined);
  const isTimed = collectedAt({ part: own }) !== undefined || timed === undefined;
  const withSpecimens = newest(({ specimens }) => specimens.length > 0).specimens;
  return {
    observed: isTimed ? own.observed : collectedAt(timed),
    observedEnd: isTimed || timed.drawn !== undefined ? own.observedEnd : timed.part.observedEnd,
    parent: own.parent ?? newest(({ parent }) => parent !== undefined).parent,
    specimens:
      own.specimens.length === 0 || own.specimens === withSpecimens
        ? withSpecimens
        : own.specimens.map((one) => withSpecimens.find((other) => isSameSpecimen(one, other)) ?? one),
  };
}

type Specimens = ReportPart['specimens'];

/** Compares the specimens' numbers, and not their types: a later message may correct the type. */
export function isSameSpecimen(a: Specimens[number], b: Specimens[number]): boolean {
  const pairs = [
    [a.fillerId, b.fillerId],
    [a.placerId, b.placerId],
    [a.containerId, b.containerId],
  ] as const;
  const both = pairs.filter(([one, other]) => one !== undefined && other !== undefined);
  return (
    both.length > 0 &&
    both.every(([one, other]) => one?.value === other?.value && one?.scope === other?.scope)
  );
}

const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

/** Compares with what the part of the head states itself. */
const isOfHead = (
  part: ReportPart,
  head: Pick<ReportPart, 'observed' | 'observedEnd' | 'parent' | 'specimens'>,
): boolean =>
  part.observed === head.observed &&
  part.observedEnd === head.observedEnd &&
  part.parent === head.parent &&
  (part.specimens === head.specimens || (part.specimens.length === 0 && head.specimens.length === 0));

/**
 * Adds two things: the specimens of all results, those of the report's head first, and the origin of each
 * result whose origin differs from the head's.
 */
export function withOrigins(
  results: readonly PlacedResult[],
  head: Pick<ReportPart, 'observed' | 'observedEnd' | 'parent' | 'specimens'>,
): { readonly observations: ReportedObservation[]; readonly specimens: Specimens } {
  const collectionsStated = new Set(results.map(({ collection }) => collection));
  const complete = completing([...collectionsStated].flatMap(({ said }) => said.map(({ part }) => part)));
  const specimens = head.specimens.map(complete);
  if (results.every(({ stated }) => isOfHead(stated.lead.part, head)))
    return { observations: results.map(({ observation }) => observation), specimens };
  const known = new Map(specimens.map((one, index) => [textOf(bare(one)), index]));
  const indexOf = (one: Specimens[number]): number => {
    const key = textOf(bare(one));
    const index = known.get(key) ?? specimens.length;
    if (index === specimens.length) specimens.push(one);
    known.set(key, index);
    return index;
  };
  const ownOf = new Map<string, Collection>();
  const collectionOf = (result: PlacedResult): Collection => {
    // results of one part have the same origin
    const key = `${result.stated.lead.part.messageId} ${result.stated.lead.part.at} ${result.collection.label}`;
    const made = ownOf.get(key);
    if (made !== undefined) return made;
    const { observed, observedEnd, parent, specimens: own } = originOf(result);
    const collection: Collection = { specimens: own.map((one) => indexOf(complete(one))) };
    if (observed !== undefined) collection.observed = observed;
    if (observedEnd !== undefined) collection.observedEnd = observedEnd;
    if (parent !== undefined) collection.parent = parent;
    ownOf.set(key, collection);
    return collection;
  };
  const collections = results.map(collectionOf);
  const headText = textOf({
    ...{ observed: head.observed, observedEnd: head.observedEnd, parent: head.parent },
    specimens: specimens.map((_, index) => index),
  });
  const texts = new Map<Collection, string>();
  const isHeads = (collection: Collection): boolean => {
    const text = texts.get(collection) ?? textOf(collection);
    texts.set(collection, text);
    return text === headText;
  };
  return {
    observations: results.map(({ observation }, index) => {
      const collection = collections[index];
      return collection === undefined || isHeads(collection) ? observation : { ...observation, collection };
    }),
    specimens,
  };
}

/** A specimen without its place in its message. */
const bare = ({ at: _, ...specimen }: Specimens[number]) => specimen;

/** Holds that the results put on their report. */
export function holdsOfResults({ results, unclear }: AssembledResults): HoldReason[] {
  const all: HoldReason[] = [];
  for (const { holds } of results) all.push(...holds);
  if (unclear.size > 0) all.push('set-unclear');
  return all;
}
