import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { mergeReport } from '../../reports/merge-report.ts';
import { mayEndReports, parentCopyOf, statesIsolates } from '../../reports/parent-results.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import type { Relatives } from './relatives.ts';

/**
 * What the parent's reports say of their isolates, as parts for the report of an isolate. Empty if no isolate can have
 * ended. It reads a report for each parent, so nothing for a part without one.
 */
export async function copiesFromParents(
  { parents }: Relatives,
  { reports }: Pick<FileDependencies, 'reports'>,
): Promise<readonly ReportPart[]> {
  const versions = await Promise.all(parents.map((key) => reports.latest(key)));
  const copies = versions.flatMap(copiesOf);
  return mayEndReports(copies) ? copies : [];
}

/**
 * Adds what a report says of its isolates to the reports of these isolates. A report that this does not change gets no
 * version: it is compared again with the next message of either. Safe to repeat.
 */
export async function copyToChildren(
  parent: ReportVersion,
  { children }: Relatives,
  messageId: string,
  dependencies: FileDependencies,
): Promise<readonly Filed[]> {
  const filed: Filed[] = [];
  const copies = copiesOf(parent);
  if (!mayEndReports(copies)) return filed;
  for (const reportKey of children) {
    const latest = await dependencies.reports.latest(reportKey);
    if (latest === undefined || reportKey === parent.report.key) continue;
    const { processingId } = latest.report;
    const [part, ...linkParts] = copies;
    if (part === undefined) continue;
    const incoming = { reportKey, processingId, part, linkParts };
    const merged = mergeReport(latest.report, incoming);
    if (merged.kind !== 'merged' || merged.changes.length === 0) continue;
    filed.push(await fileReportPart(incoming, messageId, dependencies));
  }
  return filed;
}

const copiesOf = (version: ReportVersion | undefined): readonly ReportPart[] =>
  version?.report.parts.filter(statesIsolates).map(parentCopyOf) ?? [];
