import type { AuditEntry } from '../../model/audit.ts';
import { admitMessage } from '../../normalize/admit/admit-message.ts';
import { patientsNamedIn } from '../../normalize/admit/sequence-group.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Site } from '../../site/site.ts';

/** A person who reads patient data, and why. */
export interface Reader {
  readonly actor: string;
  /** Never empty: see `isReason`. */
  readonly reason: string;
  readonly channel: AuditEntry['channel'];
}

export interface AuditDependencies {
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Gives a name that no other request has. */
  readonly newId: () => string;
}

export interface AuditedRead {
  readonly action: AuditEntry['action'];
  /** `Message`, `Delivery`, `DeadLetter`. */
  readonly resourceType: string;
  /** By an id of ours. */
  readonly subject?: string;
  /** The names of what was asked by. */
  readonly parameters?: readonly string[];
  /** The keys of the patients whom it is about; empty where nobody is known. */
  readonly patients: readonly string[];
  readonly count: number;
}

/** Whether a text says why. */
export const isReason = (text: string | undefined): text is string =>
  text !== undefined && text.trim() !== '';

/**
 * Writes down that somebody reads, once for each patient. It comes before anything is shown: a read that
 * cannot be written down is not answered.
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

/** The keys of everybody whom a message names, also where it made no report, or retires them. */
export function patientsIn(bytes: Uint8Array, site: Site): readonly string[] {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return [];
  const { message, numbers } = admitted.value;
  return patientsNamedIn(message, numbers);
}

/** The keys of the patients whom reports are about. */
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
