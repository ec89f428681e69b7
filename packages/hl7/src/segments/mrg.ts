import { type Cx, readCx } from '../datatypes/identifiers.ts';
import { readAll } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** MRG: merge patient information (HL7 v2.5.1 §3.4.9). */
export interface Mrg {
  /** MRG-1: the identifiers that are retired. */
  readonly priorIdentifiers: readonly Cx[];
}

export const readMrg = (segment: Segment): Mrg => ({ priorIdentifiers: readAll(segment, 1, readCx) });
