import type { Identifier } from './concept.ts';
import type { Order } from './order.ts';
import type { Specimen } from './specimen.ts';

/** How an instrument asks for work, and how it is answered. */
export type WorkDialect =
  /** QBP^Q11, answered by RSP^K11; the work follows as OML^O33 (IHE LAW, LAB-27 and LAB-28). */
  | 'law'
  /** QBP^Z03 and Z01, answered by RSP^Z02 with the work in it (Cepheid GeneXpert). */
  | 'genexpert'
  /** QRY^Q02, answered by QCK^Q02; the work follows as DSR^Q03 (Mindray chemistry). */
  | 'display'
  /** ORM^O01 with ORC-1 RF, answered by ORR^O02 (Mindray hematology). */
  | 'refill'
  /** A Q record, answered by O records (LIS2-A2). */
  | 'astm';

/** A place on the instrument: a position in a carrier or in a tray. */
export interface WorkPlace {
  readonly holder: 'carrier' | 'tray';
  readonly id: string;
  readonly position: string;
}

export interface WorkQuery {
  readonly dialect: WorkDialect;
  /** QPD-2; repeated in the answer. */
  readonly tag?: string | undefined;
  /** The instrument asks for all work. Otherwise it asks for the named specimens and place. */
  readonly isAll: boolean;
  readonly specimens: readonly Identifier[];
  readonly place?: WorkPlace | undefined;
  /** What the instrument wrote about each of `specimens`: the components of Q-3, and their layout in its dialect. */
  readonly written?: readonly (WrittenSpecimen | undefined)[] | undefined;
  /** The instrument's codes of the tests that it asks for. Default: all. */
  readonly tests?: readonly string[] | undefined;
  /** The message cancels an earlier question. */
  readonly isCancel: boolean;
}

/** A specimen as an instrument wrote it in Q-3 (ASTM). */
export interface WrittenSpecimen {
  readonly components: readonly string[];
  /** The number of its layout among those of the dialect; the first is 1. */
  readonly layout: number;
}

/** The work on one specimen. No orders: there is nothing to do. */
export interface SpecimenWork {
  /**
   * The specimen that was asked for. Undefined if the question names no specimen, or if there was no
   * question.
   */
  readonly asked?: Identifier | undefined;
  readonly written?: WrittenSpecimen | undefined;
  readonly place?: WorkPlace | undefined;
  readonly orders: readonly WorkStep[];
}

/** One test to do, with the instrument's own code for it. */
export interface WorkStep {
  readonly order: Order;
  /** OBR-2: the number that the instrument has to return. */
  readonly id: Pick<Identifier, 'value' | 'assigner'>;
  readonly code: string;
  readonly display?: string | undefined;
  readonly system?: string | undefined;
  /** NW: do it. CA: do not do it. */
  readonly control: 'NW' | 'CA';
}

/** The numbers of a specimen, the one on its container first. */
export const specimenNumbers = (specimen: Specimen | undefined): readonly Identifier[] =>
  [
    specimen?.containerId,
    ...(specimen?.otherContainerIds ?? []),
    specimen?.placerId,
    specimen?.fillerId,
  ].filter((id) => id !== undefined);

/** The specimen of an order that was asked for. Default: the first. */
export const specimenAsked = ({ specimens }: Order, asked: Identifier | undefined): Specimen | undefined =>
  specimens.find((specimen) => specimenNumbers(specimen).some(({ value }) => value === asked?.value)) ??
  specimens[0];

/** The place as one word, for keys. */
export const placeName = ({ holder, id, position }: WorkPlace): string => `${holder} ${id} ${position}`;

/** The day of an instrument's work list, in UTC. */
export const workDay = (time: Date): string => time.toISOString().slice(0, 10);
