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
  readonly pv1: CopiedFields;
  /** Z segments of the patient. */
  readonly patientSegments: readonly CopiedSegment[];
  /** By the name of the order group: see `orderGroupsOf`. */
  readonly orders: ReadonlyMap<string, PassedOrder>;
  /** By the place of the standing result: see `placeOfResult`. */
  readonly results: ReadonlyMap<string, PassedResult>;
}

export interface PassedOrder {
  readonly orc: CopiedFields;
  readonly obr: CopiedFields;
  readonly segments: readonly CopiedSegment[];
}

export interface PassedResult {
  readonly obx: CopiedFields;
  readonly segments: readonly CopiedSegment[];
}

export const placeOfResult = ({
  messageId,
  at,
}: {
  readonly messageId: string;
  readonly at: string;
}): string => `${messageId} ${at}`;

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * The fields that pass through. A report holds most of them not at all; of OBR-17, 28 and 31 to 35, and of ORC-14 and 21 to
 * 24, it holds the meaning but not every component. The fields that decide how a message is read are not here: ORC-1,
 * OBR-39.
 */
export const passedFields = {
  PID: [4, 6, 10, 12, ...range(14, 17), ...range(19, 24), ...range(26, 39)],
  PV1: [...range(4, 6), ...range(8, 18), ...range(20, 52)],
  ORC: [4, ...range(6, 11), 13, ...range(14, 31)],
  OBR: [6, 10, 12, ...range(17, 21), 23, 28, ...range(30, 38), ...range(40, 50)],
  OBX: [9, 10, 12, 13],
} as const;

export type PassedSegment = keyof typeof passedFields;

/** The last field of a segment in a version of HL7. Newer fields are not written. */
const lastFields: ReadonlyMap<string, Readonly<Record<PassedSegment, number>>> = new Map([
  ['2.3.1', { PID: 30, PV1: 52, ORC: 24, OBR: 45, OBX: 17 }],
  ['2.4', { PID: 38, PV1: 52, ORC: 25, OBR: 47, OBX: 19 }],
  ['2.5.1', { PID: 39, PV1: 52, ORC: 31, OBR: 50, OBX: 25 }],
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
