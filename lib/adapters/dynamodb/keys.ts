import type { AssignerName } from '../../model/assigner-name.ts';
import type { AuditEntry } from '../../model/audit.ts';
import type { ControlAction } from '../../model/control-action.ts';
import type { DeviceEvent } from '../../model/device-event.ts';
import type { HoldReason } from '../../model/hold-reason.ts';
import { digestOf } from '../../model/identity.ts';
import { measuredAt, type QcPoint } from '../../model/qc-point.ts';
import type { ReportVersion } from '../../model/report.ts';
import { sentCodeOf } from '../../model/test-system.ts';
import type { UnmappedTerm } from '../../model/unmapped-term.ts';
import type { VerdictVersion } from '../../model/verdict.ts';
import type { Turn } from '../../ports/control-actions.ts';
import type { DeviceName } from '../../ports/device-store.ts';
import type { MeasuredResult } from '../../ports/measured-results.ts';
import type { ControlHistory } from '../../ports/qc-store.ts';
import type { Awaited } from '../../ports/wait-store.ts';

/** All keys of the table are made in this file. No key contains data that could identify a person. */

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export const messageKey = (id: string): ItemKey => ({ pk: `MSG#${id}`, sk: 'MSG' });

/** The messages of one source: a partition of the index. */
export const messagesOfSource = (source: string): string => `MSG#${source}`;

export const messageOfSourceKey = (source: string, receivedAt: string, id: string) => ({
  gsi1pk: messagesOfSource(source),
  gsi1sk: `${receivedAt}#${id}`,
});

/** The messages with one MSH-10: a partition of the second index. It may be the number of a tube, so it is a digest. */
export const messagesOfControlId = (controlId: string): string => `CTL#${digestOf(controlId)}`;

/** Nothing for a message without MSH-10, which is in no partition. */
export const messageOfControlIdKey = (controlId: string | undefined, receivedAt: string, id: string) =>
  controlId === undefined || controlId === ''
    ? {}
    : { gsi2pk: messagesOfControlId(controlId), gsi2sk: `${receivedAt}#${id}` };

export const heldPartition = (reason: HoldReason): string => `HELD#${reason}`;

export const heldKey = (reason: HoldReason, receivedAt: string, id: string): ItemKey => ({
  pk: heldPartition(reason),
  sk: `${receivedAt}#${id}`,
});

/** The partition of the held messages with a name. No reason begins with `#`. */
export const heldNamePartition = (name: string): string => `HELD##${name}`;

export const heldNameKey = (name: string, receivedAt: string, id: string): ItemKey => ({
  pk: heldNamePartition(name),
  sk: `${receivedAt}#${id}`,
});

export const reportPartition = (reportKey: string): string => `RPT#${reportKey}`;

/** The beginning of the sort keys of all versions of a report. */
export const VERSIONS = 'V#';

export const reportVersionKey = (reportKey: string, version: number): ItemKey => ({
  pk: reportPartition(reportKey),
  sk: `${VERSIONS}${String(version).padStart(6, '0')}`,
});

/** The partition of an order or a specimen, by one of its names. */
export const orderKey = (alias: string): ItemKey => ({ pk: `ORD#${alias}`, sk: 'ORD' });

/** The key of one order under one of its names. */
export const orderOfNameKey = (alias: string, key: string): ItemKey => ({
  pk: orderKey(alias).pk,
  sk: `ORDER#${key}`,
});

/** The key of the item that lists the reports with a number. */
export const reportsOfNumberKey = (number: string): ItemKey => ({ pk: orderKey(number).pk, sk: 'REPORTS' });

export const patientKey = (patient: string): ItemKey => ({ pk: `PAT#${patient}`, sk: 'PAT' });

/**
 * The key of a patient's links and of the message that waits for the patient. It is separate from the
 * description, so that a new description never overwrites it.
 */
export const patientLinkKey = (patient: string): ItemKey => ({ pk: `PAT#${patient}`, sk: 'LINK' });

/** The partition of the messages that wait for a patient or an order. */
export const waitPartition = ({ kind, key }: Awaited): string => `WAIT#${kind}#${key}`;

export const waitKey = (awaited: Awaited, entry: string): ItemKey => ({
  pk: waitPartition(awaited),
  sk: entry,
});

export const reportOfPatientKey = (patient: string, time: string, reportKey: string): ItemKey => ({
  pk: `PAT#${patient}`,
  sk: `RPT#${time}#${reportKey}`,
});

/**
 * Escapes a sender's text for use in a key, so that its `#` is not a separator. A longer text ends in its digest, so
 * that two long texts with one beginning are two keys.
 */
const within = (text: string, longest = 100): string => {
  const start = text.slice(0, longest).replaceAll('%', '%25').replaceAll('#', '%23');
  return text.length <= longest ? start : `${start}%~${digestOf(text)}`;
};

/** The key of a control result. Results sort by `measuredAt`; those without a time come first. */
export function qcPointKey(point: QcPoint): ItemKey {
  const { id, source, processingId, analyzer, material, observation } = point;
  const time = measuredAt(point)?.toISOString() ?? '';
  return {
    pk: qcPartition({ processingId, source, analyzer, analyte: sentCodeOf(observation) }),
    sk: `${time}#${within(material.lot ?? '')}#${id}`,
  };
}

/** The control results of one analyte on one analyzer. */
export const qcPartition = ({ processingId, source, analyzer, analyte }: ControlHistory): string =>
  `QC#${processingId}#${source}#${within(analyzer, 200)}#${within(analyte)}`;

/** The names of controls of a source that no test system has. No processing id is empty. */
export const unmatchedPartition = (source: string): string => `QC##${source}`;

export const unmatchedKey = ({
  source,
  analyzer,
  analyte,
}: Omit<ControlHistory, 'processingId'>): ItemKey => ({
  pk: unmatchedPartition(source),
  sk: `${within(analyzer, 200)}#${within(analyte)}`,
});

/** The verdicts on the controls of one analyte on one analyzer. */
export const verdictPartition = (system: ControlHistory): string => `QCE${qcPartition(system).slice(2)}`;

/** The key of one version of a verdict. Verdicts sort by the time of their event. */
export const verdictKey = (system: ControlHistory, { start, event, version }: VerdictVersion): ItemKey => ({
  pk: verdictPartition(system),
  sk: `${new Date(start).toISOString()}#${event}#V${String(version).padStart(4, '0')}`,
});

/** The state of a test system. */
export const systemStateKey = (system: ControlHistory): ItemKey => ({
  pk: `QCS${qcPartition(system).slice(2)}`,
  sk: 'STATE',
});

/** What was reported about a test system. */
export const reportedSystemKey = (system: ControlHistory): ItemKey => ({
  pk: `QCR${qcPartition(system).slice(2)}`,
  sk: 'REPORTED',
});

/** The messages with controls of a source that wait to be read. */
export const unreadControlsKey = (source: string): ItemKey => ({ pk: `QCU#${source}`, sk: 'UNREAD' });

/** The key of an action on a test system. Actions sort by time. */
export const controlActionKey = (
  system: ControlHistory,
  { at, id }: Pick<ControlAction, 'at' | 'id'> = { at: '', id: '' },
): ItemKey => ({
  pk: `QCA${qcPartition(system).slice(2)}`,
  sk: `${at}#${id}`,
});

/** The key of a turn to act. It sorts before every action. */
export const turnKey = (system: ControlHistory, { of, after }: Turn): ItemKey => ({
  pk: controlActionKey(system).pk,
  sk: `#${digestOf(JSON.stringify([of, after]))}`,
});

/** The key of a delivered result by its test system and day. */
export const measuredResultKey = (
  system: string,
  { measuredAt, reportKey, messageId, at }: MeasuredResult,
): ItemKey => {
  const time = new Date(measuredAt).toISOString();
  return { pk: `RUN#${system}#${time.slice(0, 10)}`, sk: `${time}#${reportKey}#${messageId}#${at}` };
};

const devicePartition = ({ processingId, source, device }: DeviceName): string =>
  `DEV#${processingId}#${source}#${within(device, 200)}`;

export const deviceStateKey = (device: DeviceName): ItemKey => ({ pk: devicePartition(device), sk: 'STATE' });

export const deviceLogKey = (event: DeviceEvent): ItemKey => ({
  pk: devicePartition(event),
  sk: `LOG#${new Date(event.time.iso).toISOString()}#${event.id}`,
});

/** The key of a source's definition of the test with this code. */
export const definitionKey = (source: string, code: string): ItemKey => ({
  pk: `DEF#${source}#${within(code, 200)}`,
  sk: 'DEF',
});

export const unmappedPartition = (source: string): string => `UNM#${source}`;

/** The key of a code with its unit; each occurs once for each source. */
export const unmappedKey = ({ source, code, system, unit }: UnmappedTerm): ItemKey => ({
  pk: unmappedPartition(source),
  sk: [code, system ?? '', unit ?? ''].map((part) => within(part)).join('#'),
});

/** No id of a source begins with `#`. */
export const assignerPartition = (source: string): string => `UNM##${source}`;

/** The key of a name of an assigner; each occurs once for each source. */
export const assignerKey = ({ source, namespace, universalId }: AssignerName): ItemKey => ({
  pk: assignerPartition(source),
  sk: [namespace ?? '', universalId ?? ''].map((part) => within(part)).join('#'),
});

export const deliveryKey = (destination: string, reportKey: string): ItemKey => ({
  pk: `DLV#${destination}#${reportKey}`,
  sk: 'DLV',
});

/** Prefix of the reports in a patient's partition. */
export const REPORT_OF_PATIENT = 'RPT#';

/** The partition of the reports under one of their names. */
export const namePartition = (name: string): string => `NAME#${digestOf(name)}`;
export const reportOfNameKey = (name: string, reportKey: string): ItemKey => ({
  pk: namePartition(name),
  sk: `RPT#${reportKey}`,
});

/** The key of a read: by patient and time; by day if it is about no patient. */
export const auditKey = ({ patientKey: patient, readAt, requestId }: AuditEntry): ItemKey => ({
  pk: patient === undefined ? `AUD#nobody#${readAt.slice(0, 10)}` : auditPartition(patient),
  sk: `${readAt}#${requestId}`,
});

/** All reads of one hour. A partition for each hour keeps partitions small. */
export const auditHour = (time: string): string => `AUD#${time.slice(0, 13)}`;

export const auditOfHourKey = ({ readAt, requestId }: AuditEntry) => ({
  gsi1pk: auditHour(readAt),
  gsi1sk: `${readAt}#${requestId}`,
});

export const auditPartition = (patient: string): string => `AUD#${patient}`;

/** The parked updates of a destination: a partition of the index. */
export const parkedPartition = (destination: string): string => `PARKED#${destination}`;

export const parkedKey = (destination: string, changedAt: string, reportKey: string) => ({
  gsi1pk: parkedPartition(destination),
  gsi1sk: `${changedAt}#${reportKey}`,
});

/** The key of the S3 object of a message that is too long for an item. */
export const messageObjectKey = (id: string): string => `messages/${id}`;
export const reportObjectKey = (reportKey: string, version: number): string =>
  `reports/${reportKey}/${version}`;
/** The key of the S3 object of an update that is too long for a queue. */
export const updateObjectKey = (
  update: { readonly destination: string; readonly reportKey: string; readonly version: number },
  sha256: string,
): string =>
  `updates/${update.destination}/${update.reportKey}/${update.version}-${sha256.slice(0, 16)}.json`;
export const outboundObjectKey = (destination: string, sha256: string): string =>
  `outbound/${destination}/${sha256}`;

const subscriptionPartition = (id: string): string => `SUB#${id}`;

export const subscriptionKey = (id: string): ItemKey => ({ pk: subscriptionPartition(id), sk: 'SUB' });

export const subscriptionEventKey = (id: string, number: number): ItemKey => ({
  pk: subscriptionPartition(id),
  sk: `EVENT#${String(number).padStart(12, '0')}`,
});

/** The subscriptions for one patient, or for all. No id of a subscription or a patient begins with `#`. */
export const subscriptionsOfPatient = (patient: string | undefined): string =>
  patient === undefined ? 'SUB##all' : `SUB##patient#${patient}`;

export const subscriptionOfPatientKey = (patient: string | undefined, id: string): ItemKey => ({
  pk: subscriptionsOfPatient(patient),
  sk: id,
});

/** Published versions are divided by the first digit of their report's key, so that one partition does not take all writes. */
export const PUBLISHED_SHARDS = 16;

/** The published report versions of a shard: a partition of the index. */
export const publishedPartition = (shard: number): string => `PUBLISHED#${shard.toString(16)}`;

/** Nothing for a version that is not published. */
export const publishedKey = ({ version, published, createdAt, report: { key } }: ReportVersion) =>
  published === version
    ? {
        gsi1pk: publishedPartition(Number.parseInt(key.slice(0, 1), PUBLISHED_SHARDS) || 0),
        gsi1sk: `${createdAt}#${key}#${version}`,
      }
    : {};

const exportPartition = (id: string): string => `EXP#${id}`;

export const exportJobKey = (id: string): ItemKey => ({ pk: exportPartition(id), sk: 'EXP' });

const ofStep = (step: number): string => String(step).padStart(9, '0');

export const exportPlanKey = (id: string, step: number): ItemKey => ({
  pk: exportPartition(id),
  sk: `PLAN#${ofStep(step)}`,
});

/** The beginning of the sort keys of what the files of an export hold. */
export const EXPORT_PARTS = 'PART#';

export const exportPartKey = (id: string, step: number): ItemKey => ({
  pk: exportPartition(id),
  sk: `${EXPORT_PARTS}${ofStep(step)}`,
});

/** The key of a resource that one step of an export has: `Patient/…`. */
export const exportClaimKey = (id: string, name: string): ItemKey => ({
  pk: exportPartition(id),
  sk: `ONCE#${name}`,
});

/** The export that a client started last. No id of an export begins with `#`. */
export const exportOfClientKey = (actor: string): ItemKey => ({
  pk: `EXP##client#${digestOf(actor)}`,
  sk: 'LAST',
});

/** The key of the S3 object of a file of an export. */
export const exportObjectKey = (name: string): string => `exports/${name}`;
