import type { ReportVersion } from '../../model/report.ts';
import type { FileDependencies } from './filing.ts';

/** The version whose views are stored: the last published one. */
export async function shownVersion(
  latest: ReportVersion | undefined,
  { reports }: { readonly reports: Pick<FileDependencies['reports'], 'version'> },
): Promise<readonly ReportVersion[]> {
  if (latest?.published === undefined) return [];
  if (latest.published === latest.version) return [latest];
  const shown = await reports.version(latest.report.key, latest.published);
  return shown === undefined ? [] : [shown];
}

/** How many earlier versions are read at most. A crash never leaves this many unfinished. */
const MAX_EARLIER = 10;

export async function earlierVersions(
  { report, version }: ReportVersion,
  { reports }: Pick<FileDependencies, 'reports'>,
): Promise<readonly ReportVersion[]> {
  const count = Math.min(version - 1, MAX_EARLIER);
  const numbers = Array.from({ length: count }, (_, index) => version - 1 - index);
  const earlier = await Promise.all(numbers.map((number) => reports.version(report.key, number)));
  return earlier.filter((one) => one !== undefined);
}
