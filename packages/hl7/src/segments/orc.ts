import { type Ei, readEi } from '../datatypes/identifiers.ts';
import { readXcn, type Xcn } from '../datatypes/names.ts';
import type { Segment } from '../message/segment.ts';

/** ORC: common order (HL7 v2.5.1 §4.5.1). */
export interface Orc {
  readonly control?: string | undefined;
  readonly placerOrder?: Ei | undefined;
  readonly fillerOrder?: Ei | undefined;
  /** ORC-5, table 0038. */
  readonly orderStatus?: string | undefined;
  readonly orderingProvider?: Xcn | undefined;
}

export function readOrc(segment: Segment): Orc {
  return {
    control: segment.value(1)?.toUpperCase(),
    placerOrder: readEi(segment, 2),
    fillerOrder: readEi(segment, 3),
    orderStatus: segment.value(5)?.toUpperCase(),
    orderingProvider: readXcn(segment, 12),
  };
}
