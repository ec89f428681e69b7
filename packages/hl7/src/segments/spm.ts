import { type Cwe, type Naming, readCwe, readNaming } from '../datatypes/coded.ts';
import { type Ei, readEip } from '../datatypes/identifiers.ts';
import { type Cq, readCq } from '../datatypes/numeric.ts';
import { oncePerSegment, readAll, readSt } from '../datatypes/read.ts';
import type { Segment } from '../message/segment.ts';

/** SPM: specimen (HL7 v2.5.1 §7.4.3). */
export interface Spm {
  readonly placerId?: Ei | undefined;
  readonly fillerId?: Ei | undefined;
  /** SPM-3: the parent specimens. */
  readonly parentIds: readonly Ei[];
  readonly type?: Cwe | undefined;
  /** SPM-5. */
  readonly typeModifiers: readonly Cwe[];
  /** SPM-6. */
  readonly additives: readonly Cwe[];
  /** SPM-7: the collection method. */
  readonly method?: Cwe | undefined;
  /** SPM-8: the place in the body. */
  readonly bodySite?: Cwe | undefined;
  /** SPM-9. */
  readonly bodySiteModifiers: readonly Cwe[];
  /** SPM-12: the collected amount. */
  readonly quantity?: Cq | undefined;
  /** SPM-14. */
  readonly descriptions: readonly string[];
  /** SPM-11, table 0369, as sent: P patient, Q control, C calibrator, … All repetitions are read. */
  readonly roles: readonly Naming[];
  /** A part of SPM-2 or SPM-3 is exactly the word CONTROL, as in `20391&CONTROL` of cobas analyzers. */
  readonly isNamedControl: boolean;
  readonly collected?: string | undefined;
  /** SPM-17.2: the end of a timed collection. */
  readonly collectedEnd?: string | undefined;
  readonly received?: string | undefined;
  readonly rejectReasons: readonly Cwe[];
  readonly conditions: readonly Cwe[];
  readonly containerType?: Cwe | undefined;
}

export const readSpm = oncePerSegment((segment): Spm => {
  const ids = readEip(segment, 2);
  return {
    isNamedControl: isNamedControl(segment, [2, 3]),
    placerId: ids?.placer,
    fillerId: ids?.filler,
    parentIds: readAll(segment, 3, readEip).flatMap(({ placer, filler }) =>
      [placer, filler].filter((id) => id !== undefined),
    ),
    type: readCwe(segment, 4),
    typeModifiers: readAll(segment, 5, readCwe),
    additives: readAll(segment, 6, readCwe),
    method: readCwe(segment, 7),
    bodySite: readCwe(segment, 8),
    bodySiteModifiers: readAll(segment, 9, readCwe),
    roles: readAll(segment, 11, readNaming),
    quantity: segment.isFilled(12) ? readCq(segment, 12) : undefined,
    descriptions: readAll(segment, 14, readSt),
    collected: segment.value(17),
    collectedEnd: segment.value(17, { component: 2 }),
    received: segment.value(18),
    rejectReasons: readAll(segment, 21, readCwe),
    conditions: readAll(segment, 24, readCwe),
    containerType: readCwe(segment, 27),
  };
});

/**
 * True if a sub-component of these fields is exactly the word CONTROL. A longer word that contains it is an
 * ordinary name.
 */
export const isNamedControl = (segment: Segment, fields: readonly number[]): boolean =>
  fields.some((field) =>
    segment
      .repetitions(field)
      .flatMap((repetition) => repetition.split(segment.delimiters.component))
      .flatMap((component) =>
        segment.delimiters.subcomponent === ''
          ? [component]
          : component.split(segment.delimiters.subcomponent),
      )
      .some((part) => part.trim().toUpperCase() === 'CONTROL'),
  );
