import type { AuditEntry } from '../model/audit.ts';

export interface AuditLog {
  /** Records a read. If it cannot be recorded, the read must not be answered. */
  record(entry: AuditEntry): Promise<void>;
}

/** Queries on the audit trail. */
export interface AuditTrail {
  /** Every read of a patient's data, oldest first: one query. */
  ofPatient(patientKey: string): AsyncIterable<AuditEntry>;
  /** The same, newest first; `atOnce` are read with one request. Entries that nobody takes are not read. */
  newestOfPatient(patientKey: string, atOnce: number): AsyncIterable<AuditEntry>;
  /** Every read of a period, oldest first: one query for each hour. */
  between(from: Date, to: Date): AsyncIterable<AuditEntry>;
  /** The same, newest first. Entries that nobody takes are not read. */
  newestBetween(from: Date, to: Date): AsyncIterable<AuditEntry>;
}
