import { analyteOf } from '../../model/analyte.ts';
import type { NamedReport } from '../../model/named-report.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { areOfTwoSpecimens } from '../specimens/collection-cells.ts';
import { isSettled } from '../statements/statement.ts';
import { compareClocksOf, type Dated } from '../statements/statement-order.ts';
import { numberInCommon } from './equal-numbers.ts';
import { isOneService } from './equal-services.ts';
import { strongestOf } from './find-report.ts';
import { isInTime } from './in-time.ts';
import type { NumberLimits, SoughtReport } from './sought-report.ts';
import {
  corrects,
  isSameTest,
  minuteOf,
  placesAtAnyTime,
  placesOf,
  type Stated,
  statedIn,
} from './unnumbered-report.ts';

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
 * The reports of the part's order that a correction under another service (OBR-4) may mean: those of its
 * patient; if there is none, of any, because a merge may join the two. The message does not also state their
 * own service.
 */
export function reportsOfOtherServices(
  part: SoughtReport,
  known: readonly NamedReport[],
  limits: NumberLimits,
): readonly NamedReport[] {
  const others = reportsOfOrder(part, known, limits).filter(
    (report) =>
      report.corrects !== 'only' &&
      (part.patients.length === 0) === (report.patients.length === 0) &&
      !isOneService(part.services, report.services) &&
      !part.alsoTold.some((told) => isOneService([told], report.services)),
  );
  const own = others.filter(({ patients }) => patients.some((key) => part.patients.includes(key)));
  return own.length === 0 ? others : own;
}

/** The results that correct by their own OBX-11; if there are none, all that OBR-25 says so of. */
function correctedIn(part: ReportPart): readonly Observation[] {
  const { observations } = part;
  const marked = observations.filter((observation) => corrects({ status: undefined }, observation));
  return marked.length > 0 ? marked : observations.filter((observation) => corrects(part, observation));
}

/**
 * How many of the results that a part corrects or takes back a report has by an earlier message: the same test
 * at the same minute, or at any if the part has no time. If it has them, the part means that report, although it calls the service by another name.
 */
export function originalsOf(
  part: ReportPart,
  { report }: Pick<ReportVersion, 'report'>,
): 'all' | 'some' | 'none' {
  const corrected = correctedIn(part);
  const isAmong = finderIn(originalsFor(part, report));
  const found = corrected.filter((observation) => isAmong({ part, observation }));
  if (found.length === 0) return 'none';
  return found.length === corrected.length ? 'all' : 'some';
}

/** Finds the same test at the same minute among some results; at any minute for a result without a time. */
function finderIn(results: readonly Stated[]): (one: Stated) => boolean {
  const byPlace = Map.groupBy(
    results.flatMap((other) =>
      [...placesOf(other), ...placesAtAnyTime(other)].map((place) => ({ place, other })),
    ),
    ({ place }) => place,
  );
  return (one) =>
    (minuteOf(one) === undefined ? placesAtAnyTime(one) : placesOf(one)).some((place) =>
      byPlace.get(place)?.some(({ other }) => isSameTest(one, other)),
    );
}

/**
 * Whether a part has no service (OBR-4) and only preliminary results. A report of its order with the same tests at the
 * same minute replaces them.
 */
export const isPreliminaryWithoutService = (part: ReportPart): boolean =>
  part.service === undefined &&
  part.observations.length > 0 &&
  part.observations.every((observation) => !isSettled(observation, part));

/** Whether a report has, by other messages, every test of a part at the same minute. */
export function hasTestsOf(part: ReportPart, { report }: Pick<ReportVersion, 'report'>): boolean {
  const isAmong = finderIn(statedIn(report).filter((other) => other.part.messageId !== part.messageId));
  return part.observations.every((observation) => isAmong({ part, observation }));
}

/**
 * Whether a report of the part's own service has, at any minute, `some` or `every` test that the part corrects or
 * takes back. A part without such tests means the report itself.
 */
export function hasOriginalOf(
  which: 'some' | 'every',
  part: ReportPart,
  { report }: Pick<ReportVersion, 'report'>,
): boolean {
  const corrected = correctedIn(part);
  if (corrected.length === 0) return true;
  const tests = new Set(originalsFor(part, report).map(({ observation }) => analyteOf(observation.code)));
  return corrected[which](({ code }) => tests.has(analyteOf(code)));
}

/**
 * What a report has, by other messages, that corrects nothing. A statement that the clocks put after the part is no
 * original of it, and neither is one of another specimen.
 */
const originalsFor = (part: ReportPart, report: ReportVersion['report']) =>
  statedIn(report).filter(
    (other) =>
      other.part.messageId !== part.messageId &&
      !corrects(other.part, other.observation) &&
      !areOfTwoSpecimens(other.part, part) &&
      compareClocksOf(dated(other.part), dated(part)) <= 0,
  );

const dated = ({ clocks, messageId, at, watermark: { receivedTime } }: ReportPart): Dated => ({
  ...{ clocks, messageId, at, receivedTime },
  rank: 0,
});
