import type { Delivery } from '../../model/delivery.ts';
import type { HoldReason } from '../../model/hold-reason.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { ReportVersion } from '../../model/report.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { MessageStore, StoredMessage } from '../../ports/message-store.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { deliveredDestinations } from '../../site/delivered-destinations.ts';
import type { Site } from '../../site/site.ts';
import { filteredFrom } from '../file/recipients.ts';
import {
  type AuditDependencies,
  patientsIn,
  patientsOfReports,
  type Reader,
  recordRead,
} from './audited-read.ts';
import { withoutAnswer } from './list-deliveries.ts';

/** The history of one message. It contains patient data only if the content was asked for. */
export interface MessageLife {
  readonly record: MessageRecord;
  readonly byteCount: number;
  readonly reports: readonly ReportLife[];
  /** The bytes as they came. */
  readonly content?: Uint8Array;
}

/** The history of one report, without its results. */
export interface ReportLife {
  readonly key: string;
  readonly versions: readonly VersionLife[];
  /** Without the destinations' answers, which may contain patient data. */
  readonly deliveries: readonly Omit<Delivery, 'group'>[];
}

export interface VersionLife {
  readonly version: number;
  readonly createdAt: string;
  readonly messageId: string;
  readonly status: string | undefined;
  readonly holds: readonly HoldReason[];
  /** The number of results that changed. */
  readonly changes: number;
  readonly destinations: readonly string[];
  /** Destinations whose filter keeps the version out, by the filters of today. */
  readonly filteredFrom: readonly string[];
}

export interface LifeDependencies {
  readonly messages: Pick<MessageStore, 'get'>;
  readonly reports: Pick<ReportStore, 'latest' | 'version'>;
  readonly deliveries: Pick<DeliveryStore, 'get'>;
  readonly site: Site;
}

/**
 * Reports when a message was received, which report versions it made, and which destinations have them. Undefined if
 * there is no such message.
 */
export async function lifeOfMessage(
  id: string,
  dependencies: LifeDependencies,
): Promise<MessageLife | undefined> {
  const stored = await dependencies.messages.get(id);
  return stored && lifeOf(stored, dependencies);
}

/** The same with the content, after an audit entry is written. */
export async function readMessage(
  id: string,
  reader: Reader,
  dependencies: LifeDependencies & AuditDependencies,
): Promise<MessageLife | undefined> {
  const stored = await dependencies.messages.get(id);
  if (stored === undefined) return undefined;
  const life = await lifeOf(stored, dependencies);
  const named = patientsIn(stored.bytes, dependencies.site);
  const reported = await patientsOfReports(
    life.reports.map(({ key }) => key),
    dependencies.reports,
  );
  await recordRead(
    { action: 'read', resourceType: 'Message', subject: id, patients: [...named, ...reported], count: 1 },
    reader,
    dependencies,
  );
  return { ...life, content: stored.bytes };
}

async function lifeOf(
  { record, bytes }: StoredMessage,
  dependencies: LifeDependencies,
): Promise<MessageLife> {
  const keys = new Set([...record.reports.map(({ key }) => key), ...(record.touched ?? [])]);
  const reports: ReportLife[] = [];
  for (const key of keys) reports.push(await lifeOfReport(key, dependencies));
  return { record, byteCount: bytes.length, reports };
}

async function lifeOfReport(
  key: string,
  { reports, deliveries, site }: LifeDependencies,
): Promise<ReportLife> {
  const latest = await reports.latest(key);
  const versions: VersionLife[] = [];
  for (let number = 1; number <= (latest?.version ?? 0); number++) {
    const version = await reports.version(key, number);
    if (version !== undefined) versions.push(lifeOfVersion(version, site));
  }
  const found: Omit<Delivery, 'group'>[] = [];
  for (const { id } of deliveredDestinations(site)) {
    const delivery = await deliveries.get(id, key);
    if (delivery === undefined) continue;
    const { group: _group, ...rest } = withoutAnswer(delivery);
    found.push(rest);
  }
  return { key, versions, deliveries: found };
}

const lifeOfVersion = (stored: ReportVersion, site: Site): VersionLife => {
  const { version, createdAt, messageId, changes, destinations = [], report } = stored;
  return {
    ...{ version, createdAt, messageId, destinations },
    status: report.status,
    holds: report.holds,
    changes: changes.length,
    filteredFrom: filteredFrom(stored, site),
  };
};
