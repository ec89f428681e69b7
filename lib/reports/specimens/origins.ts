import type { Collection, ReportedObservation, ReportPart } from '../../model/report.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { PlacedResult } from '../assemble-results.ts';
import { completing } from './known-specimens.ts';
import { collectedAt } from './statements-by-draw.ts';

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
