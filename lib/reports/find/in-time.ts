import type { NamedReport, NumberKind } from '../../model/named-report.ts';
import { numberInCommon } from './equal-numbers.ts';
import { mayBeMistyped, timeBetween } from './part-span.ts';
import type { NumberLimits, SoughtReport } from './sought-report.ts';

/**
 * Whether the times of the part and the report are so close that a number in both means the same order. A part
 * or a report without a time is always close. A time of collection that was typed wrong makes no other order of the same
 * patient's number.
 */
export function isInTime(
  part: SoughtReport,
  report: NamedReport,
  by: NumberKind,
  limits: NumberLimits,
): boolean {
  if (part.isUntimed || report.isUntimed === true) return true;
  const isCount =
    by === 'specimen' && part.isOrdered !== true && report.isOrdered !== true && !part.isCorrection;
  if (timeBetween(part, report) <= (isCount ? limits.sampleMs : limits.reuseMs)) return true;
  const isOrderNumber = by === 'filler' || by === 'placer';
  return isOrderNumber && hasPatientOf(part, report) && mayBeMistyped(part, report);
}

const hasPatientOf = ({ patients }: SoughtReport, report: NamedReport): boolean =>
  patients.some((key) => report.patients.includes(key));

/** Whether the two share only the number of a sample that an instrument may count anew, and the part corrects. */
export const isOfCountedSample = (part: SoughtReport, report: NamedReport): boolean =>
  part.isCorrection &&
  part.isOrdered !== true &&
  report.isOrdered !== true &&
  numberInCommon(part, report) === 'specimen';

/**
 * Whether a correction belongs to a sample of another time only because no nearer one is known yet. A counter of
 * samples begins anew, so its own sample may still come.
 */
export const isOfFarSample = (part: SoughtReport, report: NamedReport, { sampleMs }: NumberLimits): boolean =>
  isOfCountedSample(part, report) && timeBetween(part, report) > sampleMs;
