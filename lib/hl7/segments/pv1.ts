import { type Cx, readCx, readXcn, type Xcn } from '../datatypes.ts';
import type { Segment } from '../message.ts';

/** PV1: patient visit (HL7 v2.5.1 §3.4.3). */
export interface Pv1 {
  /** PV1-2, table 0004. */
  readonly patientClass?: string | undefined;
  /** PV1-3: ward, room, bed. */
  readonly location?: string | undefined;
  readonly attending?: Xcn | undefined;
  readonly visitNumber?: Cx | undefined;
}

export function readPv1(segment: Segment): Pv1 {
  const location = [1, 2, 3]
    .map((component) => segment.value(3, { component }))
    .filter((part) => part !== undefined);
  return {
    patientClass: segment.value(2)?.toUpperCase(),
    location: location.length === 0 ? undefined : location.join(' '),
    attending: readXcn(segment, 7),
    visitNumber: readCx(segment, 19),
  };
}
