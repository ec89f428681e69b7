import type { HoldReason } from '../../../lib/model/hold-reason.ts';
import { msh, obr, obx, pid, segment, toMessage } from '../messages.ts';

/** A few messages whose chart must be the same in whatever order they arrive. */
export interface ArrivalSet {
  readonly name: string;
  /** The messages in the order in which they were said; every number in them has the tag in front. */
  readonly messages: (tag: string) => readonly Uint8Array[];
  /** Lines of the chart, each exactly once: `patient | code | value unit | status | @time`. */
  readonly shows: readonly RegExp[];
  /** How many results the chart has; default: as many as `shows` names. */
  readonly results?: number;
  /** Why reports wait in the end. Without `shows`, what the chart shows until then depends on arrival. */
  readonly holds?: readonly HoldReason[];
  /** A message waits in every order, and which one depends on arrival. So does what the chart shows until a person decides. */
  readonly waits?: true;
  /** Messages without a possible time count from their receipt, so the rest has to be received in those days. */
  readonly isReceivedSoon?: boolean;
}

export type Fields = Readonly<Record<number, string>>;

export interface Result {
  /** OBX-3.1. */
  readonly code?: string;
  readonly value?: string;
  /** OBX-11; default F. */
  readonly status?: string;
  readonly fields?: Fields;
}

export interface Said {
  /** MSH-7, and OBR-22 where `reportedAt` says nothing else. */
  readonly sentAt: string;
  /** OBR-22; null where it is empty. */
  readonly reportedAt?: string | null;
  /** MSH-10. */
  readonly control?: string;
  readonly header?: Fields;
  readonly patient?: Fields;
  /** A PV1 behind the PID. */
  readonly visit?: string;
  /** Before the OBR. */
  readonly orc?: Fields;
  readonly order?: Fields;
  readonly results?: readonly Result[];
  /** Further orders of the message. */
  readonly more?: readonly string[];
}

let sent = 0;

/** Of 10 February 2026: `at('0915')`. */
export const at = (time: string): string => `20260210${time.padEnd(6, '0')}`;
export const COLLECTED = at('0800');

export const results = (rows: readonly Result[]): string[] =>
  rows.map(({ code = 'K', value = '', status = 'F', fields = {} }, index) =>
    obx({
      ...{ 1: String(index + 1), 3: `${code}^${code}^L`, 5: value, 11: status },
      ...{ 2: 'NM', 6: 'mmol/L', ...fields },
    }),
  );

export const said = (tag: string, one: Said): Uint8Array =>
  toMessage(
    msh({ 7: one.sentAt, 10: one.control ?? `${tag}C${++sent}`, ...one.header }),
    pid({ 3: `${tag}A^^^RIVERSIDE^MR`, 5: 'Lind^Ada', 7: '19700101', ...one.patient }),
    ...(one.visit === undefined ? [] : [one.visit]),
    ...(one.orc === undefined ? [] : [segment('ORC', one.orc)]),
    obr({
      ...{ 2: `${tag}P1`, 3: `${tag}F1`, 4: 'CHEM^Chem panel^L', 7: COLLECTED },
      ...{ 22: one.reportedAt === null ? '' : (one.reportedAt ?? one.sentAt), ...one.order },
    }),
    ...results(one.results ?? []),
    ...(one.more ?? []),
  );

/** Several statements about the potassium of one order. */
export const potassium = (
  ...rows: readonly (readonly [sentAt: string, status: string, value: string, rest?: Partial<Said>])[]
): ArrivalSet['messages'] => {
  return (tag) =>
    rows.map(([sentAt, status, value, rest = {}]) =>
      said(tag, { sentAt, results: [{ status, value }], ...rest }),
    );
};

/** Of an instrument without numbers. OBR-7 is empty if OBR-25 is. */
export const unnumbered = (
  tag: string,
  time: string,
  status: string,
  ...rows: readonly Result[]
): Uint8Array =>
  said(tag, {
    ...{ sentAt: at(time), reportedAt: null, header: { 3: 'ANALYZER' }, results: rows },
    order: { 2: '', 3: '', 25: status, ...(status === '' ? { 7: '' } : {}) },
  });
export const METER = { 18: 'METER1' };

/** Of an analyzer that names only its sample (SPM-2), and no time of collection. */
export const sampled = (tag: string, one: Said): Uint8Array =>
  said(tag, {
    ...one,
    header: { 3: 'ANALYZER' },
    order: { 2: '', 3: '', 7: '' },
    more: [segment('SPM', { 1: '1', 2: `${tag}S1`, 4: 'SER^Serum^HL70487', 11: 'P^Patient^HL70369' })],
  });

export const registration = (tag: string, event: string, sentAt: string, ...segments: readonly string[]) =>
  toMessage(
    msh({ 7: sentAt, 9: `ADT^${event}`, 10: `${tag}C${++sent}` }),
    segment('EVN', { 1: event, 2: sentAt }),
    ...segments,
  );

export const person = (tag: string, id: string, name: string, fields: Fields = {}): string =>
  pid({ 3: `${tag}${id}^^^RIVERSIDE^MR`, 5: name, 7: '19700101', ...fields });

export const CULTURE = { 4: 'CULT^Culture^L' };
export const organism = (subId: string, code: string, name: string, status = 'F'): Result => ({
  ...{ code: 'ORG', status, value: `${code}^${name}^SCT` },
  fields: { 2: 'CWE', 4: subId, 6: '' },
});
export const susceptibility = (subId: string, value: string, status = 'F'): Result => ({
  ...{ code: 'AMP', status, value },
  fields: { 2: 'ST', 4: subId, 6: '' },
});
/** A result with its own OBX-14. */
export const timed = (time: string, value: string, status = 'F'): Result => ({
  ...{ status, value },
  fields: { 14: at(time) },
});
export const line = (value: string, status = 'F'): Result => ({
  ...{ code: 'CYTO', status, value },
  fields: { 2: 'TX', 6: '' },
});
export const partText = (code: string, part: string, value: string, status = 'F'): Result => ({
  ...{ code, value, status },
  fields: { 2: 'FT', 4: part, 6: '' },
});
export const K41 = /^A \| K \| 4.1 mmol\/L \| /;
export const K41_CORRECTED = /^A \| K \| 4.1 mmol\/L \| corrected/;
export const K41_FINAL = /^A \| K \| 4.1 mmol\/L \| final/;
