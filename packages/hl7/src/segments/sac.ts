import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../message/segment.ts';
import { isNamedControl } from './spm.ts';

/** SAC: specimen container (HL7 v2.5.1 §13.4.3). */
export interface Sac {
  readonly accessionId?: Ei | undefined;
  readonly containerId?: Ei | undefined;
  /** SAC-10 and SAC-11. */
  readonly carrierId?: Ei | undefined;
  readonly positionInCarrier?: string | undefined;
  /** SAC-13 and SAC-14. */
  readonly trayId?: Ei | undefined;
  readonly positionInTray?: string | undefined;
  /** SAC-8.1, table 0370. */
  readonly status?: string | undefined;
  /** A part of SAC-1 to SAC-4 is exactly the word CONTROL, as in `20391^CONTROL` of cobas analyzers. */
  readonly isNamedControl: boolean;
}

export function readSac(segment: Segment): Sac {
  return {
    accessionId: readEi(segment, 2) ?? readEi(segment, 1),
    containerId: readEi(segment, 3),
    carrierId: readEi(segment, 10),
    positionInCarrier: segment.value(11),
    trayId: readEi(segment, 13),
    positionInTray: segment.value(14),
    status: segment.value(8)?.toUpperCase(),
    isNamedControl: isNamedControl(segment, [1, 2, 3, 4]),
  };
}
