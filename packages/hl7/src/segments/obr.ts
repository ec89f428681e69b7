import { type Cwe, type Naming, namingOf, readCwe, readNaming } from '../datatypes/coded.ts';
import { readXtn, type Xtn } from '../datatypes/contact.ts';
import { type Ei, type Eip, readEi, readEip } from '../datatypes/identifiers.ts';
import { type Ndl, readNdl, readXcn, type Xcn } from '../datatypes/names.ts';
import { type Cq, readCq } from '../datatypes/numeric.ts';
import { oncePerSegment, type Reader, readAll, unlessEmpty } from '../datatypes/read.ts';
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
  readonly specimenSource?: SpecimenSource | undefined;
  /** OBR-9: the collected amount. */
  readonly collectedAmount?: Cq | undefined;
  /** The codes and texts of OBR-15.1 to OBR-15.3: source, additives and free text. */
  readonly specimenSourceNames: readonly string[];
  /** OBR-15.7, table 0369, as sent: the specimen's role in versions before SPM-11. All repetitions are read. */
  readonly specimenRoles: readonly Naming[];
  readonly orderingProvider?: Xcn | undefined;
  /** OBR-17: the numbers to call about the order. */
  readonly callBackPhones: readonly Xtn[];
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
  /** OBR-28: the persons who get a copy of the result. */
  readonly copiesTo: readonly Xcn[];
  /** OBR-31. */
  readonly reasons: readonly Cwe[];
  /** OBR-32. */
  readonly principalInterpreters: readonly Ndl[];
  /** OBR-33. */
  readonly assistantInterpreters: readonly Ndl[];
  /** OBR-34. */
  readonly technicians: readonly Ndl[];
  /** OBR-35. */
  readonly transcriptionists: readonly Ndl[];
  /** OBR-39 as codes and words, one entry each. */
  readonly collectorsComments: readonly string[];
}

/** SPS (HL7 v2.5 §2.A.70). */
export interface SpecimenSource {
  readonly type?: Cwe | undefined;
  readonly additive?: Cwe | undefined;
  readonly description?: string | undefined;
  readonly bodySite?: Cwe | undefined;
  readonly bodySiteModifier?: Cwe | undefined;
  readonly method?: Cwe | undefined;
}

export interface ParentResult {
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly system?: string | undefined;
  readonly subId?: string | undefined;
  readonly value?: string | undefined;
}

export const readObr = oncePerSegment(
  (segment): Obr => ({
    placerOrder: readEi(segment, 2),
    fillerOrder: readEi(segment, 3),
    service: readCwe(segment, 4),
    observed: segment.value(7),
    observedEnd: segment.value(8),
    collectedAmount: segment.isFilled(9) ? readCq(segment, 9) : undefined,
    specimenAction: segment.value(11)?.toUpperCase(),
    clinicalInformation: segment.text(13),
    specimenReceived: segment.value(14),
    specimenSource: readSpecimenSource(segment),
    specimenSourceNames: specimenSourceNames(segment),
    specimenRoles: readAll(segment, 15, readSpecimenRole),
    orderingProvider: readXcn(segment, 16),
    callBackPhones: readAll(segment, 17, readXtn),
    statusChanged: segment.value(22),
    section: segment.value(24)?.toUpperCase(),
    resultStatus: segment.value(25)?.toUpperCase(),
    parentResult: readParentResult(segment),
    priority: (segment.value(27, { component: 6 }) ?? segment.value(5))?.toUpperCase(),
    copiesTo: readAll(segment, 28, readXcn),
    parentOrder: readEip(segment, 29),
    reasons: readAll(segment, 31, readCwe),
    principalInterpreters: readAll(segment, 32, readNdl),
    assistantInterpreters: readAll(segment, 33, readNdl),
    technicians: readAll(segment, 34, readNdl),
    transcriptionists: readAll(segment, 35, readNdl),
    collectorsComments: readAll(segment, 39, readNaming).flatMap(({ codes, texts }) => [...codes, ...texts]),
  }),
);

const specimenSourceNames = (segment: Segment): string[] =>
  segment.isFilled(15)
    ? [1, 2, 3].flatMap((component) =>
        [1, 2, 4, 5].flatMap((subcomponent) => segment.value(15, { component, subcomponent }) ?? []),
      )
    : [];

/**
 * OBR-15. If it holds a misplaced field, only its first component is read. Some senders write a coded element instead of
 * an SPS (`SER^Serum^HL70487`): its third component is then a coding system.
 */
function readSpecimenSource(segment: Segment): SpecimenSource | undefined {
  if (!segment.isFilled(15)) return undefined;
  const coded = (component: number): Cwe | undefined => {
    const part = (subcomponent: number) => segment.value(15, { component, subcomponent });
    return unlessEmpty({ code: part(1), text: part(2), system: part(3) });
  };
  const type = coded(1);
  if (isMisplaced(segment, 1)) return unlessEmpty({ type });
  if (isCodedElement(segment)) return unlessEmpty({ type: readCwe(segment, 15) });
  return unlessEmpty({
    type,
    additive: coded(2),
    description: segment.value(15, { component: 3 }),
    bodySite: coded(4),
    bodySiteModifier: coded(5),
    method: coded(6),
  });
}

/** Whether OBR-15 has no sub-components, and a coding system of HL7 table 0396 as its third component. */
const isCodedElement = (segment: Segment): boolean =>
  /^(?:HL7\d{4}|99\w{1,12}|L|LN|SCT|SNM3?|UCUM)$/i.test(segment.value(15, { component: 3 }) ?? '') &&
  [1, 2, 3].every((component) => segment.value(15, { component, subcomponent: 2 }) === undefined);

/** SPS has seven components. With more, OBR-15 holds a misplaced field. */
const isMisplaced = (segment: Segment, repetition: number): boolean =>
  [8, 9, 10].some((component) => segment.value(15, { repetition, component }) !== undefined);

/**
 * SPS.7 (HL7 v2.5 §2.A.70), a CWE in sub-components. In a misplaced field, the seventh component is a person's degree.
 */
const readSpecimenRole: Reader<Naming> = (segment, field, repetition = 1) =>
  isMisplaced(segment, repetition)
    ? undefined
    : namingOf((subcomponent) => segment.value(field, { repetition, component: 7, subcomponent }));

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
