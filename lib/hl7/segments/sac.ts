import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../segment.ts';

/** SAC: specimen container (HL7 v2.5.1 §13.4.3). */
export interface Sac {
  readonly accessionId?: Ei | undefined;
  readonly containerId?: Ei | undefined;
  /** SAC-8.1, table 0370. */
  readonly status?: string | undefined;
}

export function readSac(segment: Segment): Sac {
  return {
    accessionId: readEi(segment, 2) ?? readEi(segment, 1),
    containerId: readEi(segment, 3),
    status: segment.value(8)?.toUpperCase(),
  };
}
