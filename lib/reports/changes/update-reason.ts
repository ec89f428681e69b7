import type { ReportVersion } from '../../model/report.ts';
import type { UpdateReason } from '../../model/update.ts';

/**
 * The reason for an update, compared with the version that destinations received before. The strongest reason
 * counts.
 */
export function reasonFor(version: ReportVersion, before: ReportVersion | undefined): UpdateReason {
  const { report } = version;
  if (version.isReplay === true) return 'replayed';
  if (isMerged(version, before)) return 'merged';
  if (report.isWithdrawn === true || report.status === 'X' || report.orderStatus === 'CA') return 'cancelled';
  if (before === undefined) return 'new';
  const changed = new Set(version.changes);
  const isCorrected = report.observations.some(
    ({ slot, corrects, isUnmarkedCorrection, status }) =>
      changed.has(slot) && (corrects !== undefined || isUnmarkedCorrection || status === 'C'),
  );
  return isCorrected || (report.status === 'C' && before.report.status !== 'C') ? 'corrected' : 'updated';
}

const isMerged = ({ messageId, report }: ReportVersion, before: ReportVersion | undefined): boolean =>
  report.parts.some((part) => part.messageId === messageId && part.replaces !== undefined) &&
  before?.report.patient?.key !== report.patient?.key;
