import { type Cwe, type Naming, namingOf, readCwe } from '../datatypes/coded.ts';
import { type Ei, type Eip, readEi, readEip } from '../datatypes/identifiers.ts';
import { readXcn, type Xcn } from '../datatypes/names.ts';
import { type Reader, readAll, unlessEmpty } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** OBR: observation request (HL7 v2.5.1 §4.5.3). */
export interface Obr {
  readonly placerOrder?: Ei | undefined;
  readonly fillerOrder?: Ei | undefined;
  readonly service?: Cwe | undefined;
  /** OBR-27.6, otherwise OBR-5: the priority in versions without TQ1. */
  readonly priority?: string | undefined;
  /** OBR-7: time of specimen collection. */
  readonly observed?: string | undefined;
  readonly observedEnd?: string | undefined;
  /** OBR-11, table 0065. */
  readonly specimenAction?: string | undefined;
  readonly clinicalInformation?: string | undefined;
  /** OBR-14: time at which the laboratory received the specimen. */
  readonly specimenReceived?: string | undefined;
  /** OBR-15, the specimen source of versions before SPM. */
  readonly specimenSource?: string | undefined;
  /** The codes and texts of OBR-15.1 to OBR-15.3: source, additives and free text. */
  readonly specimenSourceNames: readonly string[];
  /** OBR-15.7, table 0369, as sent: the specimen's role in versions before SPM-11. All repetitions are read. */
  readonly specimenRoles: readonly Naming[];
  readonly orderingProvider?: Xcn | undefined;
  /** OBR-22: time of the report or of the last status change. */
  readonly statusChanged?: string | undefined;
  /** OBR-24, table 0074. */
  readonly section?: string | undefined;
  /** OBR-25, table 0123. */
  readonly resultStatus?: string | undefined;
  /** OBR-26, PRL: the result that led to this order, by its OBX-3, its OBX-4 and its value in words. */
  readonly parentResult?: ParentResult | undefined;
  /** OBR-29: the order that led to this one. */
  readonly parentOrder?: Eip | undefined;
}

export interface ParentResult {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly system?: string | undefined;
  readonly subId?: string | undefined;
  readonly value?: string | undefined;
}

const known = new WeakMap<Segment, Obr>();

/** The fields of an OBR. They are read once, because several readers ask for them. */
export function readObr(segment: Segment): Obr {
  const before = known.get(segment);
  if (before !== undefined) return before;
  const obr = read(segment);
  known.set(segment, obr);
  return obr;
}

function read(segment: Segment): Obr {
  return {
    placerOrder: readEi(segment, 2),
    fillerOrder: readEi(segment, 3),
    service: readCwe(segment, 4),
    priority: (segment.value(27, { component: 6 }) ?? segment.value(5))?.toUpperCase(),
    observed: segment.value(7),
    observedEnd: segment.value(8),
    specimenAction: segment.value(11)?.toUpperCase(),
    clinicalInformation: segment.text(13),
    specimenReceived: segment.value(14),
    specimenSource: segment.value(15, { subcomponent: 2 }) ?? segment.value(15, { subcomponent: 1 }),
    specimenSourceNames: specimenSourceNames(segment),
    specimenRoles: readAll(segment, 15, readSpecimenRole),
    orderingProvider: readXcn(segment, 16),
    statusChanged: segment.value(22),
    section: segment.value(24)?.toUpperCase(),
    resultStatus: segment.value(25)?.toUpperCase(),
    parentResult: readParentResult(segment),
    parentOrder: readEip(segment, 29),
  };
}

const specimenSourceNames = (segment: Segment): string[] =>
  segment.isFilled(15)
    ? [1, 2, 3].flatMap((component) =>
        [1, 2, 4, 5].flatMap((subcomponent) => segment.value(15, { component, subcomponent }) ?? []),
      )
    : [];

/**
 * SPS.7 (HL7 v2.5 §2.A.70), a CWE in sub-components. SPS has seven components. With more, OBR-15 holds a
 * misplaced field, whose seventh component is a person's degree.
 */
const readSpecimenRole: Reader<Naming> = (segment, field, repetition = 1) => {
  const isOther = [8, 9, 10].some(
    (component) => segment.value(field, { repetition, component }) !== undefined,
  );
  return isOther
    ? undefined
    : namingOf((subcomponent) => segment.value(field, { repetition, component: 7, subcomponent }));
};

/** A PRL holds the whole OBX-3 as sub-components of its first component (HL7 v2.5.1 §2.A.58). */
function readParentResult(segment: Segment): ParentResult | undefined {
  const identifier = (subcomponent: number) => segment.value(26, { component: 1, subcomponent });
  return unlessEmpty({
    code: identifier(1),
    text: identifier(2),
    system: identifier(3),
    subId: segment.value(26, { component: 2 }),
    value: segment.value(26, { component: 3 }),
  });
}
