import type { AuditEntry } from '../../model/audit.ts';
import type { DeviceEvent } from '../../model/device-event.ts';
import { digestOf } from '../../model/identity.ts';
import type { QcPoint } from '../../model/qc-point.ts';
import type { HoldReason } from '../../model/report.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { DeviceName } from '../../ports/device-store.ts';
import type { Awaited } from '../../ports/wait-store.ts';

/** Every key of the table, and nowhere else. No key holds anything a person could be known by. */

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export const messageKey = (id: string): ItemKey => ({ pk: `MSG#${id}`, sk: 'MSG' });

/** Messages by who sent them: a source's traffic is a partition of the index. */
export const messagesOfSource = (source: string): string => `MSG#${source}`;

export const messageOfSourceKey = (source: string, receivedAt: string, id: string) => ({
  gsi1pk: messagesOfSource(source),
  gsi1sk: `${receivedAt}#${id}`,
});

export const heldPartition = (reason: HoldReason): string => `HELD#${reason}`;

export const heldKey = (reason: HoldReason, receivedAt: string, id: string): ItemKey => ({
  pk: heldPartition(reason),
  sk: `${receivedAt}#${id}`,
});

export const reportPartition = (reportKey: string): string => `RPT#${reportKey}`;

export const reportVersionKey = (reportKey: string, version: number): ItemKey => ({
  pk: reportPartition(reportKey),
  sk: `V#${String(version).padStart(6, '0')}`,
});

/** An order, or a specimen, by one of its names. */
export const orderKey = (alias: string): ItemKey => ({ pk: `ORD#${alias}`, sk: 'ORD' });

/** One order under one of its names. */
export const orderOfNameKey = (alias: string, key: string): ItemKey => ({
  pk: orderKey(alias).pk,
  sk: `ORDER#${key}`,
});

/** The reports that a number names. */
export const reportsOfNumberKey = (number: string): ItemKey => ({ pk: orderKey(number).pk, sk: 'REPORTS' });

export const patientKey = (patient: string): ItemKey => ({ pk: `PAT#${patient}`, sk: 'PAT' });

/** Whom a patient was merged into, and what waits for them; apart, so that a description never overwrites it. */
export const patientLinkKey = (patient: string): ItemKey => ({ pk: `PAT#${patient}`, sk: 'LINK' });

/** The messages that wait for a patient or an order. */
export const waitPartition = ({ kind, key }: Awaited): string => `WAIT#${kind}#${key}`;

export const waitKey = (awaited: Awaited, messageId: string): ItemKey => ({
  pk: waitPartition(awaited),
  sk: messageId,
});

export const reportOfPatientKey = (patient: string, time: string, reportKey: string): ItemKey => ({
  pk: `PAT#${patient}`,
  sk: `RPT#${time}#${reportKey}`,
});

/** A sender's text within a key: its `#` is no separator. */
const within = (text: string, longest = 100): string =>
  text.slice(0, longest).replaceAll('%', '%25').replaceAll('#', '%23');

/** By when it was measured, else when it was observed; a point without either comes first. */
export function qcPointKey({ id, source, processingId, analyzer, material, observation }: QcPoint): ItemKey {
  const measured = observation.analyzed ?? observation.observed;
  const time = measured === undefined ? '' : new Date(measured.iso).toISOString();
  const code = observation.code.codings[0]?.code ?? observation.code.text ?? '';
  return {
    pk: `QC#${processingId}#${source}#${within(analyzer, 200)}#${within(code)}`,
    sk: `${time}#${within(material.lot ?? '')}#${id}`,
  };
}

const devicePartition = ({ processingId, source, device }: DeviceName): string =>
  `DEV#${processingId}#${source}#${within(device, 200)}`;

export const deviceStateKey = (device: DeviceName): ItemKey => ({ pk: devicePartition(device), sk: 'STATE' });

export const deviceLogKey = (event: DeviceEvent): ItemKey => ({
  pk: devicePartition(event),
  sk: `LOG#${new Date(event.time.iso).toISOString()}#${event.id}`,
});

/** How a source defines the test of a code. */
export const definitionKey = (source: string, code: string): ItemKey => ({
  pk: `DEF#${source}#${within(code, 200)}`,
  sk: 'DEF',
});

export const unmappedPartition = (source: string): string => `UNM#${source}`;

/** A code in a unit, once for each source. */
export const unmappedKey = ({ source, code, system, unit }: UnmappedTerm): ItemKey => ({
  pk: unmappedPartition(source),
  sk: [code, system ?? '', unit ?? ''].map((part) => within(part)).join('#'),
});

export const deliveryKey = (destination: string, reportKey: string): ItemKey => ({
  pk: `DLV#${destination}#${reportKey}`,
  sk: 'DLV',
});

/** Where a patient's reports begin. */
export const REPORT_OF_PATIENT = 'RPT#';

/** A report under one of its names. */
export const namePartition = (name: string): string => `NAME#${digestOf(name)}`;
export const reportOfNameKey = (name: string, reportKey: string): ItemKey => ({
  pk: namePartition(name),
  sk: `RPT#${reportKey}`,
});

/** Who read of a patient, by time; of what was about nobody, by day. */
export const auditKey = ({ patientKey: patient, readAt, requestId }: AuditEntry): ItemKey => ({
  pk: patient === undefined ? `AUD#nobody#${readAt.slice(0, 10)}` : auditPartition(patient),
  sk: `${readAt}#${requestId}`,
});

/** Every read, by the hour, so that no partition is written to without an end. */
export const auditHour = (time: string): string => `AUD#${time.slice(0, 13)}`;

export const auditOfHourKey = ({ readAt, requestId }: AuditEntry) => ({
  gsi1pk: auditHour(readAt),
  gsi1sk: `${readAt}#${requestId}`,
});

export const auditPartition = (patient: string): string => `AUD#${patient}`;

/** What a destination refused, and nobody has dealt with: a partition of the index. */
export const parkedPartition = (destination: string): string => `PARKED#${destination}`;

/** S3 objects that are too long for an item. */
export const messageObjectKey = (id: string): string => `messages/${id}`;
export const reportObjectKey = (reportKey: string, version: number): string =>
  `reports/${reportKey}/${version}`;
/** S3 objects that are too long for a queue. */
export const updateObjectKey = (
  update: { readonly destination: string; readonly reportKey: string; readonly version: number },
  sha256: string,
): string =>
  `updates/${update.destination}/${update.reportKey}/${update.version}-${sha256.slice(0, 16)}.json`;
export const outboundObjectKey = (destination: string, sha256: string): string =>
  `outbound/${destination}/${sha256}`;
