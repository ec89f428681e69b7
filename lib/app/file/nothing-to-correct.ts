import { analyteOf } from '../../model/analyte.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportPart, ReportVersion } from '../../model/report.ts';
import type { Timestamp } from '../../model/timestamp.ts';
import { orderNamesOf } from '../../normalize/elements/order-names.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Filing } from './filing.ts';

/**
 * The report that a correction may mean whose own report nobody knows: another of the same patient that has the
 * same test at the same collection time, to the minute, under other numbers. One query for each result that corrects
 * with a value, and one for a report that is found; what takes a result back (D, W) is never asked.
 */
export async function meantByCorrection(
  { reportKey, finding, part }: Pick<Filing, 'reportKey' | 'finding' | 'part'>,
  { reports }: { readonly reports: Pick<ReportStore, 'historyOf' | 'latest'> },
): Promise<string | undefined> {
  const { patient } = part;
  if (patient === undefined) return undefined;
  // its own report may be there although its numbers do not say so
  const own = [reportKey, finding?.keyAgain];
  for (const observation of part.observations.filter(corrects)) {
    const minute = minuteOf(observation.observed ?? part.observed);
    if (minute === undefined) continue;
    const history = await reports.historyOf(patient.key, analyteOf(observation.code));
    const meant = history.find(
      (one) => !own.includes(one.reportKey) && one.status !== 'W' && minuteOf(one.observed) === minute,
    );
    if (meant !== undefined && isOfOtherNumbers(part, await reports.latest(meant.reportKey)))
      return meant.reportKey;
  }
  return undefined;
}

/**
 * Whether numbers tell the two apart. A placer's number alone and a filler's alone do not: a message that names both
 * joins them.
 */
function isOfOtherNumbers(part: ReportPart, other: ReportVersion | undefined): boolean {
  if (other === undefined) return false;
  const [ours, theirs] = [part, other.report].map(
    (one) => new Set(orderNamesOf(one).map(({ kind }) => kind)),
  );
  return ours === undefined || theirs === undefined || ours.size === 0 || !ours.isDisjointFrom(theirs);
}

const corrects = ({ status, values }: Observation): boolean =>
  (status === 'C' || status === 'A') && values.length > 0;

/** Undefined where no minute was sent. */
const minuteOf = (time: Timestamp | undefined): number | undefined =>
  time === undefined || !time.iso.includes('T') ? undefined : Math.floor(Date.parse(time.iso) / 60_000);
