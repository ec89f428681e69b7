import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { fileReportPart } from '../file/file-report.ts';
import type { FileDependencies, Filing } from '../file/filing.ts';
import type { Tally } from './tally.ts';

/**
 * Adds a cancellation of a whole order to each of its reports. It is also kept by itself, in a report that is never
 * sent, for reports of the order that come later. Returns the new versions of the reports.
 */
export async function cancelWholeOrder(
  filing: Filing,
  reportKeys: readonly string[],
  messageId: string,
  tally: Tally,
  dependencies: FileDependencies,
): Promise<readonly ReportVersion[]> {
  const { finding: _, ...rest } = filing;
  // the reports of the order are held for their own reasons; a report that comes later gets the same part
  const part: ReportPart = { ...filing.part, holds: [] };
  const kept: ReportPart = { ...part, isWithdrawn: true };
  tally.file(kept, await fileReportPart({ ...filing, part: kept }, messageId, dependencies));
  const versions: ReportVersion[] = [];
  for (const reportKey of reportKeys) {
    const filed = await fileReportPart({ ...rest, part, reportKey }, messageId, dependencies);
    tally.file(part, filed);
    if (filed.kind === 'filed') versions.push(filed.version);
  }
  return versions;
}
