import type { PlacedResult } from '../assemble-results.ts';
import { mayBeRenamed, ownCodesOf } from './local-codes.ts';
import { areOneUnit, unitNamesOf, valuesOf } from './same-result.ts';

/** No test has so many results. Beyond this, they are not compared. */
const MAX_RESULTS = 64;

/**
 * Whether two values stand of what may be one test: one sender states one code in two coding systems of its own, for one
 * collection, with one unit and other words, and never in one message. With the same words it is one test: see `isRenamedCode`.
 */
export function hasTestInTwoSystems(results: readonly PlacedResult[]): boolean {
  const byCode = new Map<string, PlacedResult[]>();
  for (const result of results)
    for (const code of ownCodesOf(result.observation.code)) {
      const sharing = byCode.get(code);
      if (sharing === undefined) byCode.set(code, [result]);
      else sharing.push(result);
    }
  return [...byCode.values()].some(
    (sharing) =>
      sharing.length <= MAX_RESULTS &&
      sharing.some((one, index) => sharing.slice(index + 1).some((other) => areInDoubt(one, other))),
  );
}

function areInDoubt(a: PlacedResult, b: PlacedResult): boolean {
  const [ours, theirs] = [unitNamesOf(a.observation), unitNamesOf(b.observation)];
  return (
    a.collection === b.collection &&
    ours.length > 0 &&
    theirs.length > 0 &&
    areOneUnit(ours, theirs) &&
    mayBeRenamed(a.observation.code, b.observation.code) &&
    a.stated.lead.part.source === b.stated.lead.part.source &&
    valuesOf(a.observation) !== valuesOf(b.observation) &&
    [a, b].every(isInQuestion) &&
    messagesOf(a).isDisjointFrom(messagesOf(b))
  );
}

const isInQuestion = ({ observation: { values, status = '' }, stated }: PlacedResult): boolean =>
  values.length > 0 &&
  !['D', 'W', 'X'].includes(status) &&
  stated.lead.part.released?.includes('set-unclear') !== true;

const messagesOf = ({ all }: PlacedResult): ReadonlySet<string> =>
  new Set(all.flatMap(({ lead, repeats }) => [lead, ...repeats].map(({ messageId }) => messageId)));
