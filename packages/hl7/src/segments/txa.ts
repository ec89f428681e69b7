import { type Cwe, readCwe } from '../datatypes/coded.ts';
import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../message/segment.ts';

/** TXA: transcription document header (HL7 v2.5.1 §9.6.1). */
export interface Txa {
  /** TXA-2, table 0270. */
  readonly documentType?: Cwe | undefined;
  /** TXA-4: time of the documented activity. */
  readonly activity?: string | undefined;
  /**
   * Time of authentication, otherwise of the last edit, otherwise of transcription: TXA-22.15, TXA-8, TXA-7.
   */
  readonly statusChanged?: string | undefined;
  /** TXA-12: the permanent number of the document. */
  readonly documentNumber?: Ei | undefined;
  /** TXA-13: the document that this one adds to or replaces. */
  readonly parentNumber?: Ei | undefined;
  readonly placerOrder?: Ei | undefined;
  readonly fillerOrder?: Ei | undefined;
  /** TXA-17, table 0271: AU authenticated, LA legally authenticated, DO, DI, IN, IP, PA. */
  readonly completionStatus?: string | undefined;
  /** TXA-19, table 0273: AV available, CA deleted, OB obsolete, UN unavailable. */
  readonly availabilityStatus?: string | undefined;
}

export function readTxa(segment: Segment): Txa {
  const edited = segment
    .repetitions(8)
    .map((_, index) => segment.value(8, { repetition: index + 1 }))
    .findLast((time) => time !== undefined);
  return {
    documentType: readCwe(segment, 2),
    activity: segment.value(4),
    statusChanged: segment.value(22, { component: 15 }) ?? edited ?? segment.value(7),
    documentNumber: readEi(segment, 12),
    parentNumber: readEi(segment, 13),
    placerOrder: readEi(segment, 14),
    fillerOrder: readEi(segment, 15),
    completionStatus: segment.value(17)?.toUpperCase(),
    availabilityStatus: segment.value(19)?.toUpperCase(),
  };
}
