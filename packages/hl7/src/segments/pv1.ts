import { type Pl, readPl } from '../datatypes/contact.ts';
import { type Cx, readCx } from '../datatypes/identifiers.ts';
import { readXcn, type Xcn } from '../datatypes/names.ts';
import type { Segment } from '../message/segment.ts';

/** PV1: the visit of an order (HL7 v2.5.1 §3.4.3). */
export interface Pv1 {
  /** PV1-2, table 0004: I inpatient, O outpatient, E emergency, … */
  readonly patientClass?: string | undefined;
  readonly location?: Pl | undefined;
  readonly attending?: Xcn | undefined;
  /** PV1-19. */
  readonly visitNumber?: Cx | undefined;
}

export const readPv1 = (segment: Segment): Pv1 => ({
  patientClass: segment.value(2)?.toUpperCase(),
  location: readPl(segment, 3),
  attending: readXcn(segment, 7),
  visitNumber: readCx(segment, 19),
});
