import type { HoldReason } from '../../model/hold-reason.ts';
import type { Report, ReportedObservation, ReportPart } from '../../model/report.ts';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { isSameResult } from '../results/same-result.ts';

/** Reasons that doubt whether results that were published still count. */
const doubts: ReadonlySet<HoldReason> = new Set([
  'set-unclear',
  'cancelled-with-results',
  'unmarked-correction',
]);

/**
 * Whether a part waits in a held report although it changes, takes back or doubts a result that is in charts:
 * the report's last published version still has the older value. `shown` is that version.
 */
export function leavesOlderValue(part: ReportPart, held: Report, shown: Report | undefined): boolean {
  if (held.holds.length === 0) return false;
  // its original is in another report, which is in charts
  if (part.waitsForOriginal === true && held.holds.includes('nothing-to-correct')) return true;
  if (shown === undefined || shown.isWithdrawn === true || hasPart(shown, part)) return false;
  const inChart = shown.observations.filter(isInChart);
  if (inChart.length > 0 && held.holds.some((reason) => doubts.has(reason))) return true;
  const now = new Map(held.observations.map((one) => [one.slot, one]));
  return inChart.some((older) => {
    const standing = now.get(older.slot);
    if (standing === undefined) return takesAway(part) || part.isWhole === true;
    return standing.messageId === part.messageId && isOther(older, standing);
  });
}

/**
 * Whether a part corrects or takes back something by its own words. Where it is held before its report is known,
 * nothing more can be said.
 */
export const saysThatItCorrects = (part: ReportPart): boolean =>
  takesAway(part) || part.observations.some(({ status = '' }) => correcting.has(status));

/** OBX-11 that says something of an earlier result (HL7 table 0085). X may be a first statement. */
const correcting: ReadonlySet<string> = new Set(['A', 'B', 'C', 'D', 'W']);

/** Whether a part may remove results that it does not state. */
const takesAway = ({ status, isEnd, cancels }: ReportPart): boolean =>
  status === 'C' || isEnd === true || (cancels !== undefined && cancels !== 'keep');

const hasPart = ({ parts }: Report, { messageId, at, revision = 0 }: ReportPart): boolean =>
  parts.some((one) => one.messageId === messageId && one.at === at && (one.revision ?? 0) === revision);

const takenBack: ReadonlySet<string> = new Set(['D', 'W', 'X']);

/** Whether an observation has a value that was not taken back. */
export const isInChart = ({ values, status = '' }: Pick<ReportedObservation, 'values' | 'status'>): boolean =>
  values.length > 0 && !takenBack.has(status);

/** Whether readers would see another value, unit, flag or reference range, or no value any more. */
const isOther = (older: ReportedObservation, standing: ReportedObservation): boolean =>
  !isInChart(standing) || !isSameResult(older, standing) || aroundOf(older) !== aroundOf(standing);

const aroundOf = ({ flags, referenceRange }: ReportedObservation): string =>
  canonicalJson({ flags, referenceRange });
