import type { Note } from './concept.ts';
import type { Specimen } from './specimen.ts';

/**
 * The fields and Z segments that a destination wants as the original messages have them: every field of the list
 * below and every Z segment, none, or those that are named (`OBR-10`, `ZDS`).
 */
export type PassThrough = 'all' | 'none' | readonly string[];

/** A field in its parts, decoded: repetitions, components, sub-components. */
export type FieldParts = readonly (readonly (readonly string[])[])[];

export type CopiedFields = ReadonlyMap<number, FieldParts>;

/** A whole segment of an original message. */
export interface CopiedSegment {
  readonly name: string;
  readonly fields: CopiedFields;
}

/** What original messages add to one report in HL7 v2. */
export interface PassedThrough {
  readonly pid: CopiedFields;
  readonly pd1: CopiedFields;
  readonly pv1: CopiedFields;
  readonly patientNotes: PassedNotes;
  /** Z segments of the patient. */
  readonly patientSegments: readonly CopiedSegment[];
  /** By the name of the order group: see `orderGroupsOf`. */
  readonly orders: ReadonlyMap<string, PassedOrder>;
  /** By the place and the numbers of the specimen: see `nameOfSpecimen`. */
  readonly specimens: ReadonlyMap<string, PassedSpecimen>;
  /** By the place of the standing result: see `placeOfResult`. */
  readonly results: ReadonlyMap<string, PassedResult>;
}

export interface PassedOrder {
  readonly orc: CopiedFields;
  readonly obr: CopiedFields;
  /** Of each TQ1, in their order. The first stands beside the priority. */
  readonly timings: readonly CopiedFields[];
  readonly notes: PassedNotes;
  readonly segments: readonly CopiedSegment[];
}

export interface PassedSpecimen {
  readonly spm: CopiedFields;
  /** By the number of the container (SAC-3); an empty text for the only container. */
  readonly containers: ReadonlyMap<string, CopiedFields>;
  readonly notes: PassedNotes;
}

/** Fields of NTE, by the name of the note: see `nameOfNote`. */
export type PassedNotes = ReadonlyMap<string, CopiedFields>;

export interface PassedResult {
  readonly obx: CopiedFields;
  readonly notes: PassedNotes;
  readonly segments: readonly CopiedSegment[];
}

/** The place and the text of a note: two messages have a note at the same place. */
export const nameOfNote = ({ at, text }: Pick<Note, 'at' | 'text'>): string => `${at} ${text}`;

export const placeOfResult = ({
  messageId,
  at,
}: {
  readonly messageId: string;
  readonly at: string;
}): string => `${messageId} ${at}`;

/** The place and the numbers of a specimen, without assigners: an implementation guide may name these anew. */
export const nameOfSpecimen = ({ at, placerId, fillerId, containerId }: Specimen): string =>
  JSON.stringify([at, placerId?.value, fillerId?.value, containerId?.value]);

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * The fields that pass through. A report holds most of them not at all; of OBR-17, 28 and 31 to 35, and of ORC-14 and 21 to
 * 24, it holds the meaning but not every component, and of PV1-7, ORC-12 and OBR-16 the first person. The fields that decide how a message is read are not here: ORC-1,
 * OBR-39. PID-19 is a setting of
 * the destination (docs/adr/0065).
 */
export const passedFields = {
  PID: [4, 6, 10, 12, ...range(14, 17), ...range(20, 24), ...range(26, 39)],
  PD1: range(1, 21),
  PV1: [...range(4, 18), ...range(20, 52)],
  ORC: [4, ...range(6, 31)],
  OBR: [6, 10, 12, ...range(16, 21), 23, 28, ...range(30, 38), ...range(40, 50)],
  TQ1: [...range(2, 8), ...range(10, 14)],
  OBX: [9, 10, 12, 13],
  NTE: [4],
  SPM: [10, 13, 15, 16, 19, 20, 22, 23, 25, 26, 28, 29],
  SAC: [...range(4, 7), ...range(9, 44)],
} as const;

export type PassedSegment = keyof typeof passedFields;

/** A result before v2.5 has no place for these: its specimen and its priority are in OBR. */
const newer = { TQ1: 0, SPM: 0, SAC: 0 };

/** The last field of a segment in a version of HL7. Newer fields are not written. */
const lastFields: ReadonlyMap<string, Readonly<Record<PassedSegment, number>>> = new Map([
  ['2.3.1', { PID: 30, PD1: 12, PV1: 52, ORC: 24, OBR: 45, OBX: 17, NTE: 4, ...newer }],
  ['2.4', { PID: 38, PD1: 21, PV1: 52, ORC: 25, OBR: 47, OBX: 19, NTE: 4, ...newer }],
  ['2.5.1', { PID: 39, PD1: 21, PV1: 52, ORC: 31, OBR: 50, OBX: 25, NTE: 4, TQ1: 14, SPM: 29, SAC: 44 }],
]);

const names: ReadonlySet<string> = new Set(
  Object.entries(passedFields).flatMap(([segment, fields]) => fields.map((field) => `${segment}-${field}`)),
);

const isZSegment = (name: string): boolean => /^Z[A-Z0-9]{2}$/.test(name);

/** Whether a destination may ask for it: a field of the list, or a Z segment. */
export const isPassable = (name: string): boolean => names.has(name) || isZSegment(name);

/** The fields of a segment that a destination wants, in a version of HL7. */
export const wantedFields = (
  segment: PassedSegment,
  wanted: PassThrough,
  version: string,
): readonly number[] =>
  passedFields[segment].filter(
    (field) =>
      field <= (lastFields.get(version)?.[segment] ?? 0) &&
      (wanted === 'all' || wanted.includes(`${segment}-${field}`)),
  );

export const wantsSegment = (name: string, wanted: PassThrough): boolean =>
  isZSegment(name) && (wanted === 'all' || wanted.includes(name));
