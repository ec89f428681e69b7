import type { NamedReport } from '../model/named-report.ts';
import type { ReportPart, ReportVersion } from '../model/report.ts';
import {
  isInTime,
  isOneService,
  type NumberLimits,
  numberInCommon,
  type SoughtReport,
  strongestOf,
} from './find-report.ts';
import { corrects, isSameTest, placesOf, type Stated, statedIn } from './unnumbered-report.ts';

/**
 * The reports of the part's order: those of its filler number, otherwise of its placer number. A number that
 * was used again for another order names only the reports near the part's time.
 */
export function reportsOfOrder(
  part: SoughtReport,
  known: readonly NamedReport[],
  limits: NumberLimits,
): readonly NamedReport[] {
  const ofOrder = known.flatMap((report) => {
    const by = numberInCommon(part, report);
    return by === undefined || by === 'specimen' || !isInTime(part, report, by, limits)
      ? []
      : [{ report, by }];
  });
  return strongestOf(ofOrder);
}

/** Of some reports, those of the part's service; all of them if no report is of this service. */
export function preferringService(
  { services }: SoughtReport,
  reports: readonly NamedReport[],
): readonly NamedReport[] {
  const own = reports.filter((report) => isOneService(services, report.services));
  return own.length === 0 ? reports : own;
}

/**
 * The reports of the part's order and patient that a correction under another service (OBR-4) may mean. The
 * message does not also state their own service.
 */
export const reportsOfOtherServices = (
  part: SoughtReport,
  known: readonly NamedReport[],
  limits: NumberLimits,
): readonly NamedReport[] =>
  reportsOfOrder(part, known, limits).filter(
    (report) =>
      report.corrects !== 'only' &&
      report.patients.some((key) => part.patients.includes(key)) &&
      !isOneService(part.services, report.services) &&
      !isOneService(part.alsoTold, report.services),
  );

/**
 * Whether a report has, by an earlier message, every result that a part corrects or takes back: the same test
 * at the same minute. Then the part means that report, although it calls the service by another name.
 */
export function hasOriginalsOf(part: ReportPart, { report }: Pick<ReportVersion, 'report'>): boolean {
  const corrected = part.observations.filter((observation) => corrects(part, observation));
  const originals = statedIn(report).filter(
    (other) => other.part.messageId !== part.messageId && !corrects(other.part, other.observation),
  );
  const byPlace = Map.groupBy(
    originals.flatMap((other) => placesOf(other).map((place) => ({ place, other }))),
    ({ place }) => place,
  );
  const hasOriginal = (one: Stated): boolean =>
    placesOf(one).some((place) => byPlace.get(place)?.some(({ other }) => isSameTest(one, other)));
  return corrected.length > 0 && corrected.every((observation) => hasOriginal({ part, observation }));
}
