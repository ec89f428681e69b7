import { patientKeysOf } from '../../model/identity.ts';
import { isReplay } from '../../model/occasion.ts';
import type { Patient } from '../../model/patient.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { namesOf } from '../../model/report-names.ts';
import { versionFor } from '../../model/social-security.ts';
import type { QueuedUpdate } from '../../ports/update-queue.ts';
import { reasonFor } from '../../reports/changes/update-reason.ts';
import { isCopy } from '../../reports/parts.ts';
import type { Site } from '../../site/site.ts';
import { describePatient, learn, statementOf } from './described-patient.ts';
import type { FileDependencies, Filing } from './filing.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';
import type { Naming } from './number-book.ts';

/**
 * Whether a version is sent to destinations. Held versions wait. A withdrawn report is sent only if an
 * earlier version of it was published.
 */
export const isPublishable = (
  { holds, patient, isWithdrawn }: Report,
  before: ReportVersion | undefined,
): boolean =>
  holds.length === 0 && patient !== undefined && (isWithdrawn !== true || before?.published !== undefined);

/**
 * Queues a version for destinations, and writes its views and its names. A held version is neither sent nor
 * shown in a patient's history. Returns the number of queued updates, and links of its patients that the
 * version does not contain yet.
 */
export async function publishVersion(
  version: ReportVersion,
  before: readonly ReportVersion[],
  incoming: Filing,
  destinations: readonly string[],
  dependencies: FileDependencies,
  naming: Naming | undefined,
): Promise<{ readonly updates: number; readonly linkParts: readonly ReportPart[] }> {
  const { reports, index, identities, names, updates, site } = dependencies;
  const { report } = version;
  const { patient } = report;
  if (naming !== undefined) await names.put(naming.changed);
  if (patient === undefined || version.published !== version.version) {
    if (naming !== undefined && naming.created.length > 0) await names.create(naming.created);
    return { updates: 0, linkParts: [] };
  }
  const known = before.find((one) => one.published === one.version && one.version !== version.repeats);
  await Promise.all(
    destinations.map((destination) =>
      updates.send(updateOf(version, known, destination, site), version.sequenceGroup),
    ),
  );
  const learned = learn(incoming, site);
  // in one write with the views, if no other message can have changed the patient meanwhile
  const isWithViews =
    learned !== undefined &&
    (learned.kind === 'first' || learned.kind === 'again') &&
    learned.known.key === patient.key &&
    incoming.sequencedPatient === patient.key;
  await reports.project(version, before, isWithViews ? learned.known : undefined, naming?.created);
  const statement = statementOf(incoming, site);
  if (statement !== undefined && !isWithViews && learned?.kind !== 'same')
    await describePatient(statement, identities, incoming.known?.patient);
  // names are searched only by the read API
  if (site.access !== undefined) await index.putNames(report.key, namesOf(report));
  if (isUndisturbed(report, patient, incoming)) return { updates: destinations.length, linkParts: [] };
  // another worker may have published a newer version and its views meanwhile
  const newest = await reports.latest(report.key);
  if (newest !== undefined && newest.version > version.version && newest.published === newest.version)
    await reports.project(newest, [version]);
  // after the views, so that a merge finds the views or is found here
  const linkParts = await linkPartsOfAll(patientsOf(report), identities);
  return {
    updates: destinations.length,
    linkParts: linkParts.filter(
      ({ messageId, at }) => !report.parts.some((part) => part.messageId === messageId && part.at === at),
    ),
  };
}

export const updateOf = (
  version: ReportVersion,
  before: ReportVersion | undefined,
  destination: string,
  { destinations }: Site,
): QueuedUpdate => ({
  schema: 'labwire.report.v1',
  destination,
  reportKey: version.report.key,
  version: version.version,
  reason: reasonFor(version, before),
  priority: version.report.priority === 'S' ? 'stat' : 'routine',
  previous: before?.version,
  messageId: version.messageId,
  content: versionFor(version, destinations.find(({ id }) => id === destination) ?? {}),
});

/**
 * Whether no merge of the patient can have happened since the lookup: the part is filed in the sequence group
 * of its only patient, and a merge waits its turn in that group.
 */
const isUndisturbed = (
  { parts }: Report,
  patient: Patient,
  { sequencedPatient, known, part, occasion }: Filing,
): boolean =>
  !isReplay(occasion) &&
  sequencedPatient === patient.key &&
  known?.key === patient.key &&
  part.patientFrom === undefined &&
  parts.every(
    (one) =>
      isCopy(one) ||
      (one.patient !== undefined && patientKeysOf(one.patient).every((key) => key === patient.key)),
  );
