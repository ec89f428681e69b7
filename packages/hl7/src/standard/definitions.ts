import type { Place } from '../groups/grammar.ts';
import type { Table } from './essential-tables.ts';

/** Definition of a field or component in one version of the standard. */
export interface FieldDefinition {
  /** Its official name: OBX-3 is the `Observation Identifier`. */
  readonly name: string;
  /** The data type: `CWE`; `VARIES` in OBX-5. */
  readonly type: string;
  readonly isRequired: boolean;
  /** The most repetitions allowed; undefined without a limit. */
  readonly maxRepetitions?: number | undefined;
  /** In characters, of one repetition. */
  readonly maxLength?: number | undefined;
  /** Four digits: `0085`. */
  readonly table?: string | undefined;
}

export type NumberedDefinitions = ReadonlyMap<number, FieldDefinition>;

/** Segments, fields, data types and structures of one version, complete or in part. */
export interface Definitions {
  readonly version: string;
  /** True if the definitions are complete: a missing one is not in the version. */
  readonly isComplete: boolean;
  segmentName(segment: string): string | undefined;
  /** Empty if the segment is not defined. */
  fields(segment: string): NumberedDefinitions;
  /** Empty if the type is not defined or has no components. */
  components(type: string): NumberedDefinitions;
  /** The structure of a message type: `ORU_R01`. */
  structure(id: string): readonly Place[] | undefined;
  /** A table of codes by its four digits. */
  table(number: string): Table | undefined;
}
