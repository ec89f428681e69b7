import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../message/segment.ts';

/** EQU: equipment detail (HL7 v2.5.1 §13.4.1). */
export interface Equ {
  readonly instrument?: Ei | undefined;
  /** EQU-2: time of the event. */
  readonly eventTime?: string | undefined;
  /** EQU-3.1, table 0365: PU powered up, IN initializing, ID idle, OP normal, CL clearing, PA pausing, ES e-stop, … */
  readonly state?: string | undefined;
  /** EQU-4.1, table 0366: L local, R remote. */
  readonly control?: string | undefined;
  /** EQU-5.1, table 0367: N normal, W warning, S serious, C critical. */
  readonly alertLevel?: string | undefined;
}

export function readEqu(segment: Segment): Equ {
  return {
    instrument: readEi(segment, 1),
    eventTime: segment.value(2),
    state: segment.value(3)?.toUpperCase(),
    control: segment.value(4)?.toUpperCase(),
    alertLevel: segment.value(5)?.toUpperCase(),
  };
}
