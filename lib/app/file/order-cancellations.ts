import type { ReportPart } from '../../model/report.ts';
import type { FileDependencies } from './filing.ts';

/** Whether a part cancels an order by its number alone: an ORC without OBR. It means every service of the order. */
export const isOfWholeOrder = ({ cancels, service }: ReportPart): boolean =>
  cancels !== undefined && service === undefined;

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
