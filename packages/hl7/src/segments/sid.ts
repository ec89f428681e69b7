import { type Cwe, readCwe } from '../datatypes/coded.ts';
import type { Segment } from '../message/segment.ts';

/** SID: substance identifier, the reagent that a result was made with (HL7 v2.5.1 §13.4.11). */
export interface Sid {
  readonly substance?: Cwe | undefined;
  readonly lot?: string | undefined;
}

export const readSid = (segment: Segment): Sid => ({
  substance: readCwe(segment, 1),
  lot: segment.value(2),
});
