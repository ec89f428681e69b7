import { organismCodes } from '../../model/organisms.ts';
import type { ReportedObservation } from '../../model/report.ts';

/**
 * Which result of a report stands at the head of which. By OBX-4 with a dot the sender says it: `1.2`
 * is of `1`. Else the results of one sub-id are those of the organism that a culture found under it, where it
 * comes first and is the only one.
 */
export function memberOf(
  observations: readonly ReportedObservation[],
): ReadonlyMap<ReportedObservation, ReportedObservation> {
  const heads = new Map<ReportedObservation, ReportedObservation>();
  const bySubId = Map.groupBy(
    observations.filter(({ subId }) => subId !== undefined),
    (observation) => groupOf(observation, observation.subId),
  );
  for (const group of bySubId.values()) {
    const [first, ...others] = group;
    const above = parentsOf(first?.subId ?? '').flatMap(
      (parent) => bySubId.get(first === undefined ? '' : groupOf(first, parent)) ?? [],
    );
    const [dotted] = above;
    if (above.length === 1 && dotted !== undefined) for (const one of group) heads.set(one, dotted);
    else if (first !== undefined && isOrganism(first) && others.length > 0 && !others.some(isOrganism))
      for (const one of others) heads.set(one, first);
  }
  return heads;
}

/** An OBX-4 groups results of one collection. */
const groupOf = ({ collection }: ReportedObservation, subId: string | undefined): string =>
  collection === undefined ? (subId ?? '') : JSON.stringify([subId, collection]);

/** The nearest sub-id above a dotted one. */
const parentsOf = (subId: string): string[] => {
  const at = subId.lastIndexOf('.');
  return at <= 0 ? [] : [subId.slice(0, at)];
};

const isOrganism = ({ code, values }: ReportedObservation): boolean =>
  code.codings.some((coding) => organismCodes.has(coding.code)) &&
  values.some(({ kind }) => kind === 'coded');
