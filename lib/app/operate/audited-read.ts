import type { AuditEntry } from '../../model/audit.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import { patientsNamedIn } from '../../normalize/admit/sequence-group.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';

/** A person who reads patient data, with the reason. */
export interface Reader {
  readonly actor: string;
  /** The name of the person, if `actor` is none. */
  readonly name?: string | undefined;
  /** With a word in it: see `isReason`. */
  readonly reason: string;
  readonly channel: AuditEntry['channel'];
}

export interface AuditDependencies {
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Returns a new unique id. */
  readonly newId: () => string;
}

export interface AuditedRead {
  readonly action: AuditEntry['action'];
  /** `Message`, `Delivery`, `DeadLetter`. */
  readonly resourceType: string;
  /** An id of ours. */
  readonly subject?: string;
  /** The names of the search parameters, without their values. */
  readonly parameters?: readonly string[];
  /** The keys of the patients that the data are about. Empty if no patient is known. */
  readonly patients: readonly string[];
  readonly count: number;
  /** The HTTP status with which it was refused after it had been written down. */
  readonly status?: number;
}

/** A letter or a digit that is seen. Some letters have no shape: U+3164. */
const seenLetter = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** Whether a text gives a reason: somebody who reads the audit log sees at least a letter or a digit. */
export const isReason = (text: string | undefined): text is string =>
  text !== undefined && seenLetter.test(text);

/**
 * Writes an audit entry for each patient. Call it before anything is shown: if the entry cannot be written,
 * nothing is shown.
 */
export async function recordRead(
  { patients, parameters = [], ...read }: AuditedRead,
  reader: Reader,
  { audit, clock, newId }: AuditDependencies,
): Promise<void> {
  if (!isReason(reader.reason)) throw new Error('patient data are read without a reason');
  const readAt = clock().toISOString();
  const requestId = newId();
  const about = patients.length === 0 ? [undefined] : [...new Set(patients)];
  for (const patientKey of about)
    await audit.record({ ...read, ...reader, readAt, requestId, parameters: [...parameters], patientKey });
}

/**
 * The keys of all patients in a message, including those it retires and those of results without a report.
 */
export function patientsIn(bytes: Uint8Array, site: Site): readonly string[] {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return [];
  const { message, numbers } = admitted.value;
  return patientsNamedIn(message, numbers);
}

/** The keys of the patients that reports are about. */
export async function patientsOfReports(
  reportKeys: Iterable<string>,
  reports: Pick<ReportStore, 'latest'>,
): Promise<readonly string[]> {
  const patients = new Set<string>();
  for (const key of new Set(reportKeys)) {
    const patient = (await reports.latest(key))?.report.patient?.key;
    if (patient !== undefined) patients.add(patient);
  }
  return [...patients];
}
