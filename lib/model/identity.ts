import { createHash, hash } from 'node:crypto';
import type { Concept, Identifier } from './concept.ts';
import type { Patient } from './patient.ts';

/**
 * A digest of several parts; 128 bits, lower-case hex. Other parts with the same joined text give another
 * digest.
 */
const digest = (...parts: readonly (string | undefined)[]): string =>
  hash('sha256', parts.map(withLength).join('')).slice(0, DIGEST_LENGTH);

/** A part with its length in bytes before it. */
const withLength = (part: string | undefined): string =>
  part === undefined ? '-:' : `${Buffer.byteLength(part)}:${part}`;

const DIGEST_LENGTH = 32;

/**
 * The id of a message, from its source and its bytes. The same bytes always have the same id. A control id
 * that is used again with other bytes is another message.
 */
export const messageIdOf = (source: string, bytes: Uint8Array): string =>
  createHash('sha256')
    .update(`${withLength('message')}${withLength(source)}${bytes.length}:`)
    .update(bytes)
    .digest('hex')
    .slice(0, DIGEST_LENGTH);

/**
 * Types of identifier (HL7 table 0203) that identify a person permanently, the best first. NN stands for the
 * national numbers of all countries (NNDEU). A site may configure other types for a source.
 */
export const leadingTypes: readonly string[] = [
  'MR',
  'PI',
  'PT',
  'MRN',
  'EPI',
  'PE',
  'NI',
  'NH',
  'NN',
  'JHN',
];

/** The position of a type in the list; -1 if it is not in it. */
export const rankOfType = (type: string, types: readonly string[]): number =>
  types.findIndex((one) => one === type || (one === 'NN' && /^NN[A-Z]{2,3}$/.test(type)));

/** Whether an identifier identifies a person, and not an account, a document or an insurance. */
export const mayLead = ({ type, links }: Identifier): boolean =>
  links ?? (type === undefined || rankOfType(type, leadingTypes) !== -1);

/**
 * Types that name numbers of one and the same list of patients, because senders use these types
 * interchangeably.
 */
const recordTypes: ReadonlySet<string> = new Set(['MR', 'PI', 'PT', 'MRN']);

export const isRecordNumber = ({ type }: Identifier): boolean => type === undefined || recordTypes.has(type);

/**
 * The key of the person that a leading identifier identifies. The same identifier in the same scope gives the
 * same key. A national number or account number never has the key of a medical record number.
 */
export const patientKeyOf = (leading: Identifier): string =>
  isRecordNumber(leading)
    ? digest('patient', leading.scope, leading.value)
    : digest('patient', leading.scope, leading.value, leading.type);

/**
 * A number for one of several children of one birth who are registered under one number. It is in a scope of
 * ours, so that no reader confuses it with a sibling's or the mother's number.
 */
export const childNumber = (leading: Identifier, birthOrder: number): Identifier => ({
  value: `${leading.value}/${birthOrder}`,
  assigner: {},
  scope: `${leading.scope}|multiple-birth`,
  type: leading.type,
});

/** The keys by which a merge may name a patient: those of each identifier that identifies the patient. */
export function patientKeysOf({ key, identifiers, birthOrder }: Patient): string[] {
  const [leading] = identifiers;
  const child =
    birthOrder === undefined || leading === undefined ? [] : [patientKeyOf(childNumber(leading, birthOrder))];
  return [...new Set([key, ...identifiers.filter(mayLead).map(patientKeyOf), ...child])];
}

export interface ReportIdentity {
  readonly processingId: string;
  /** The order to which the report belongs, by its strongest number. */
  readonly order:
    | { readonly kind: 'filler' | 'placer' | 'specimen' | 'document'; readonly id: Identifier }
    /**
     * An order without a number: `text` is a JSON array of patient, time and content, and is the same if the result is
     * sent again.
     */
    | { readonly kind: 'result'; readonly scope: string; readonly text: string };
  readonly service?: Concept | undefined;
  /**
   * A result without a patient never shares a key with one that has a patient, because numbers are used
   * again.
   */
  readonly hasPatient: boolean;
}

/**
 * The key of a report. A report is one ordered service of one order, so two panels of one accession are two
 * reports. Production, training and debugging never share a report.
 */
export function reportKeyOf(identity: ReportIdentity): string {
  const { order, service } = identity;
  const orderParts = order.kind === 'result' ? [order.scope, order.text] : [order.id.scope, order.id.value];
  // a document's number identifies it, whatever its type is called
  const coding = order.kind === 'document' ? undefined : service?.codings[0];
  return digest(
    'report',
    identity.processingId,
    identity.hasPatient ? 'patient' : 'nobody',
    order.kind,
    ...orderParts,
    order.kind === 'document' ? undefined : (coding?.code ?? service?.text),
    coding?.system,
  );
}

/** The identity of an order without a number, if it had been sent for another number of its patient. */
export function identityUnder(patientKey: string, identity: ReportIdentity): ReportIdentity {
  const { order } = identity;
  if (order.kind !== 'result' || !identity.hasPatient) return identity;
  const [, ...content] = JSON.parse(order.text) as readonly unknown[];
  return { ...identity, order: { ...order, text: JSON.stringify([patientKey, ...content]) } };
}

/**
 * The key of a report beside the one that it contradicts: the same order, but filed under this patient by a
 * person's decision.
 */
export const reportKeyForPatient = (reportKey: string, patientKey: string): string =>
  digest('report-for-patient', reportKey, patientKey);

/** The key of another report with the same names: its number was used again at another time. */
export const reportKeyAgain = (reportKey: string, of: string): string =>
  digest('report-again', reportKey, of);

/** The kinds of names that an order and its results share. */
export type OrderNameKind = 'placer' | 'filler' | 'specimen';

export type OrderAliasKind =
  | OrderNameKind
  /** The number of a document (TXA-12). */
  | 'document'
  /** The patient and the minute of results without a number. */
  | 'result'
  /** The parent of a report (OBR-29): it lists the reports of its isolates. */
  | 'parent'
  | 'parent-placer'
  /** The place of the specimen on an instrument. */
  | 'place'
  /** The work list of one instrument for one day. */
  | 'analyzer';

/** One name of an order. Production, training and debugging never share names. */
export const orderAliasOf = (
  kind: OrderAliasKind,
  id: Pick<Identifier, 'scope' | 'value'>,
  processingId: string,
): string => digest('order', processingId, kind, id.scope, id.value);

/** The key of an order, from its strongest number and its service. */
export const orderKeyOf = (processingId: string, name: Identifier, service: Concept | undefined): string =>
  digest(
    'ordered',
    processingId,
    name.scope,
    name.value,
    service?.codings[0]?.code ?? service?.text,
    service?.codings[0]?.system,
  );

/** The id of a device event, from its message and place. */
export const deviceEventIdOf = (messageId: string, at: string): string => digest('device', messageId, at);

/** The id of a control result, from its message and place. */
export const qcPointIdOf = (messageId: string, at: string): string => digest('qc', messageId, at);

/** A short name for a text of any length, for use in keys. */
export const digestOf = (text: string): string => digest('text', text);

/** A stable UUID for a resource of ours (RFC 9562, version 8). */
export function uuidOf(kind: string, key: string): string {
  const hex = digest('uuid', kind, key);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
