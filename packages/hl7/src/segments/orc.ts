import { readXad, readXtn, type Xad, type Xtn } from '../datatypes/contact.ts';
import { type Ei, readEi } from '../datatypes/identifiers.ts';
import { readXcn, readXon, type Xcn, type Xon } from '../datatypes/names.ts';
import { oncePerSegment, readAll } from '../datatypes/read.ts';

/** ORC: common order (HL7 v2.5.1 §4.5.1). */
export interface Orc {
  readonly control?: string | undefined;
  readonly placerOrder?: Ei | undefined;
  readonly fillerOrder?: Ei | undefined;
  /** ORC-5, table 0038. */
  readonly orderStatus?: string | undefined;
  readonly orderingProvider?: Xcn | undefined;
  /** ORC-14: the numbers to call about the order. */
  readonly callBackPhones: readonly Xtn[];
  /** ORC-21: the facility that placed the order; its address (ORC-22) and its telephone numbers (ORC-23). */
  readonly orderingFacility?: Xon | undefined;
  readonly orderingFacilityAddress?: Xad | undefined;
  readonly orderingFacilityPhones: readonly Xtn[];
  /** ORC-24. */
  readonly orderingProviderAddress?: Xad | undefined;
}

export const readOrc = oncePerSegment(
  (segment): Orc => ({
    control: segment.value(1)?.toUpperCase(),
    placerOrder: readEi(segment, 2),
    fillerOrder: readEi(segment, 3),
    orderStatus: segment.value(5)?.toUpperCase(),
    orderingProvider: readXcn(segment, 12),
    callBackPhones: readAll(segment, 14, readXtn),
    orderingFacility: readXon(segment, 21),
    orderingFacilityAddress: readXad(segment, 22),
    orderingFacilityPhones: readAll(segment, 23, readXtn),
    orderingProviderAddress: readXad(segment, 24),
  }),
);
