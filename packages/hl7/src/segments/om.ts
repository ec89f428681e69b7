import { type Cwe, readCwe } from '../datatypes/coded.ts';
import { componentsOf, type Reader, readAll, unlessEmpty } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** OM1: definition of a laboratory's test (HL7 v2.5.1 §8.8.9). */
export interface Om1 {
  /** OM1-2: the producer's code for the test. */
  readonly service?: Cwe | undefined;
  /** OM1-3, table 0125. */
  readonly valueTypes: readonly string[];
}

/** RFR: a reference range and the people to whom it applies (§2.A.66). */
export interface Rfr {
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  /** RFR.2, table 0001. */
  readonly sex?: string | undefined;
  /** RFR.3, in years. */
  readonly ageLow?: string | undefined;
  readonly ageHigh?: string | undefined;
  /** RFR.7. */
  readonly condition?: string | undefined;
}

/** DLT: the allowed difference between two results of one patient (§2.A.22). */
export interface Dlt {
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly threshold?: string | undefined;
  /** DLT.3, table 0523: % percent, a absolute. */
  readonly computation?: string | undefined;
  readonly daysRetained?: string | undefined;
}

/** OM2: details of a numeric test (§8.8.10). */
export interface Om2 {
  readonly units?: Cwe | undefined;
  readonly reference: readonly Rfr[];
  readonly critical: readonly Rfr[];
  readonly absolute: readonly Rfr[];
  readonly delta: readonly Dlt[];
}

export const readOm1 = (segment: Segment): Om1 => ({
  service: readCwe(segment, 2),
  valueTypes: readAll(segment, 3, (...place) => componentsOf(...place)(1)),
});

export const readOm2 = (segment: Segment): Om2 => ({
  units: readCwe(segment, 2),
  reference: readAll(segment, 6, readRfr),
  critical: readAll(segment, 7, readRfr),
  absolute: readAll(segment, 8, readRfr),
  delta: readAll(segment, 9, readDlt),
});

const readRfr: Reader<Rfr> = (segment, field, repetition = 1) => {
  const part = (component: number, subcomponent: number) =>
    segment.value(field, { repetition, component, subcomponent });
  return unlessEmpty({
    low: part(1, 1),
    high: part(1, 2),
    sex: part(2, 1)?.toUpperCase(),
    ageLow: part(3, 1),
    ageHigh: part(3, 2),
    condition: part(7, 1),
  });
};

const readDlt: Reader<Dlt> = (segment, field, repetition = 1) => {
  const part = (component: number, subcomponent = 1) =>
    segment.value(field, { repetition, component, subcomponent });
  return unlessEmpty({
    low: part(1, 1),
    high: part(1, 2),
    threshold: part(2),
    computation: part(3),
    daysRetained: part(4),
  });
};
