import type { Segment } from '../message/segment.ts';

/** DSC: the message goes on in another one (HL7 v2.5.1 §2.15.4). */
export interface Dsc {
  /** DSC-1; the continuation has it in MSH-14. */
  readonly continuationPointer?: string | undefined;
}

export const readDsc = (segment: Segment): Dsc => ({ continuationPointer: segment.value(1) });
