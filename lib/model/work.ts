import type { Identifier } from './concept.ts';
import type { Order } from './order.ts';
import type { Specimen } from './specimen.ts';

/** How an instrument asks for work, and is answered. */
export type WorkDialect =
  /** QBP^Q11 answered by RSP^K11, the work following as OML^O33 (IHE LAW, LAB-27 and LAB-28). */
  | 'law'
  /** QBP^Z03 and Z01 answered by RSP^Z02 with the work in it (Cepheid GeneXpert). */
  | 'genexpert'
  /** QRY^Q02 answered by QCK^Q02, the work following as DSR^Q03 (Mindray chemistry). */
  | 'display'
  /** ORM^O01 with ORC-1 RF answered by ORR^O02 (Mindray hematology). */
  | 'refill'
  /** A Q record answered by O records (LIS2-A2). */
  | 'astm';

/** A place on the instrument: a position in a carrier or in a tray. */
export interface WorkPlace {
  readonly holder: 'carrier' | 'tray';
  readonly id: string;
  readonly position: string;
}

export interface WorkQuery {
  readonly dialect: WorkDialect;
  /** QPD-2: repeated in the answer. */
  readonly tag?: string | undefined;
  /** Everything that there is to do; else the specimens and the place that are named. */
  readonly isAll: boolean;
  readonly specimens: readonly Identifier[];
  readonly place?: WorkPlace | undefined;
  /** It takes an earlier question back. */
  readonly isCancel: boolean;
}

/** What there is to do on one specimen; no order where there is nothing. */
export interface SpecimenWork {
  /** What was asked for; undefined in work that nobody asked for by name. */
  readonly asked?: Identifier | undefined;
  readonly place?: WorkPlace | undefined;
  readonly orders: readonly WorkStep[];
}

/** One test to do, by the name that the instrument has for it. */
export interface WorkStep {
  readonly order: Order;
  /** OBR-2: what the instrument has to call it. */
  readonly id: Pick<Identifier, 'value' | 'assigner'>;
  readonly code: string;
  readonly display?: string | undefined;
  readonly system?: string | undefined;
  /** NW to do it, CA not to. */
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

/** Of the specimens of an order the one that was asked for; the first where nobody asked. */
export const specimenAsked = ({ specimens }: Order, asked: Identifier | undefined): Specimen | undefined =>
  specimens.find((specimen) => specimenNumbers(specimen).some(({ value }) => value === asked?.value)) ??
  specimens[0];

/** The place in one word, for keys. */
export const placeName = ({ holder, id, position }: WorkPlace): string => `${holder} ${id} ${position}`;

/** The day of an instrument's work list, in UTC. */
export const workDay = (time: Date): string => time.toISOString().slice(0, 10);
