import type { ReportPart } from '../../model/report.ts';
import { fileReportPart } from '../file/file-report.ts';
import type { FileDependencies, Filing } from '../file/filing.ts';
import type { Tally } from './tally.ts';

/** Whether a part cancels an order by its number alone: an ORC without OBR. It means every service of the order. */
export const isOfWholeOrder = ({ cancels, service }: ReportPart): boolean =>
  cancels !== undefined && service === undefined;

/**
 * Adds a cancellation of a whole order to each of its reports. It is also kept by itself, in a report that is never
 * sent, for reports of the order that come later.
 */
export async function cancelWholeOrder(
  filing: Filing,
  reportKeys: readonly string[],
  messageId: string,
  tally: Tally,
  dependencies: FileDependencies,
): Promise<void> {
  const { part, finding: _, ...rest } = filing;
  const kept: ReportPart = { ...part, isWithdrawn: true, holds: [] };
  tally.file(kept, await fileReportPart({ ...filing, part: kept }, messageId, dependencies));
  for (const reportKey of reportKeys)
    tally.file(part, await fileReportPart({ ...rest, part, reportKey }, messageId, dependencies));
}

/** The cancellations of whole orders that these reports keep. */
export async function cancellationsIn(
  reportKeys: readonly string[],
  { reports }: Pick<FileDependencies, 'reports'>,
): Promise<readonly ReportPart[]> {
  const versions = await Promise.all(reportKeys.map((key) => reports.latest(key)));
  return versions
    .flatMap((version) => version?.report.parts.filter(isOfWholeOrder) ?? [])
    .map(({ isWithdrawn: _, ...part }) => part);
}
