import { patientKeysOf } from '../../model/identity.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { HoldReason, Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { namesOf } from '../../model/report-names.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ReportIndex } from '../../ports/report-index.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { QueuedUpdate, UpdateQueue } from '../../ports/update-queue.ts';
import { canonicalJson } from '../../reports/canonical-json.ts';
import { asRevision, type Merged, mergeReport, type PartOfReport } from '../../reports/merge-report.ts';
import { mergePart } from '../../reports/patient-links.ts';
import { reasonFor } from '../../reports/update-reason.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';
import { wants } from '../../site/wants.ts';
import { mergesOfAll } from './known-links.ts';

export interface FileDependencies {
  readonly reports: ReportStore;
  readonly index: ReportIndex;
  readonly identities: IdentityStore;
  readonly updates: UpdateQueue;
  readonly site: Site;
  readonly clock: Clock;
}

export type Filed =
  | { readonly kind: 'held'; readonly reason: HoldReason }
  | {
      readonly kind: 'filed';
      readonly version: ReportVersion;
      readonly appended: number;
      readonly updates: number;
      readonly retriedPuts: number;
    };

/** More workers than this never write one report at once, because a group is in sequence. */
const MAX_CONFLICTS = 20;

/** Commits the report's next version, then everything that follows from it. */
export async function fileReportPart(
  incoming: PartOfReport,
  messageId: string,
  dependencies: FileDependencies,
): Promise<Filed> {
  const { reports, clock } = dependencies;
  for (let retriedPuts = 0; retriedPuts < MAX_CONFLICTS; retriedPuts++) {
    const latest = await reports.latest(incoming.reportKey);
    const part = incoming.isReplay === true ? asRevision(latest?.report, incoming.part) : incoming.part;
    const merged = await mergeWithLinks(latest?.report, { ...incoming, part }, dependencies);
    if (merged.kind === 'held') return merged;
    if (merged.kind === 'known') {
      if (latest === undefined) throw new Error('a known part without a version');
      // an earlier run got this far; what follows the commit may be missing, of any version before as well
      const earlier = await earlierVersions(latest, dependencies);
      const published = await publish(
        latest,
        earlier,
        incoming,
        recipientsOf(latest, dependencies),
        dependencies,
      );
      return follow(
        { kind: 'filed', version: latest, appended: 0, retriedPuts, updates: published.updates },
        published.merges,
      );
    }
    const number = (latest?.version ?? 0) + 1;
    const published = isPublishable(merged.report, latest) ? number : latest?.published;
    const version: ReportVersion = {
      version: number,
      messageId,
      createdAt: clock().toISOString(),
      changes: [...merged.changes],
      sequenceGroup: latest?.sequenceGroup ?? merged.report.patient?.key ?? merged.report.key,
      published,
      destinations: toldOf(merged.report, latest, published === number, dependencies.site),
      ...(incoming.isReplay === true ? { isReplay: true } : {}),
      report: merged.report,
    };
    if ((await reports.append(version)) === 'conflict') continue;
    // what tells a reader nothing new goes to those alone who were told of nothing yet
    const knowing = new Set(merged.changes.length === 0 ? toldBefore(latest, dependencies.site) : []);
    const recipients = recipientsOf(version, dependencies).filter((id) => !knowing.has(id));
    const shown = await shownVersion(latest, dependencies);
    const told = await publish(version, shown, incoming, recipients, dependencies);
    return follow({ kind: 'filed', version, appended: 1, retriedPuts, updates: told.updates }, told.merges);
  }
  throw new AdapterError('ReportContended', 'transient', 'Too many writers on one report at once');

  /** Its patient was merged into another while this report was filed: the merge did not see it. */
  async function follow(
    filed: Filed & { kind: 'filed' },
    [first, ...merges]: readonly ReportPart[],
  ): Promise<Filed> {
    if (first === undefined) return filed;
    const { reportKey, processingId } = incoming;
    const moved = await fileReportPart(
      { reportKey, processingId, part: first, merges },
      first.messageId,
      dependencies,
    );
    if (moved.kind !== 'filed') return moved;
    return {
      ...moved,
      appended: filed.appended + moved.appended,
      retriedPuts: filed.retriedPuts + moved.retriedPuts,
    };
  }
}

/** A contradiction may be a merge that is known, and that the report has not been told of yet. */
async function mergeWithLinks(
  previous: Report | undefined,
  incoming: PartOfReport,
  { identities }: FileDependencies,
): Promise<Merged> {
  const merged = mergeReport(previous, incoming);
  if (merged.kind !== 'held' || previous === undefined) return merged;
  const merges = await mergesOfAll(patientsOf(previous), identities);
  return merges.length === 0
    ? merged
    : mergeReport(previous, { ...incoming, merges: [...(incoming.merges ?? []), ...merges] });
}

const patientsOf = (report: Report): Patient[] => report.parts.flatMap(({ patient }) => patient ?? []);

/** Puts a report of a retired patient under the survivor; undefined where there is no such report. */
export async function moveReport(
  reportKey: string,
  retired: string,
  link: PatientLink,
  dependencies: FileDependencies,
): Promise<Filed | undefined> {
  const latest = await dependencies.reports.latest(reportKey);
  if (latest === undefined) return undefined;
  const part = mergePart(retired, link);
  // all that is known at once, so that no version stands under somebody whom a newer merge retired
  const merges = await mergesOfAll([...patientsOf(latest.report), link.survivor], dependencies.identities);
  return fileReportPart(
    { reportKey, processingId: latest.report.processingId, part, merges },
    link.messageId,
    dependencies,
  );
}

/**
 * Whether a version is for destinations. What is held waits; what was withdrawn concerns only
 * those who were told of it.
 */
const isPublishable = ({ holds, patient, isWithdrawn }: Report, before: ReportVersion | undefined): boolean =>
  holds.length === 0 && patient !== undefined && (isWithdrawn !== true || before?.published !== undefined);

/**
 * Queues a version for destinations and writes its views; gives how many updates were queued,
 * and merges of its patients that it does not know of. A version that is held reaches neither an
 * EHR nor a patient's history.
 */
async function publish(
  version: ReportVersion,
  before: readonly ReportVersion[],
  incoming: PartOfReport,
  destinations: readonly string[],
  { reports, index, identities, updates, site }: FileDependencies,
): Promise<{ readonly updates: number; readonly merges: readonly ReportPart[] }> {
  const { report } = version;
  const { patient } = report;
  if (patient === undefined || version.published !== version.version) return { updates: 0, merges: [] };
  const known = before.find((one) => one.published === one.version);
  await Promise.all(
    destinations.map((destination) =>
      updates.send(updateOf(version, known, destination), version.sequenceGroup),
    ),
  );
  const asOf = describedAt(report, patient);
  const description = descriptionOf(patient, incoming);
  await reports.project(version, before, description === 'first' ? asOf : undefined);
  if (description === 'other') await identities.putPatient(patient, asOf);
  // nobody asks by name where there is no read API
  if (site.access !== undefined) await index.putNames(report.key, namesOf(report));
  if (isUndisturbed(report, patient, incoming)) return { updates: destinations.length, merges: [] };
  // somebody else's version may have overtaken this one, and its views
  const newest = await reports.latest(report.key);
  if (newest !== undefined && newest.version > version.version && newest.published === newest.version)
    await reports.project(newest, [version]);
  // after the views, so that a merge sees them or is seen here
  const merges = await mergesOfAll(patientsOf(report), identities);
  return {
    updates: destinations.length,
    merges: merges.filter(
      ({ messageId, at }) => !report.parts.some((part) => part.messageId === messageId && part.at === at),
    ),
  };
}

/** Who was sent a report before: before there were filters, everybody who has none. */
const toldBefore = (before: ReportVersion | undefined, { destinations }: Site): readonly string[] =>
  before?.destinations ??
  (before?.published === undefined
    ? []
    : destinations
        .filter(({ filter }) => Object.values(filter).every((one) => one === undefined))
        .map(({ id }) => id));

/** The destinations that a version is for: those whose filter it passes, and those that know the report. */
function toldOf(
  report: Report,
  before: ReportVersion | undefined,
  isPublished: boolean,
  site: Site,
): string[] {
  const told = toldBefore(before, site);
  // what was taken back concerns those who were told of it
  if (!isPublished || report.isWithdrawn === true) return [...told];
  const wanting = site.destinations.filter((destination) => wants(destination, report));
  return [...new Set([...told, ...wanting.map(({ id }) => id)])];
}

/** Destinations that are no more get nothing. */
const recipientsOf = (version: ReportVersion, { site }: FileDependencies): string[] => {
  const told = new Set(toldBefore(version, site));
  return site.destinations.map(({ id }) => id).filter((id) => told.has(id));
};

export const updateOf = (
  version: ReportVersion,
  before: ReportVersion | undefined,
  destination: string,
): QueuedUpdate => ({
  schema: 'labwire.report.v1',
  destination,
  reportKey: version.report.key,
  version: version.version,
  reason: reasonFor(version, before),
  priority: version.report.priority === 'S' ? 'stat' : 'routine',
  previous: before?.version,
  messageId: version.messageId,
  content: version,
});

/** The version whose views stand: the one that was last published. */
async function shownVersion(
  latest: ReportVersion | undefined,
  { reports }: FileDependencies,
): Promise<readonly ReportVersion[]> {
  if (latest?.published === undefined) return [];
  if (latest.published === latest.version) return [latest];
  const shown = await reports.version(latest.report.key, latest.published);
  return shown === undefined ? [] : [shown];
}

/** More than a crash leaves behind. */
const MAX_EARLIER = 10;

async function earlierVersions(
  { report, version }: ReportVersion,
  { reports }: FileDependencies,
): Promise<readonly ReportVersion[]> {
  const count = Math.min(version - 1, MAX_EARLIER);
  const numbers = Array.from({ length: count }, (_, index) => version - 1 - index);
  const earlier = await Promise.all(numbers.map((number) => reports.version(report.key, number)));
  return earlier.filter((one) => one !== undefined);
}

/** Whether a patient was never described before, just so, or otherwise as far as is known. */
function descriptionOf(patient: Patient, { described }: PartOfReport): 'first' | 'same' | 'other' {
  if (described?.key !== patient.key) return 'other';
  if (described.patient === undefined) return 'first';
  const { notes: _, ...known } = described.patient;
  const { notes: __, ...said } = patient;
  return canonicalJson(known) === canonicalJson(said) ? 'same' : 'other';
}

/** When its parts last described the patient of a report: MSH-7, milliseconds since 1970. */
const describedAt = ({ parts }: Report, { key }: Patient): number =>
  Math.max(
    ...parts.filter(({ patient }) => patient?.key === key).map(({ watermark }) => watermark.messageTime),
  );

/**
 * Whether nobody can have merged the patient since they were looked up: the part is filed in the
 * sequence of its only patient, and a merge waits in that sequence for its turn.
 */
const isUndisturbed = (
  { parts }: Report,
  patient: Patient,
  { sequencedPatient, described, part, isReplay }: PartOfReport,
): boolean =>
  isReplay !== true &&
  sequencedPatient === patient.key &&
  described?.key === patient.key &&
  part.patientFrom === undefined &&
  parts.every(
    (one) => one.patient !== undefined && patientKeysOf(one.patient).every((key) => key === patient.key),
  );
