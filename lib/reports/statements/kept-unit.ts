import { isSameResult, unitNamesOf } from '../results/same-result.ts';
import type { StatedResult } from './stated-results.ts';

/**
 * An empty OBX-6 changes nothing (HL7 v2.5.1 §2.5.3): a statement without a unit keeps that of the newest older
 * statement with the same value that says something of the unit. `""` says that there is none. Another value has no unit
 * but its own.
 */
export function withKeptUnit(current: StatedResult, newestFirst: readonly StatedResult[]): StatedResult {
  const { lead } = current;
  const { observation } = lead;
  if (observation.values.length === 0 || unitNamesOf(observation).length > 0) return current;
  const { unit, isUnitNull } =
    newestFirst.find(
      ({ lead: older }) =>
        !older.isWithdrawn &&
        unitNamesOf(older.observation).length > 0 &&
        isSameResult(older.observation, observation),
    )?.lead.observation ?? {};
  const kept = unit === undefined ? { isUnitNull } : { unit };
  if (unit === undefined && isUnitNull === undefined) return current;
  return { ...current, lead: { ...lead, observation: { ...observation, ...kept } } };
}
