import type { Observation } from '../../model/observation.ts';
import type { ReportPart } from '../../model/report.ts';
import type { PlacedResult } from '../assemble-results.ts';
import { spanOf, timeBetween } from '../find/part-span.ts';
import { currentParts, isCopy } from '../parts.ts';
import { asLeftOut } from '../statements/standing-result.ts';
import { isSettled, onlyConfirms } from '../statements/statement.ts';
import { type SampleResult, sampleFinder } from './same-sample.ts';

type TubeCopy = ReportPart & { readonly statesTube: Observation[] };

/**
 * What a LIS says in its report, as parts for the reports of analyzers about the same tube: its cancellations, and its
 * settled results without their values. A final without a value says nothing of the analyzer's. They are of results
 * that are at most `reachMs` away in time.
 */
export const tubeCopiesOf = (parts: readonly ReportPart[], reachMs: number): readonly TubeCopy[] =>
  currentParts(parts)
    .filter(
      (part) =>
        part.isFromAnalyzer !== true &&
        part.replaces === undefined &&
        part.joins === undefined &&
        !isCopy(part),
    )
    .map((part) => copyOf(part, reachMs))
    .filter(
      ({ statesTube, revision, cancels }) =>
        statesTube.length > 0 || revision !== undefined || cancels !== undefined,
    );

function copyOf(part: ReportPart, reachMs: number): TubeCopy {
  const { patient: _, visit: __, patientFrom: ___, ...copied } = part;
  const settled = part.observations.filter(
    (observation) => isSettled(observation, part) && !onlyConfirms({ observation, part }),
  );
  return {
    ...copied,
    reachMs,
    notes: [],
    holds: [],
    observations: [],
    statesTube: settled.map((one) => ({ ...one, values: [], notes: [], flags: [], equipment: [] })),
  };
}

/**
 * Takes out the values of an analyzer whose test the LIS reports, as the copies say. The LIS does not report what was
 * measured on another day: a tube that waits in the laboratory, or a number that was used again.
 */
export function withoutRestated(
  results: readonly PlacedResult[],
  copies: readonly ReportPart[],
): readonly PlacedResult[] {
  const stating = copies
    .filter(({ isWithdrawn, statesTube = [] }) => isWithdrawn !== true && statesTube.length > 0)
    .map((copy) => ({ copy, span: spanOf(copy, false) }));
  if (stating.length === 0) return results;
  const finders = new Map<string, SampleFinder>();
  const finderFor = (part: ReportPart): SampleFinder => {
    const span = spanOf(part, false);
    const near = stating.filter(
      ({ copy: { reachMs }, span: other }) => reachMs === undefined || timeBetween(span, other) <= reachMs,
    );
    const places = near.map(({ copy: { messageId, at } }) => `${messageId} ${at}`).join(' ');
    const found = finders.get(places) ?? sampleFinder(near.flatMap(({ copy }) => statedIn(copy)));
    finders.set(places, found);
    return found;
  };
  const ofPart = new Map<ReportPart, SampleFinder>();
  return results.map((result) => {
    const { part } = result.stated.lead;
    if (part.isFromAnalyzer !== true) return result;
    const isStated = ofPart.get(part) ?? finderFor(part);
    ofPart.set(part, isStated);
    return isStated(result.stated.lead) ? asLeftOut(result) : result;
  });
}

type SampleFinder = ReturnType<typeof sampleFinder>;

const statedIn = (part: ReportPart): readonly SampleResult[] =>
  (part.statesTube ?? []).map((observation) => ({ part, observation }));
