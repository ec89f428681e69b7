import type { KnownPatient } from '../model/known-patient.ts';
import type { Owner, OwnerClaim } from '../model/owner.ts';
import type { PatientLink } from '../model/patient.ts';

/** Stored facts about orders and specimens, by alias, and about patients, by key. */
export interface KnownIdentities {
  /** The owners of each alias: the newest statement for each patient that was ever stated. */
  readonly owners: ReadonlyMap<string, readonly Owner[]>;
  /** What was said of whom a patient was merged into, and what was moved from them. */
  readonly links: ReadonlyMap<string, readonly PatientLink[]>;
  /** What is known of patients, as far as anything ever was. */
  readonly described: ReadonlyMap<string, KnownPatient>;
  /** Patients that a message waits for: see `WaitStore`. */
  readonly awaited: ReadonlySet<string>;
}

/** Aliases of orders and specimens, and keys of patients. */
export interface IdentityNames {
  readonly aliases: readonly string[];
  readonly patients: readonly string[];
}

/** Adds a word about a patient to what is known of them. */
export type AddWord = (known: KnownPatient | undefined) => KnownPatient;

/** The owners of orders and specimens, and the links between patients. */
export interface IdentityStore {
  /** One request for up to 100 items: one item for each alias, two for each patient. */
  find(names: IdentityNames): Promise<KnownIdentities>;
  /**
   * Writes whose orders are, by alias, beside what was said of other patients, and forgets what was
   * said more than `keepMs` before. Gives the aliases that a message waits for.
   */
  putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<readonly string[]>;
  /**
   * Writes what `add` makes of what is known of a patient; it gives what it got where nothing is new. `known`: what
   * was just read. Gives what is known then.
   */
  describe(key: string, add: AddWord, known?: KnownPatient | undefined): Promise<KnownPatient>;
  /**
   * Links a patient to another, beside what else was said of them, unless a newer word of the same kind about the
   * same two stands. Gives whether a message waits for the patient.
   */
  link(retired: string, link: PatientLink): Promise<boolean>;
  /**
   * Marks names as awaited by a message, so that whoever writes something about them asks the wait store. Gives
   * what is known of them by then.
   */
  markAwaited(names: IdentityNames, messageId: string): Promise<KnownIdentities>;
  /** Takes the marks of these messages away, and no other's. */
  unmark(names: IdentityNames, messageIds: readonly string[]): Promise<void>;
}
