import type { AuditEntry } from '../../model/audit.ts';
import type { AuditLog, AuditTrail } from '../../ports/audit-log.ts';

/** Audit entries in memory. */
export class MemoryAuditLog implements AuditLog, AuditTrail {
  readonly entries: AuditEntry[] = [];

  async record(entry: AuditEntry): Promise<void> {
    this.entries.push(entry);
  }

  async *ofPatient(patientKey: string): AsyncGenerator<AuditEntry> {
    yield* this.entries.filter((entry) => entry.patientKey === patientKey);
  }

  async *newestOfPatient(patientKey: string): AsyncGenerator<AuditEntry> {
    const found = await Array.fromAsync(this.ofPatient(patientKey));
    yield* found.reverse().sort((a, b) => b.readAt.localeCompare(a.readAt));
  }

  async *between(from: Date, to: Date): AsyncGenerator<AuditEntry> {
    yield* this.entries.filter(({ readAt }) => readAt >= from.toISOString() && readAt <= to.toISOString());
  }

  async *newestBetween(from: Date, to: Date): AsyncGenerator<AuditEntry> {
    const found = await Array.fromAsync(this.between(from, to));
    yield* found.reverse().sort((a, b) => b.readAt.localeCompare(a.readAt));
  }
}
