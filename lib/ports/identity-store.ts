import type { Owner, OwnerClaim } from '../model/owner.ts';
import type { Patient, PatientLink } from '../model/patient.ts';

/** Stored facts about orders and specimens, by alias, and about patients, by key. */
export interface KnownIdentities {
  /** The owners of each alias: the newest statement for each patient that was ever stated. */
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  /** Patients that were merged into another, by the retired patient. */
  readonly links: ReadonlyMap<string, PatientLink>;
  /** The newest stored description of each patient. */
  readonly described: ReadonlyMap<string, Patient>;
}

/** Aliases of orders and specimens, and keys of patients. */
export interface IdentityNames {
  readonly aliases: readonly string[];
  readonly patients: readonly string[];
}

/** The owners of orders and specimens, and the links between patients. */
export interface IdentityStore {
  /** One request for up to 100 items: one item for each alias, two for each patient. */
  find(names: IdentityNames): Promise<KnownIdentities>;
  /**
   * Stores the owner of each alias beside those stated for other patients. Statements older than `keepMs` are
   * dropped.
   */
  putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void>;
  /**
   * Stores the description of a patient as of a time (milliseconds since 1970), unless a newer one is stored.
   */
  putPatient(patient: Patient, asOf: number): Promise<void>;
  /** Links a retired patient to the survivor, unless a newer link is stored. Nothing else changes. */
  link(retired: string, link: PatientLink): Promise<void>;
}
