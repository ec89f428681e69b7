import { type Ei, readEi } from '../datatypes/identifiers.ts';
import type { Segment } from '../message/segment.ts';

/** QPD: query parameters (HL7 v2.5.1 §5.5.4), as IHE LAW (LAB-27) and GeneXpert fill it. */
export interface Qpd {
  /** QPD-1.1, QPD-1.3. */
  readonly name?: string | undefined;
  readonly system?: string | undefined;
  readonly tag?: string | undefined;
  /** QPD-3 of each repetition: the container, in LAB-27. */
  readonly containers: readonly Ei[];
  /** QPD-4: the carrier in LAB-27, the specimen in Z03. */
  readonly carrier?: Ei | undefined;
  /** QPD-5.1: the position in the carrier. */
  readonly position?: string | undefined;
  readonly tray?: Ei | undefined;
  readonly positionInTray?: string | undefined;
  /** QPD-9: an isolate of the specimen. */
  readonly isolate?: Ei | undefined;
  /** QPD-10 of ASTM read as HL7: the end of a range of specimens. */
  readonly rangeEnd?: string | undefined;
  /** QPD-11 of ASTM read as HL7: the codes of tests. Empty: all. */
  readonly tests: readonly string[];
  /** QPD-12 of ASTM read as HL7: Q-13, if it is not `O` (orders). `A` takes the last question back. */
  readonly status?: string | undefined;
  /** QPD-13 of ASTM read as HL7: the components of Q-3 for each specimen of QPD-3, if the dialect knows them. */
  readonly asked: readonly (readonly string[])[];
  /** QPD-14 of ASTM read as HL7: the number of the layout of Q-3 in the dialect. */
  readonly layout?: number | undefined;
  /** The numbers of the fields that have a value. */
  readonly filled: readonly number[];
}

export function readQpd(segment: Segment): Qpd {
  return {
    name: segment.value(1)?.toUpperCase(),
    system: segment.value(1, { component: 3 })?.toUpperCase(),
    tag: segment.value(2),
    containers: segment.repetitions(3).flatMap((_, index) => readEi(segment, 3, index + 1) ?? []),
    carrier: readEi(segment, 4),
    position: segment.value(5),
    tray: readEi(segment, 6),
    positionInTray: segment.value(7),
    isolate: readEi(segment, 9),
    tests: segment.repetitions(11).flatMap((_, index) => segment.value(11, { repetition: index + 1 }) ?? []),
    rangeEnd: segment.value(10),
    status: segment.value(12),
    asked: askedIn(segment),
    ...layoutIn(segment),
    filled: filledIn(segment),
  };
}

function askedIn(segment: Segment): Qpd['asked'] {
  if (segment.field(13) === '') return [];
  return segment
    .repetitions(13)
    .map((text, index) =>
      text
        .split(segment.delimiters.component)
        .map((_, at) => segment.value(13, { repetition: index + 1, component: at + 1 }) ?? ''),
    );
}

const layoutIn = (segment: Segment): Pick<Qpd, 'layout'> => {
  const layout = segment.value(14);
  return layout === undefined || !/^\d{1,4}$/.test(layout) ? {} : { layout: Number(layout) };
};

function filledIn(segment: Segment): readonly number[] {
  const { length } = segment.raw.split(segment.delimiters.field);
  return Array.from({ length: length - 1 }, (_, index) => index + 1).filter(
    (field) => segment.field(field) !== '',
  );
}
