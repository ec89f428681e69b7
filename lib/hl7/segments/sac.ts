import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../segment.ts';

/** SAC: specimen container (HL7 v2.5.1 §13.4.3). */
export interface Sac {
  readonly accessionId?: Ei | undefined;
  readonly containerId?: Ei | undefined;
}

export function readSac(segment: Segment): Sac {
  return {
    accessionId: readEi(segment, 2) ?? readEi(segment, 1),
    containerId: readEi(segment, 3),
  };
}
