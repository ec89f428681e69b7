import type { ReportPart } from '../../model/report.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { WaitingMessage } from '../../ports/wait-store.ts';
import { currentParts } from '../../reports/parts.ts';

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
      ({ patient, replaces, joins, statesParent, isWithdrawn }) =>
        patient !== undefined &&
        replaces === undefined &&
        joins === undefined &&
        statesParent === undefined &&
        isWithdrawn !== true,
    )
    .filter(isMeant)
    .map(({ messageId }) => ({ messageId, group }));
}
