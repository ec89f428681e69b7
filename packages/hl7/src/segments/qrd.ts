import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../message/segment.ts';

/** QRD: original query definition (HL7 v2.3.1 §2.24.4). */
export interface Qrd {
  readonly queryId?: string | undefined;
  /** QRD-8.1: the subject of the query; analyzers send the id of the tube. */
  readonly subject?: Ei | undefined;
  /** QRD-8 has repetitions. */
  readonly hasOtherSubjects: boolean;
  /** QRD-9.1: OTH asks, CAN cancels. */
  readonly subjectFilter?: string | undefined;
}

export const readQrd = (segment: Segment): Qrd => ({
  queryId: segment.value(4),
  subject: readEi(segment, 8),
  hasOtherSubjects: segment.repetitions(8).length > 1,
  subjectFilter: segment.value(9)?.toUpperCase(),
});
