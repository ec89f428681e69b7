import { organismCodes } from '../../model/organisms.ts';
import type { ReportedObservation } from '../../model/report.ts';

/**
 * The head to which a result of a report belongs. A dot in OBX-4 states it: `1.2` belongs to `1`. Otherwise,
 * results of one sub-id belong to the organism that a culture found under it, if the organism comes first and
 * is the only one.
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

/** The results of one collection that share an OBX-4. */
const groupOf = ({ collection }: ReportedObservation, subId: string | undefined): string =>
  collection === undefined ? (subId ?? '') : JSON.stringify([subId, collection]);

/** The nearest sub-id above a dotted one; empty if there is none. */
const parentsOf = (subId: string): string[] => {
  const at = subId.lastIndexOf('.');
  return at <= 0 ? [] : [subId.slice(0, at)];
};

const isOrganism = ({ code, values }: ReportedObservation): boolean =>
  code.codings.some((coding) => organismCodes.has(coding.code)) &&
  values.some(({ kind }) => kind === 'coded');
