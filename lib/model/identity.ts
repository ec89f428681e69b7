import { createHash } from 'node:crypto';
import type { Concept, Identifier } from './concept.ts';
import type { Patient } from './patient.ts';

/** A digest of parts that cannot run into each other; 128 bits, lower-case hex. */
function digest(...parts: readonly (string | Uint8Array | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    hash.update(`${bytes === undefined ? '-' : bytes.length}:`);
    if (bytes !== undefined) hash.update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * A message is its source and its bytes. The same bytes are the same message for ever; a control
 * id that is used again with other bytes is another message.
 */
export const messageIdOf = (source: string, bytes: Uint8Array): string => digest('message', source, bytes);

/**
 * Kinds of identifier (HL7 table 0203) that name a person for good, the best first; NN stands for the national
 * numbers of all countries (NNDEU). A site may say otherwise for a source.
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

/** Where a kind stands among others; -1 where it is none of them. */
export const rankOfType = (type: string, types: readonly string[]): number =>
  types.findIndex((one) => one === type || (one === 'NN' && /^NN[A-Z]{2,3}$/.test(type)));

/** Whether an identifier names a person, and not an account, a document or an insurance of theirs. */
export const mayLead = ({ type, links }: Identifier): boolean =>
  links ?? (type === undefined || rankOfType(type, leadingTypes) !== -1);

/** Kinds that are the numbers of one list of patients, whatever a sender calls them. */
const recordTypes: ReadonlySet<string> = new Set(['MR', 'PI', 'PT', 'MRN']);

export const isRecordNumber = ({ type }: Identifier): boolean => type === undefined || recordTypes.has(type);

/**
 * The person that a leading identifier names; the same identifier in the same scope is the same
 * person. A national number or an account is nobody's medical record number.
 */
export const patientKeyOf = (leading: Identifier): string =>
  isRecordNumber(leading)
    ? digest('patient', leading.scope, leading.value)
    : digest('patient', leading.scope, leading.value, leading.type);

/**
 * The number of one of several children of one birth who were registered under one number: of a list of our own,
 * so that no reader takes one for the other, or for their mother.
 */
export const childNumber = (leading: Identifier, birthOrder: number): Identifier => ({
  value: `${leading.value}/${birthOrder}`,
  assigner: {},
  scope: `${leading.scope}|multiple-birth`,
  type: leading.type,
});

/** The keys by which a merge may name a patient: those of every identifier that names one. */
export function patientKeysOf({ key, identifiers, birthOrder }: Patient): string[] {
  const [leading] = identifiers;
  const child =
    birthOrder === undefined || leading === undefined ? [] : [patientKeyOf(childNumber(leading, birthOrder))];
  return [...new Set([key, ...identifiers.filter(mayLead).map(patientKeyOf), ...child])];
}

export interface ReportIdentity {
  readonly processingId: string;
  /** What the report belongs to, the strongest that is known. */
  readonly order:
    | { readonly kind: 'filler' | 'placer' | 'specimen' | 'document'; readonly id: Identifier }
    /** Without any number: whom and when it is of, and what it says; its text is the same where it is sent again. */
    | { readonly kind: 'result'; readonly scope: string; readonly text: string };
  readonly service?: Concept | undefined;
  /** A result that names no patient is never merged with one that does: numbers are used again. */
  readonly hasPatient: boolean;
}

/**
 * A report is one ordered service of one order: two panels of one accession are two reports.
 * Production, training and debugging never share a report.
 */
export function reportKeyOf(identity: ReportIdentity): string {
  const { order, service } = identity;
  const orderParts = order.kind === 'result' ? [order.scope, order.text] : [order.id.scope, order.id.value];
  // a document's number is its own, whatever it is called
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

/** A report beside the one that it contradicts: of the same order, and by a person's word of this patient. */
export const reportKeyForPatient = (reportKey: string, patientKey: string): string =>
  digest('report-for-patient', reportKey, patientKey);

/** Another report whose names make the same key: its number was used again, at a time of its own. */
export const reportKeyAgain = (reportKey: string, of: string): string =>
  digest('report-again', reportKey, of);

/** By what an order and its results know each other. */
export type OrderNameKind = 'placer' | 'filler' | 'specimen';

export type OrderAliasKind =
  | OrderNameKind
  /** Where the specimen stands on an instrument. */
  | 'place'
  /** The work of one instrument, by day. */
  | 'analyzer';

/** One of the names of an order; production, training and debugging never meet. */
export const orderAliasOf = (
  kind: OrderAliasKind,
  id: Pick<Identifier, 'scope' | 'value'>,
  processingId: string,
): string => digest('order', processingId, kind, id.scope, id.value);

/** An order: its strongest number and its service. */
export const orderKeyOf = (processingId: string, name: Identifier, service: Concept | undefined): string =>
  digest(
    'ordered',
    processingId,
    name.scope,
    name.value,
    service?.codings[0]?.code ?? service?.text,
    service?.codings[0]?.system,
  );

/** What an instrument tells is its message and its place in it. */
export const deviceEventIdOf = (messageId: string, at: string): string => digest('device', messageId, at);

/** A control result is its message and its place in it. */
export const qcPointIdOf = (messageId: string, at: string): string => digest('qc', messageId, at);

/** A short name for text of any length, for keys. */
export const digestOf = (text: string): string => digest('text', text);

/** A stable UUID for a resource of ours, after RFC 9562 version 8. */
export function uuidOf(kind: string, key: string): string {
  const hex = digest('uuid', kind, key);
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  const raw = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`;
  return raw.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
