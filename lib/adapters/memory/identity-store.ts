import type { Owner, OwnerClaim } from '../../model/owner.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { IdentityNames, IdentityStore } from '../../ports/identity-store.ts';

/** Orders and patients in memory. */
export class MemoryIdentityStore implements IdentityStore {
  readonly #owners = new Map<string, readonly Owner[]>();
  readonly #patients = new Map<string, { patient: Patient; asOf: number }>();
  readonly #links = new Map<string, PatientLink>();

  async find(names: IdentityNames) {
    const described = pick(this.#patients, names.patients);
    return {
      owners: pick(this.#owners, names.aliases),
      links: pick(this.#links, names.patients),
      described: new Map([...described].map(([key, { patient }]) => [key, patient])),
    };
  }

  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void> {
    for (const { alias, owner } of claims) {
      const standing = this.#owners.get(alias) ?? [];
      const same = standing.find(({ patient }) => patient.key === owner.patient.key);
      if (same === undefined || same.asOf <= owner.asOf)
        this.#owners.set(alias, [
          ...standing.filter((other) => other !== same && other.asOf >= owner.asOf - keepMs),
          owner,
        ]);
    }
  }

  async putPatient(patient: Patient, asOf: number): Promise<void> {
    if ((this.#patients.get(patient.key)?.asOf ?? 0) <= asOf)
      this.#patients.set(patient.key, { patient, asOf });
  }

  async link(retired: string, link: PatientLink): Promise<void> {
    const standing = this.#links.get(retired);
    if (standing === undefined || standing.watermark.messageTime <= link.watermark.messageTime)
      this.#links.set(retired, link);
  }

  /** The newest description of everybody. */
  patients(): readonly Patient[] {
    return [...this.#patients.values()].map(({ patient }) => patient);
  }

  owners(): readonly Owner[] {
    return [...new Set([...this.#owners.values()].flat())];
  }
}

const pick = <T>(from: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> =>
  new Map(
    keys.flatMap((key) => {
      const value = from.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
