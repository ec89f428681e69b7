import type { HoldReason } from '../model/hold-reason.ts';
import { groupingSubIdsIn, nameOfText, someLinesIn, withWholeTexts } from './results/text-blocks.ts';
import { repeatsOf } from './sets/result-sets.ts';
import { nameOf, slotName, slotsOf } from './slots.ts';
import { collectionsOf, type ReportCollection } from './specimens/collections.ts';
import { correctedBesideFinal } from './statements/beside-original.ts';
import {
  asLeftOut,
  type StandingResult,
  standingAlone,
  standingResult,
} from './statements/standing-result.ts';
import { type StatedResult, statedOf } from './statements/stated-results.ts';
import { isSettledPart, type Said, testOf, toPartDated, toStatement } from './statements/statement.ts';
import { orderOf } from './statements/statement-order.ts';

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
  said.flatMap(({ part, observations, isWithdrawn }) =>
    part.released?.includes('set-unclear') !== true &&
    repeatsOf(part) === 'replace' &&
    correctedBesideFinal(observations.map((observation) => ({ observation, isWithdrawn }))).length > 0
      ? [part.messageId]
      : [],
  );

/** A count is added to the names of slots that repeat. */
function freeSlot(name: string, counts: Map<string, number>): string {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count === 1 ? name : `${name}|${count}`;
}

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
  // a collection has only some statements of a part that tells of several draws or places
  const newestIn = new Map(
    [...new Set(results.map(({ collection }) => collection))].map((collection) => {
      const own = Map.groupBy(collection.said, ({ part }) => part);
      const newest = deciding.findLast(({ part }) => own.has(part));
      const stated = newest && (own.get(newest.part) ?? []).flatMap(({ observations }) => observations);
      return [collection, newest && { part: newest.part, tests: new Set(stated?.map(testOf)) }] as const;
    }),
  );
  return results.map((result) => {
    const newest = newestIn.get(result.collection);
    if (newest === undefined || newest.tests.has(testOf(result.observation))) return result;
    const dated = toPartDated(newest.part);
    if (orderOf([result.stated, dated]).compareClocks(result.stated, dated) >= 0) return result;
    if (newest.part.omitted === 'withdraw') return { ...result, ...asLeftOut(result) };
    if (newest.part.released?.includes('set-unclear') !== true) unclear.add(newest.part.messageId);
    return result;
  });
}

/** Holds that the results put on their report. */
export function holdsOfResults({ results, unclear }: AssembledResults): HoldReason[] {
  const all: HoldReason[] = [];
  for (const { holds } of results) all.push(...holds);
  if (unclear.size > 0) all.push('set-unclear');
  return all;
}
