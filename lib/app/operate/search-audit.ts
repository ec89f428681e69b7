import type { AuditEntry } from '../../model/audit.ts';
import type { AuditTrail } from '../../ports/audit-log.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { everyKeyOf, keysInReports, type ReportsOfPatient } from './read-patient.ts';
import { upTo } from './up-to.ts';

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

/** The newest entries about a patient, newest first. */
export interface EntriesOfPatient {
  readonly entries: readonly AuditEntry[];
  /** There are older entries. */
  readonly hasMore: boolean;
  /** The patient has more reports than were read, so there may be entries under a number that only those name. */
  readonly isCut: boolean;
}

/** Lists the newest entries about a patient, under every number that the newest `mostReports` reports name. */
export async function newestOfPatient(
  patientKey: string,
  { limit, mostReports }: { readonly limit: number; readonly mostReports: number },
  dependencies: {
    readonly audit: Pick<AuditTrail, 'newestOfPatient'>;
    readonly identities: Pick<IdentityStore, 'find'>;
    readonly reports: ReportsOfPatient;
  },
): Promise<EntriesOfPatient> {
  const { keys, isCut } = await keysInReports(patientKey, mostReports, dependencies);
  const most = limit + 1;
  const found = await Promise.all(
    keys.map((key) => upTo(most, dependencies.audit.newestOfPatient(key, most))),
  );
  const entries = found.flat().sort((a, b) => b.readAt.localeCompare(a.readAt));
  return { entries: entries.slice(0, limit), hasMore: entries.length > limit, isCut };
}

export interface NewestSearch extends Pick<AuditSearch, 'actor' | 'since'> {
  readonly until: Date;
  readonly limit: number;
  readonly mostRead: number;
}

/** The newest entries of a period, newest first. `readUpTo`: older ones were not read. */
export interface NewestEntries {
  readonly entries: readonly AuditEntry[];
  readonly readUpTo?: string;
}

/** Lists the newest entries, of one person if one is named. It ends after `limit` entries, or when `mostRead` were read. */
export async function newestEntries(
  { actor, since, until, limit, mostRead }: NewestSearch,
  { audit }: { readonly audit: Pick<AuditTrail, 'newestBetween'> },
): Promise<NewestEntries> {
  const entries: AuditEntry[] = [];
  let read = 0;
  for await (const entry of audit.newestBetween(since, until)) {
    if (actor === undefined || entry.actor === actor) entries.push(entry);
    if (entries.length === limit || ++read === mostRead) return { entries, readUpTo: entry.readAt };
  }
  return { entries };
}

const isBetween = (at: string, from: Date, to: Date): boolean =>
  at >= from.toISOString() && at <= to.toISOString();
