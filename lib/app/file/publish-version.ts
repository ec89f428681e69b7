import { patientKeysOf } from '../../model/identity.ts';
import { isReplay } from '../../model/occasion.ts';
import type { Patient } from '../../model/patient.ts';
import type { Report, ReportPart, ReportVersion } from '../../model/report.ts';
import { namesOf } from '../../model/report-names.ts';
import type { QueuedUpdate } from '../../ports/update-queue.ts';
import { reasonFor } from '../../reports/update-reason.ts';
import { describePatient, learn, statementOf } from './described-patient.ts';
import type { FileDependencies, Filing } from './filing.ts';
import { linkPartsOfAll, patientsOf } from './known-links.ts';
import type { Naming } from './number-book.ts';

/**
 * Whether a version is for destinations. What is held waits; what was withdrawn concerns only
 * those who were told of it.
 */
export const isPublishable = (
  { holds, patient, isWithdrawn }: Report,
  before: ReportVersion | undefined,
): boolean =>
  holds.length === 0 && patient !== undefined && (isWithdrawn !== true || before?.published !== undefined);

/**
 * Queues a version for destinations, writes its views and what it is found by; gives how many updates were queued,
 * and merges of its patients that it does not know of. A version that is held reaches neither an
 * EHR nor a patient's history.
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
  const known = before.find((one) => one.published === one.version);
  await Promise.all(
    destinations.map((destination) =>
      updates.send(updateOf(version, known, destination), version.sequenceGroup),
    ),
  );
  const learned = learn(incoming, site);
  // with the views where nobody else can have written meanwhile
  const isWithViews =
    learned !== undefined &&
    (learned.kind === 'first' || learned.kind === 'again') &&
    learned.known.key === patient.key &&
    incoming.sequencedPatient === patient.key;
  await reports.project(version, before, isWithViews ? learned.known : undefined, naming?.created);
  const statement = statementOf(incoming, site);
  if (statement !== undefined && !isWithViews && learned?.kind !== 'same')
    await describePatient(statement, identities, incoming.known?.patient);
  // nobody asks by name where there is no read API
  if (site.access !== undefined) await index.putNames(report.key, namesOf(report));
  if (isUndisturbed(report, patient, incoming)) return { updates: destinations.length, linkParts: [] };
  // somebody else's version may have overtaken this one, and its views
  const newest = await reports.latest(report.key);
  if (newest !== undefined && newest.version > version.version && newest.published === newest.version)
    await reports.project(newest, [version]);
  // after the views, so that a merge sees them or is seen here
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

/**
 * Whether nobody can have merged the patient since they were looked up: the part is filed in the
 * sequence of its only patient, and a merge waits in that sequence for its turn.
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
    (one) => one.patient !== undefined && patientKeysOf(one.patient).every((key) => key === patient.key),
  );
