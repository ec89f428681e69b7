import type { KnownPatient } from '../model/known-patient.ts';
import type { Owner, OwnerClaim } from '../model/owner.ts';
import type { PatientLink } from '../model/patient.ts';

/** Stored facts about orders and specimens, by alias, and about patients, by key. */
export interface KnownIdentities {
  /** The owners of each alias: the newest statement for each patient that was ever stated. */
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  /** The links of each patient, by patient key: merges into others, and moves to others. */
  readonly links: ReadonlyMap<string, readonly PatientLink[]>;
  /** The known data of each patient, by patient key. Patients of whom nothing is known are missing. */
  readonly described: ReadonlyMap<string, KnownPatient>;
  /** Patients and aliases that a message waits for: see `WaitStore`. */
  readonly awaited: ReadonlySet<string>;
}

/** Aliases of orders and specimens, and keys of patients. */
export interface IdentityNames {
  readonly aliases: readonly string[];
  readonly patients: readonly string[];
}

/** Adds a statement about a patient to the known data. Returns its argument if the statement adds nothing. */
export type AddWord = (known: KnownPatient | undefined) => KnownPatient;

/** The owners of orders and specimens, and the links between patients. */
export interface IdentityStore {
  /** One request for up to 100 items: one item for each alias, two for each patient. */
  find(names: IdentityNames): Promise<KnownIdentities>;
  /**
   * Stores the owners of orders, by alias, beside those stated for other patients. Statements that are more
   * than `keepMs` older are deleted. Returns the aliases that a message waits for.
   */
  putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<readonly string[]>;
  /**
   * Stores the result of `add` on the known data of a patient. `add` returns its argument if nothing changes.
   * `known` is the value that was just read. Returns the stored value.
   */
  describe(key: string, add: AddWord, known?: KnownPatient | undefined): Promise<KnownPatient>;
  /**
   * Stores a link from a patient to another, beside other links, unless a newer link of the same kind between
   * the two is stored. Returns whether a message waits for the patient.
   */
  link(retired: string, link: PatientLink): Promise<boolean>;
  /**
   * Marks names as awaited by a message, so that a later write about them looks into the wait store. Returns
   * the known data of the names.
   */
  markAwaited(names: IdentityNames, messageId: string): Promise<KnownIdentities>;
  /** Removes the marks of these messages only. */
  unmark(names: IdentityNames, messageIds: readonly string[]): Promise<void>;
}
