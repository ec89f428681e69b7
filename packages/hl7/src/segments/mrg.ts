import { type Cx, readCx } from '../datatypes/identifiers.ts';
import { readAll } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** MRG: merge patient information (HL7 v2.5.1 §3.4.9). */
export interface Mrg {
  /** MRG-1: the identifiers that are retired. */
  readonly priorIdentifiers: readonly Cx[];
  /** MRG-3: the account that was somebody else's. */
  readonly priorAccount?: Cx | undefined;
  /** MRG-4: before version 2.3.1 the number that is retired. */
  readonly priorPatientId?: Cx | undefined;
  /** MRG-5: the visit that was somebody else's. */
  readonly priorVisit?: Cx | undefined;
}

export const readMrg = (segment: Segment): Mrg => ({
  priorIdentifiers: readAll(segment, 1, readCx),
  priorAccount: readCx(segment, 3),
  priorPatientId: readCx(segment, 4),
  priorVisit: readCx(segment, 5),
});
