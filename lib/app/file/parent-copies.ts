import type { ReportPart, ReportVersion } from '../../model/report.ts';
import { lacksName, mayEndReports, parentCopiesOf } from '../../reports/isolates/parent-results.ts';
import { asRevision, mergeReport, type PartOfReport } from '../../reports/merge-report.ts';
import { fileReportPart } from './file-report.ts';
import type { FileDependencies, Filed } from './filing.ts';
import type { Relatives } from './relatives.ts';

/**
 * What the parent's reports say of their isolates, as parts for the report of an isolate. Empty if no isolate can have
 * ended, unless the child names its isolate by OBX-4 alone. It reads a report for each parent, so nothing for a part without one.
 */
export async function copiesFromParents(
  { parents }: Relatives,
  { reports }: Pick<FileDependencies, 'reports'>,
  child?: Pick<ReportPart, 'parent'> | undefined,
): Promise<readonly ReportPart[]> {
  const versions = await Promise.all(parents.map((key) => reports.latest(key)));
  const copies = standingCopies(versions.flatMap(copiesOf));
  return mayEndReports(copies) || lacksName(child?.parent) ? copies : [];
}

/** A report as it was filed, and the reports that name it as their parent. */
export interface ParentReport {
  readonly parent: ReportVersion;
  readonly relatives: Pick<Relatives, 'children'>;
}

/**
 * Adds to the reports of isolates what their parents say of these isolates: the given reports, and every other report that
 * OBR-29 may name. A report that this does not change gets no version: it is compared again with the next message of
 * either. Safe to repeat. It reads each report once, and none for parents without children.
 */
export async function copyToChildren(
  parents: readonly ParentReport[],
  messageId: string,
  dependencies: FileDependencies,
): Promise<readonly Filed[]> {
  const parentsOf = parentsOfChildren(parents);
  const known = new Map(parents.map(({ parent }) => [parent.report.key, parent]));
  const others = [...new Set([...parentsOf.values()].flatMap((keys) => [...keys]))].filter(
    (key) => !known.has(key),
  );
  for (const version of await Promise.all(others.map((key) => dependencies.reports.latest(key))))
    if (version !== undefined) known.set(version.report.key, version);
  const filed: Filed[] = [];
  for (const [child, keys] of parentsOf) {
    const copies = standingCopies([...keys].flatMap((key) => copiesOf(known.get(key))));
    const latest = copies.length > 0 ? await dependencies.reports.latest(child) : undefined;
    const incoming = latest === undefined ? undefined : changing(latest, copies);
    if (incoming !== undefined) filed.push(await fileReportPart(incoming, messageId, dependencies));
  }
  return filed;
}

/** The keys of the parents of each child. */
function parentsOfChildren(parents: readonly ParentReport[]): ReadonlyMap<string, ReadonlySet<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { parent, relatives } of parents)
    for (const child of relatives.children) {
      if (child.key === parent.report.key) continue;
      const all = keys.get(child.key) ?? new Set();
      for (const key of [parent.report.key, ...child.parents]) all.add(key);
      keys.set(child.key, all);
    }
  return keys;
}

/** The copies as they are filed in the report of an isolate. Undefined if they change nothing there. */
function changing({ report }: ReportVersion, copies: readonly ReportPart[]): PartOfReport | undefined {
  const [part, ...linkParts] = copies.map((copy) => asRevision(report, copy));
  if (part === undefined) return undefined;
  const incoming = { reportKey: report.key, processingId: report.processingId, part, linkParts };
  const merged = mergeReport(report, incoming);
  return merged.kind === 'merged' && merged.changes.length > 0 ? incoming : undefined;
}

/** The copies without those of a report that a message left: another report states what it says. */
function standingCopies(copies: readonly ReportPart[]): readonly ReportPart[] {
  const placeOf = ({ messageId, at }: ReportPart): string => `${messageId} ${at}`;
  const live = new Set(copies.filter(({ isWithdrawn }) => isWithdrawn !== true).map(placeOf));
  return copies.filter((copy) => copy.isWithdrawn !== true || !live.has(placeOf(copy)));
}

const copiesOf = (version: ReportVersion | undefined): readonly ReportPart[] =>
  parentCopiesOf(version?.report.parts ?? []);
