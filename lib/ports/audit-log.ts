import type { AuditEntry } from '../model/audit.ts';

export interface AuditLog {
  /** Writes down that somebody read; a read that cannot be written down is not answered. */
  record(entry: AuditEntry): Promise<void>;
}

/** What is asked of the audit trail. */
export interface AuditTrail {
  /** Who read of a patient, oldest first: one query. */
  ofPatient(patientKey: string): AsyncIterable<AuditEntry>;
  /** Every read of a period, oldest first: one query for each hour. */
  between(from: Date, to: Date): AsyncIterable<AuditEntry>;
}
