import type { AuditEntry } from '../model/audit.ts';

export interface AuditLog {
  /** Writes down that somebody read; a read that cannot be written down is not answered. */
  record(entry: AuditEntry): Promise<void>;
}
