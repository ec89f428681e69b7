import type { Order } from '../model/order.ts';
import type { Patient, PatientLink } from '../model/patient.ts';

/** What is known of orders and patients, by alias and by key. */
export interface KnownIdentities {
  readonly orders: ReadonlyMap<string, Order>;
  /** Patients that were merged into another. */
  readonly links: ReadonlyMap<string, PatientLink>;
}

/** Whose an order or a specimen is, and which patients became one. */
export interface IdentityStore {
  /** One request for up to 100 names. */
  find(names: {
    readonly orders: readonly string[];
    readonly patients: readonly string[];
  }): Promise<KnownIdentities>;
  /** Writes an order under each of its aliases, unless a newer statement stands there. */
  putOrder(order: Order, aliases: readonly string[]): Promise<void>;
  /**
   * Writes how a patient was described at a time (milliseconds since 1970), unless a newer
   * description stands. Gives whom the patient has been merged into, if anybody.
   */
  putPatient(patient: Patient, asOf: number): Promise<PatientLink | undefined>;
  /** Links a retired patient to the survivor, unless a newer link stands. Nothing else changes. */
  link(retired: string, link: PatientLink): Promise<void>;
}
