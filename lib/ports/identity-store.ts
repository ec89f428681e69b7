import type { Owner, OwnerClaim } from '../model/owner.ts';
import type { Patient, PatientLink } from '../model/patient.ts';

/** What is known of orders and specimens, by name, and of patients, by key. */
export interface KnownIdentities {
  /** The newest word for each patient who was ever said to be the owner. */
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  /** Patients that were merged into another. */
  readonly links: ReadonlyMap<string, PatientLink>;
  /** How patients were last described, as far as they ever were. */
  readonly described: ReadonlyMap<string, Patient>;
}

/** Names of orders and specimens, and keys of patients. */
export interface IdentityNames {
  readonly aliases: readonly string[];
  readonly patients: readonly string[];
}

/** Whose an order or a specimen is, and which patients became one. */
export interface IdentityStore {
  /** One request for up to 100 items: one for each order, two for each patient. */
  find(names: IdentityNames): Promise<KnownIdentities>;
  /**
   * Writes whose orders are, by alias, beside what was said of other patients, and forgets what was
   * said more than `keepMs` before.
   */
  putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void>;
  /**
   * Writes how a patient was described at a time (milliseconds since 1970), unless a newer
   * description stands.
   */
  putPatient(patient: Patient, asOf: number): Promise<void>;
  /** Links a retired patient to the survivor, unless a newer link stands. Nothing else changes. */
  link(retired: string, link: PatientLink): Promise<void>;
}
