import { patientKeysOf } from '../../model/identity.ts';
import { isReplay } from '../../model/occasion.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { publishedBefore } from '../../reports/changes/published-before.ts';
import {
  asRevision,
  changesBetween,
  type Merged,
  mergeReport,
  type PartOfReport,
} from '../../reports/merge-report.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { subjectOf } from './described-patient.ts';
import { earlierVersions, shownVersion } from './earlier-versions.ts';
import type { FileDependencies, Filed, FiledPart, Filing } from './filing.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';
import { liftedBefore, liftedBy } from './lifted-holds.ts';
import { isPublishable, publishVersion } from './publish-version.ts';
import { filteredFrom, recipientsAfter, recipientsBefore, recipientsOf } from './recipients.ts';

/** A sequence group is handled in order, so fewer workers than this write one report at once. */
const MAX_CONFLICTS = 20;

/** Commits the report's next version, then queues its updates and writes its views. */
export async function fileReportPart(
  incoming: Filing,
  messageId: string,
  dependencies: FileDependencies,
): Promise<Filed> {
  const { reports, clock } = dependencies;
  const { finding } = incoming;
  let { reportKey } = incoming;
  for (let retriedPuts = 0; retriedPuts < MAX_CONFLICTS; retriedPuts++) {
    const latest = await reports.latest(reportKey);
    const key = latest === undefined ? undefined : keyInstead(latest, incoming);
    if (key !== undefined && key !== reportKey) {
      reportKey = key;
      continue;
    }
    const part = isReplay(incoming.occasion) ? asRevision(latest?.report, incoming.part) : incoming.part;
    const merged = await mergeWithLinks(latest?.report, { ...incoming, reportKey, part }, dependencies);
    if (merged.kind === 'held') return merged;
    if (merged.kind === 'known') {
      if (latest === undefined) throw new Error('a known part without a version');
      // an earlier run may have ended after its commit, for this version or one before it: repeat the later
      // writes
      const earlier = await earlierVersions(latest, dependencies);
      // the first reading of the message queued its updates: a replay that changes nothing adds none
      const recipients = incoming.occasion === 'replay' ? [] : recipientsOf(latest, dependencies.site);
      const published = await publishVersion(
        latest,
        earlier,
        incoming,
        recipients,
        dependencies,
        finding?.nameAs(latest, latest),
      );
      return follow(
        {
          ...{ kind: 'filed', version: latest, appended: 0, retriedPuts, updates: published.updates },
          shown: latest.report.holds.length === 0 ? undefined : (await shownVersion(latest, dependencies))[0],
          lifted: liftedBefore(latest, earlier, incoming),
        },
        published.linkParts,
      );
    }
    const number = (latest?.version ?? 0) + 1;
    const shown = await shownVersion(latest, dependencies);
    const published = isPublishable(merged.report, latest) ? number : latest?.published;
    const isLifted = published === number && latest !== undefined && latest.published !== latest.version;
    const version: ReportVersion = {
      version: number,
      messageId,
      createdAt: clock().toISOString(),
      // destinations never saw the held versions between the shown one and this one
      changes: isLifted ? changesBetween(shown[0]?.report, merged.report) : [...merged.changes],
      sequenceGroup: latest?.sequenceGroup ?? merged.report.patient?.key ?? merged.report.key,
      published,
      ...(published === number
        ? { subject: await subjectOf(merged.report, incoming, dependencies.site, dependencies.identities) }
        : {}),
      destinations: recipientsAfter(merged.report, latest, published === number, dependencies.site),
      ...(isReplay(incoming.occasion) ? { isReplay: true } : {}),
      ...publishedBefore(merged.report, latest, shown[0]),
      report: merged.report,
    };
    if ((await reports.append(version)) === 'conflict') continue;
    // a version that changes nothing is sent only to destinations that have not received this report before
    const knowing = new Set(merged.changes.length === 0 ? recipientsBefore(latest, dependencies.site) : []);
    const recipients = recipientsOf(version, dependencies.site).filter((id) => !knowing.has(id));
    const naming = finding?.nameAs(version, latest);
    const sent = await publishVersion(version, shown, incoming, recipients, dependencies, naming);
    return follow(
      {
        ...{ kind: 'filed', version, appended: 1, retriedPuts, updates: sent.updates },
        filtered: filteredFrom(version, dependencies.site).length,
        shown: merged.report.holds.length === 0 ? undefined : shown[0],
        lifted: liftedBy(version, latest, shown[0]),
      },
      sent.linkParts,
    );
  }
  throw new AdapterError('ReportContended', 'transient', 'Too many writers on one report at once');

  /**
   * Files links of a patient who was merged while this report was filed. The merge itself did not see this
   * report.
   */
  async function follow(filed: FiledPart, [first, ...linkParts]: readonly ReportPart[]): Promise<Filed> {
    if (first === undefined) return filed;
    const { processingId } = incoming;
    const moved = await fileReportPart(
      { reportKey, processingId, part: first, linkParts },
      first.messageId,
      dependencies,
    );
    if (moved.kind !== 'filed') return moved;
    return {
      ...moved,
      appended: filed.appended + moved.appended,
      retriedPuts: filed.retriedPuts + moved.retriedPuts,
      filtered: (filed.filtered ?? 0) + (moved.filtered ?? 0),
      lifted: [...(filed.lifted ?? []), ...(moved.lifted ?? [])],
    };
  }
}

/**
 * The report for a part if the found report cannot take it: the report that it was joined with, or one with a
 * key of its own.
 */
function keyInstead(latest: ReportVersion, { part, finding }: Filing): string | undefined {
  const joined = latest.report.parts.find(({ joins }) => joins !== undefined)?.joins;
  if (joined !== undefined && part.joins !== undefined) return undefined;
  if (joined !== undefined) return finding?.isApart?.(latest, joined) === true ? finding.keyAgain : joined;
  return finding?.isAnother(latest) === true ? finding.keyAgain : undefined;
}

/** Two patients may contradict each other because of a merge that is known but not yet in the report. */
async function mergeWithLinks(
  previous: Report | undefined,
  incoming: PartOfReport,
  { identities }: FileDependencies,
): Promise<Exclude<Merged, { kind: 'held' }> | (Filed & { kind: 'held' })> {
  const merged = mergeReport(previous, incoming);
  if (merged.kind !== 'held') return merged;
  const patients = [incoming.part.patient ?? [], previous === undefined ? [] : patientsOf(previous)].flat();
  const found = previous === undefined ? [] : await linkPartsOfAll(patientsOf(previous), identities);
  const linkParts = [...(incoming.linkParts ?? []), ...found];
  const again = found.length === 0 ? merged : mergeReport(previous, { ...incoming, linkParts });
  if (again.kind !== 'held') return again;
  const named = [...patients, ...linkParts.flatMap(({ patient }) => patient ?? [])];
  return { ...again, waitsFor: [...new Set(named.flatMap(patientKeysOf))] };
}
