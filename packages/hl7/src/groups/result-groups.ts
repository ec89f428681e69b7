import type { Segment } from '../message/segment.ts';
import { obrLeadsOrc } from './obr-leads-orc.ts';

/** An OBX with the notes that follow it. */
export interface ObservationGroup {
  readonly obx: Segment;
  readonly notes: Segment[];
  /** TCD, SID and other segments of this result. */
  readonly others: Segment[];
}

export interface SpecimenGroup {
  readonly spm?: Segment | undefined;
  /** Observations about the specimen itself, and results before any OBR. */
  readonly observations: ObservationGroup[];
  /** SAC, INV and the segments that belong to them. */
  readonly containers: Segment[];
  readonly notes: Segment[];
}

export interface OrderGroup {
  readonly orc?: Segment | undefined;
  readonly obr?: Segment | undefined;
  readonly notes: Segment[];
  readonly observations: ObservationGroup[];
  readonly specimens: SpecimenGroup[];
  readonly others: Segment[];
}

export interface PatientGroup {
  readonly pid?: Segment | undefined;
  readonly pv1?: Segment | undefined;
  readonly notes: Segment[];
  readonly others: Segment[];
  readonly orders: OrderGroup[];
  /** Specimens without an order. */
  readonly specimens: SpecimenGroup[];
}

/**
 * A result message in its groups. Every segment is in exactly one place; `others` holds those without a place
 * of their own.
 */
export interface ResultGroups {
  /** MSH, SFT, and notes on the message. */
  readonly header: Segment[];
  readonly patients: PatientGroup[];
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

const patientSegments = new Set([
  'PD1',
  'NK1',
  'PV2',
  'ROL',
  'PRT',
  'ARV',
  'AL1',
  'IN1',
  'IN2',
  'IN3',
  'GT1',
  'DG1',
  'ACC',
  'DB1',
]);
const headerSegments = new Set(['MSH', 'SFT', 'UAC', 'MSA', 'ERR', 'QAK', 'QPD', 'QRD', 'QRF', 'EVN']);

/**
 * Groups the segments of ORU and OUL messages of any version and order (HL7 v2.5.1 §7.3). The published
 * grammar is ambiguous and senders deviate from it, so segments are placed one after the other:
 * - a specimen before orders contains them; a specimen after an order joins that order;
 * - an ORC belongs to the OBR after it or, as in OUL, to the OBR before it;
 * - an OBX keeps its order, even if a specimen stands between.
 */
export function groupResults(segments: readonly Segment[]): ResultGroups {
  return new Walker(segments).walk();
}

class Walker {
  readonly #placers: Readonly<Record<string, (segment: Segment, index: number) => void>> = {
    PID: this.#openPatient,
    PV1: this.#placeVisit,
    ORC: this.#placeOrc,
    OBR: this.#openOrder,
    OBX: this.#placeObservation,
    SPM: this.#openSpecimen,
    SAC: this.#placeContainer,
    INV: this.#placeContainer,
    NTE: this.#placeNote,
  };
  readonly #segments: readonly Segment[];
  readonly #obrLeads: boolean;
  readonly #groups: ResultGroups = { header: [], patients: [] };
  #patient: Open<PatientGroup> | undefined;
  #order: Open<OrderGroup> | undefined;
  #specimen: Open<SpecimenGroup> | undefined;
  #observation: ObservationGroup | undefined;
  /** An ORC whose OBR has not come yet, with the notes after it. */
  #pendingOrc: { orc: Segment; notes: Segment[]; others: Segment[] } | undefined;
  /** The open specimen contains the orders that follow it (OUL^R22, R23). */
  #specimenLeads = false;
  #specimenHasOrder = false;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
    this.#obrLeads = obrLeadsOrc(segments);
  }

  walk(): ResultGroups {
    this.#segments.forEach((segment, index) => {
      this.#place(segment, index);
    });
    this.#settlePendingOrc();
    return this.#groups;
  }

  #place(segment: Segment, index: number): void {
    const place = this.#placers[segment.name] ?? this.#placeOther;
    place.call(this, segment, index);
  }

  #openPatient(pid: Segment): void {
    this.#settlePendingOrc();
    this.#patient = { pid, pv1: undefined, notes: [], others: [], orders: [], specimens: [] };
    this.#groups.patients.push(this.#patient);
    this.#closeOrder();
    this.#specimen = undefined;
    this.#specimenLeads = false;
  }

  #closeOrder(): void {
    this.#order = undefined;
    this.#observation = undefined;
  }

  /** The open patient. A message without PID gets a patient without PID. */
  #currentPatient(): PatientGroup {
    if (this.#patient === undefined) {
      this.#patient = { pid: undefined, pv1: undefined, notes: [], others: [], orders: [], specimens: [] };
      this.#groups.patients.push(this.#patient);
    }
    return this.#patient;
  }

  #placeVisit(pv1: Segment): void {
    const patient = this.#currentPatient() as Open<PatientGroup>;
    if (patient.pv1 === undefined) patient.pv1 = pv1;
    else patient.others.push(pv1);
  }

  #placeOrc(orc: Segment, index: number): void {
    if (this.#pendingOrc === undefined && this.#followsItsObr(index)) {
      if (this.#order !== undefined) this.#order.orc = orc;
      return;
    }
    this.#settlePendingOrc();
    this.#pendingOrc = { orc, notes: [], others: [] };
    // segments between an ORC and its OBR do not belong to the order before
    this.#closeOrder();
  }

  /** An ORC directly after an OBR without ORC belongs to that OBR, unless the next OBR needs it. */
  #followsItsObr(index: number): boolean {
    const order = this.#order;
    if (order?.obr === undefined || order.orc !== undefined) return false;
    if (order.observations.length > 0 || this.#segments[index - 1]?.name === 'OBX') return false;
    if (this.#specimenLeads || this.#obrLeads) return true;
    const next = this.#segments.slice(index + 1).find(({ name }) => name !== 'NTE' && name !== 'TQ1');
    return next?.name !== 'OBR';
  }

  /** An ORC without an OBR is still an order, for example a cancellation. */
  #settlePendingOrc(): void {
    const pending = this.#pendingOrc;
    if (pending === undefined) return;
    this.#pendingOrc = undefined;
    this.#currentPatient().orders.push({
      ...pending,
      obr: undefined,
      observations: [],
      specimens: this.#leadingSpecimens(),
    });
  }

  #openOrder(obr: Segment | undefined): OrderGroup {
    const pending = this.#pendingOrc;
    this.#pendingOrc = undefined;
    const order: Open<OrderGroup> = {
      orc: pending?.orc,
      obr,
      notes: pending?.notes ?? [],
      observations: [],
      specimens: this.#leadingSpecimens(),
      others: pending?.others ?? [],
    };
    this.#order = order;
    this.#observation = undefined;
    this.#specimenHasOrder = true;
    // a specimen that joined the previous order does not belong to this one
    if (!this.#specimenLeads) this.#specimen = undefined;
    this.#currentPatient().orders.push(order);
    return order;
  }

  #leadingSpecimens(): SpecimenGroup[] {
    return this.#specimenLeads && this.#specimen !== undefined ? [this.#specimen] : [];
  }

  #openSpecimen(spm: Segment | undefined): SpecimenGroup {
    const specimen: SpecimenGroup = { spm, observations: [], containers: [], notes: [] };
    const patient = this.#currentPatient();
    // in ORU and OUL^R24 a specimen after an order joins it; elsewhere it starts a new group
    const joins = this.#order !== undefined && !this.#specimenLeads;
    if (joins) {
      this.#order?.specimens.push(specimen);
    } else {
      this.#settlePendingOrc();
      patient.specimens.push(specimen);
      this.#specimenLeads = true;
      this.#closeOrder();
    }
    this.#specimen = specimen;
    this.#specimenHasOrder = false;
    this.#observation = undefined;
    return specimen;
  }

  #placeObservation(obx: Segment): void {
    // results without an OBR are kept, after an ORC without OBR or without any order
    const opensOrder = this.#pendingOrc !== undefined || this.#specimen === undefined;
    if (this.#order === undefined && opensOrder) this.#openOrder(undefined);
    const observation: ObservationGroup = { obx, notes: [], others: [] };
    (this.#order ?? this.#specimen)?.observations.push(observation);
    this.#observation = observation;
  }

  #placeContainer(container: Segment): void {
    if (this.#observation !== undefined && container.name === 'INV') {
      this.#observation.others.push(container);
      return;
    }
    // without SPM, each container is a specimen of its own (OUL^R21)
    const isNext =
      container.name === 'SAC' &&
      this.#specimen?.spm === undefined &&
      this.#specimenLeads &&
      this.#specimenHasOrder;
    const specimen = isNext ? undefined : this.#specimen;
    (specimen ?? this.#openSpecimen(undefined)).containers.push(container);
  }

  #placeNote(nte: Segment): void {
    if (this.#observation !== undefined) this.#observation.notes.push(nte);
    else if (this.#pendingOrc !== undefined) this.#pendingOrc.notes.push(nte);
    else if (this.#order !== undefined) this.#order.notes.push(nte);
    else if (this.#specimen !== undefined) this.#specimen.notes.push(nte);
    else if (this.#patient !== undefined) this.#patient.notes.push(nte);
    else this.#groups.header.push(nte);
  }

  #placeOther(segment: Segment): void {
    if (headerSegments.has(segment.name) || this.#groups.patients.length === 0) {
      if (patientSegments.has(segment.name)) this.#currentPatient().others.push(segment);
      else this.#groups.header.push(segment);
    } else if (this.#observation !== undefined) this.#observation.others.push(segment);
    else if (this.#pendingOrc !== undefined) this.#pendingOrc.others.push(segment);
    else if (this.#order !== undefined) this.#order.others.push(segment);
    else this.#currentPatient().others.push(segment);
  }
}
