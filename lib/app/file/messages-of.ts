import type { ReportPart } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { currentParts, isCopy } from '../../reports/parts.ts';

/** The messages that stated the results of a report about a patient, as far as `isMeant` says. */
export async function messagesOf(
  reportKey: string,
  { reports }: { readonly reports: Pick<ReportStore, 'latest'> },
  isMeant: (part: ReportPart) => boolean = () => true,
): Promise<readonly WaitingMessage[]> {
  const latest = await reports.latest(reportKey);
  if (latest === undefined) return [];
  const { sequenceGroup: group } = latest;
  return currentParts(latest.report.parts)
    .filter(
      (part) =>
        part.patient !== undefined &&
        part.replaces === undefined &&
        part.joins === undefined &&
        part.isWithdrawn !== true &&
        !isCopy(part),
    )
    .filter(isMeant)
    .map(({ messageId }) => ({ messageId, group }));
}
