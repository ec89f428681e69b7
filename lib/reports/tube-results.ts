import type { Observation } from '../model/observation.ts';
import type { ReportPart } from '../model/report.ts';
import { asLeftOut, type PlacedResult } from './assemble-results.ts';
import { currentParts, isCopy } from './parts.ts';
import { sampleFinder } from './same-sample.ts';
import { isSettled, onlyConfirms } from './statement.ts';

type TubeCopy = ReportPart & { readonly statesTube: Observation[] };

/**
 * What a LIS says in its report, as parts for the reports of analyzers about the same tube: its cancellations, and its
 * settled results without their values. A final without a value says nothing of the analyzer's.
 */
export const tubeCopiesOf = (parts: readonly ReportPart[]): readonly TubeCopy[] =>
  currentParts(parts)
    .filter(
      (part) =>
        part.isFromAnalyzer !== true &&
        part.replaces === undefined &&
        part.joins === undefined &&
        !isCopy(part),
    )
    .map(copyOf)
    .filter(
      ({ statesTube, revision, cancels }) =>
        statesTube.length > 0 || revision !== undefined || cancels !== undefined,
    );

function copyOf(part: ReportPart): TubeCopy {
  const { patient: _, visit: __, patientFrom: ___, ...copied } = part;
  const settled = part.observations.filter(
    (observation) => isSettled(observation, part) && !onlyConfirms({ observation, part }),
  );
  return {
    ...copied,
    notes: [],
    holds: [],
    observations: [],
    statesTube: settled.map((one) => ({ ...one, values: [], notes: [], flags: [], equipment: [] })),
  };
}

/** Takes out the values of an analyzer whose test the LIS reports, as the copies say. */
export function withoutRestated(
  results: readonly PlacedResult[],
  copies: readonly ReportPart[],
): readonly PlacedResult[] {
  const stated = copies
    .filter(({ isWithdrawn }) => isWithdrawn !== true)
    .flatMap((part) => (part.statesTube ?? []).map((observation) => ({ part, observation })));
  if (stated.length === 0) return results;
  const isStated = sampleFinder(stated);
  return results.map((result) => {
    const { part } = result.stated.lead;
    return part.isFromAnalyzer === true && isStated(result.stated.lead) ? asLeftOut(result) : result;
  });
}
