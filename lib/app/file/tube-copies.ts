import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { mergeReport } from '../../reports/merge-report.ts';
import { tubeCopiesOf } from '../../reports/tube-results.ts';
import { shownVersion } from './earlier-versions.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';

type FiledPart = Filed & { readonly kind: 'filed' };

/**
 * What reports of a LIS say about the tube of an analyzer's results, as parts for the analyzer's report. A report that is
 * held says what its last published version says: a hold takes nothing out of a chart.
 */
export async function copiesFromTube(
  reportKeys: readonly string[],
  dependencies: Pick<FileDependencies, 'reports'>,
): Promise<readonly ReportPart[]> {
  const versions = await Promise.all(
    reportKeys.map(async (key) => {
      const latest = await dependencies.reports.latest(key);
      return latest === undefined || latest.report.holds.length === 0
        ? latest
        : (await shownVersion(latest, dependencies))[0];
    }),
  );
  return versions.flatMap(copiesOf);
}

/**
 * Adds what a report of a LIS says to the reports of analyzers about its tube. A report that this does not change gets
 * no version: it is compared again with the next message of either. Safe to repeat.
 */
export async function copyToTube(
  { version, shown }: FiledPart,
  reportKeys: readonly string[],
  messageId: string,
  dependencies: FileDependencies,
): Promise<readonly Filed[]> {
  const [part, ...linkParts] = copiesOf(version.report.holds.length === 0 ? version : shown);
  const filed: Filed[] = [];
  if (part === undefined) return filed;
  for (const reportKey of reportKeys) {
    const latest = await dependencies.reports.latest(reportKey);
    if (latest === undefined) continue;
    const incoming = { reportKey, processingId: latest.report.processingId, part, linkParts };
    const merged = mergeReport(latest.report, incoming);
    if (merged.kind !== 'merged' || merged.changes.length === 0) continue;
    filed.push(await fileReportPart(incoming, messageId, dependencies));
  }
  return filed;
}

const copiesOf = (version: ReportVersion | undefined): readonly ReportPart[] =>
  version === undefined ? [] : tubeCopiesOf(version.report.parts);
