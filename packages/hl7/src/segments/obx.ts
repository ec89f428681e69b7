import { type Cwe, readCwe } from '../datatypes/coded.ts';
import { readXad, type Xad } from '../datatypes/contact.ts';
import { readXcn, readXon, type Xcn, type Xon } from '../datatypes/names.ts';
import { readAll, readSt } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** OBX: observation result (HL7 v2.5.1 §7.4.2). For OBX-5 see `obx-value.ts`. */
export interface Obx {
  /** OBX-2, table 0125. */
  readonly valueType?: string | undefined;
  readonly identifier?: Cwe | undefined;
  readonly subId?: string | undefined;
  readonly units?: Cwe | undefined;
  /** OBX-7. The field does not repeat; if it does, the text has all repetitions as they came: `3.5~5.1`. */
  readonly referenceRange?: string | undefined;
  /** The second repetition of OBX-7, if its component 2 says `critical`. */
  readonly criticalRange?: string | undefined;
  /** OBX-8, table 0078. */
  readonly abnormalFlags: readonly string[];
  /** OBX-11, table 0085. */
  readonly resultStatus?: string | undefined;
  /** OBX-14: for results of a specimen, its time of collection. */
  readonly observed?: string | undefined;
  /** OBX-16. The field repeats since v2.5. */
  readonly responsibleObservers: readonly Xcn[];
  /** OBX-17. */
  readonly methods: readonly Cwe[];
  /** OBX-18.1 of each repetition. */
  readonly equipment: readonly string[];
  /** OBX-19: time of the measurement. */
  readonly analyzed?: string | undefined;
  /** OBX-15: the producer of the result, if OBX-23 is empty. */
  readonly producer?: Cwe | undefined;
  readonly performingOrganization?: Xon | undefined;
  /** OBX-24. */
  readonly performingAddress?: Xad | undefined;
  readonly medicalDirector?: Xcn | undefined;
  /** OBX-20: the places in the body (v2.6; LRI in v2.5.1). */
  readonly bodySites: readonly Cwe[];
  /** OBX-21: the run, if the analyzer names it (v2.7, and IHE LAW in v2.5.1). */
  readonly instanceId?: string | undefined;
}

/** OBX-2 to OBX-4 alone: a quick look at a result before its message is read. */
export const readObxHead = (segment: Segment) => ({
  valueType: segment.value(2)?.toUpperCase(),
  codes: [segment.value(3), segment.value(3, { component: 4 })],
  subId: segment.text(4),
});

/** OBX-29: the kind of the observation (v2.8.2). */
export const observationTypeOf = (segment: Segment): string | undefined => segment.value(29);

/** OBX-5 as one text. Undefined if it is empty or repeats. */
export const plainValueOf = (segment: Segment): string | undefined =>
  segment.field(5) === '' || repeats(segment, 5) ? undefined : segment.text(5);

export function readObx(segment: Segment): Obx {
  return {
    valueType: segment.value(2)?.toUpperCase(),
    identifier: readCwe(segment, 3),
    subId: segment.text(4),
    units: readCwe(segment, 6),
    ...readRanges(segment),
    abnormalFlags: readAll(segment, 8, readSt),
    resultStatus: segment.value(11)?.toUpperCase(),
    observed: segment.value(14),
    producer: readCwe(segment, 15),
    responsibleObservers: readAll(segment, 16, readXcn),
    methods: readAll(segment, 17, readCwe),
    equipment: readAll(segment, 18, readSt),
    analyzed: segment.value(19),
    bodySites: readAll(segment, 20, readCwe),
    instanceId: segment.value(21),
    performingOrganization: readXon(segment, 23),
    performingAddress: readXad(segment, 24),
    medicalDirector: readXcn(segment, 25),
  };
}

function readRanges(segment: Segment): Pick<Obx, 'referenceRange' | 'criticalRange'> {
  if (!repeats(segment, 7)) return { referenceRange: segment.text(7), criticalRange: undefined };
  if (!namesCriticalRange(segment))
    return { referenceRange: readWhole(segment, 7), criticalRange: undefined };
  return {
    referenceRange: segment.value(7),
    criticalRange: segment.value(7, { repetition: 2, component: 1 }),
  };
}

/** Whether OBX-7 has a critical range in its second repetition, marked as one. */
export const namesCriticalRange = (segment: Segment): boolean =>
  repeats(segment, 7) &&
  segment.repetitions(7).length === 2 &&
  segment.value(7, { repetition: 2, component: 2 })?.toLowerCase() === 'critical';

/** Whether a field that does not repeat does. */
export const repeats = (segment: Segment, number: number): boolean =>
  segment.field(number).includes(segment.delimiters.repetition);

/** The text of a field that does not repeat, with all repetitions that differ. */
function readWhole(segment: Segment, number: number): string | undefined {
  if (!repeats(segment, number)) return segment.text(number);
  const texts = segment.repetitions(number).flatMap((_, index) => segment.text(number, index + 1) ?? []);
  return texts.length === 0 ? undefined : [...new Set(texts)].join(segment.delimiters.repetition);
}
