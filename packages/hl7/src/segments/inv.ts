import { type Cwe, readCwe } from '../datatypes/coded.ts';
import type { Segment } from '../message/segment.ts';

/** INV: inventory detail, a control product or a reagent on board (HL7 v2.5.1 §13.4.4). */
export interface Inv {
  readonly substance?: Cwe | undefined;
  /** INV-3.1, table 0384: CO control, SR single reagent, MR multiple reagents, DI diluent, … */
  readonly type?: string | undefined;
  /** INV-2.1, table 0383. */
  readonly status?: string | undefined;
  /** INV-8: the remaining quantity, as written, in the unit of INV-11. */
  readonly quantity?: string | undefined;
  readonly unit?: Cwe | undefined;
  readonly expires?: string | undefined;
  readonly lot?: string | undefined;
}

export function readInv(segment: Segment): Inv {
  return {
    substance: readCwe(segment, 1),
    status: segment.value(2)?.toUpperCase(),
    type: segment.value(3)?.toUpperCase(),
    quantity: segment.value(8),
    unit: readCwe(segment, 11),
    expires: segment.value(12),
    lot: segment.value(16),
  };
}
