import { readSt } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** MFE: one entry of a master file (HL7 v2.5.1 §8.5.2). */
export interface Mfe {
  /** MFE-1, table 0180: MAD add, MUP update, MDL delete, MDC deactivate, MAC reactivate. */
  readonly action?: string | undefined;
  /** MFE-4: the test of the entry, if its OM1 does not name it. */
  readonly key?: string | undefined;
}

export const readMfe = (segment: Segment): Mfe => ({
  action: readSt(segment, 1)?.toUpperCase(),
  key: segment.value(4),
});
