import type { ReportPart } from '../../model/report.ts';
import { fileReportPart } from '../file/file-report.ts';
import type { FileDependencies, Filing } from '../file/filing.ts';
import type { Tally } from './tally.ts';

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
