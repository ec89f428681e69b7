import type { AuditEntry } from '../../model/audit.ts';
import type { AuditTrail } from '../../ports/audit-log.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { everyKeyOf, type ReportsOfPatient } from './read-patient.ts';

export interface AuditSearch {
  /** Only reads of this patient, under every number that the patient ever had. */
  readonly patientKey?: string | undefined;
  readonly actor?: string | undefined;
  readonly since: Date;
  /** Default: now. */
  readonly until?: Date | undefined;
}

/** Lists who read which data, when and why, oldest first. It contains no results. */
export async function searchAudit(
  { patientKey, actor, since, until }: AuditSearch,
  dependencies: {
    readonly audit: AuditTrail;
    readonly identities: Pick<IdentityStore, 'find'>;
    readonly reports: ReportsOfPatient;
    readonly clock: Clock;
  },
): Promise<readonly AuditEntry[]> {
  const { audit, clock } = dependencies;
  const end = until ?? clock();
  const entries =
    patientKey === undefined
      ? [audit.between(since, end)]
      : (await everyKeyOf(patientKey, dependencies)).map((key) => audit.ofPatient(key));
  const found: AuditEntry[] = [];
  for (const some of entries)
    for await (const entry of some)
      if (isBetween(entry.readAt, since, end) && (actor === undefined || entry.actor === actor))
        found.push(entry);
  return found.sort((a, b) => a.readAt.localeCompare(b.readAt));
}

const isBetween = (at: string, from: Date, to: Date): boolean =>
  at >= from.toISOString() && at <= to.toISOString();
