import { type KnownPatient, patientAsKnown } from '../../model/known-patient.ts';
import { isSameLink } from '../../model/linked.ts';
import { type Owner, type OwnerClaim, ownerAfter, replacesOwner } from '../../model/owner.ts';
import type { Patient, PatientLink } from '../../model/patient.ts';
import type { AddWord, IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';

/** Owners, links and known patients in memory. */
export class MemoryIdentityStore implements IdentityStore {
  readonly #owners = new Map<string, readonly Owner[]>();
  readonly #patients = new Map<string, KnownPatient>();
  readonly #links = new Map<string, readonly PatientLink[]>();
  readonly #awaited = new Map<string, string>();

  async find(names: IdentityNames): Promise<KnownIdentities> {
    return {
      owners: pick(this.#owners, names.aliases),
      links: pick(this.#links, names.patients),
      described: pick(this.#patients, names.patients),
      awaited: new Set([
        ...names.patients.filter((key) => this.#awaited.has(`patient ${key}`)),
        ...names.aliases.filter((alias) => this.#awaited.has(`order ${alias}`)),
      ]),
    };
  }

  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<readonly string[]> {
    for (const { alias, owner } of claims) {
      const standing = this.#owners.get(alias) ?? [];
      const same = standing.find(({ patient }) => patient.key === owner.patient.key);
      const after = ownerAfter(same, owner);
      const isNewer = same === undefined || replacesOwner(owner, same);
      this.#owners.set(
        alias,
        isNewer
          ? [...standing.filter((other) => other !== same && other.asOf >= owner.asOf - keepMs), after]
          : standing.map((other) => (other === same ? after : other)),
      );
    }
    const aliases = new Set(claims.map(({ alias }) => alias));
    return [...aliases].filter((alias) => this.#awaited.has(`order ${alias}`));
  }

  async describe(key: string, add: AddWord): Promise<KnownPatient> {
    const known = add(this.#patients.get(key));
    this.#patients.set(key, known);
    return known;
  }

  /** Stores the known data of a patient that are written together with a report's views. */
  know(known: KnownPatient): void {
    this.#patients.set(known.key, known);
  }

  async link(retired: string, link: PatientLink): Promise<boolean> {
    const standing = this.#links.get(retired) ?? [];
    const same = standing.find((one) => isSameLink(one, link));
    if (same === undefined || same.watermark.messageTime <= link.watermark.messageTime)
      this.#links.set(retired, [...standing.filter((one) => one !== same), link]);
    return this.#awaited.has(`patient ${retired}`);
  }

  async markAwaited(names: IdentityNames, messageId: string): Promise<KnownIdentities> {
    for (const name of namesOf(names)) this.#awaited.set(name, messageId);
    return this.find(names);
  }

  async unmark(names: IdentityNames, messageIds: readonly string[]): Promise<void> {
    for (const name of namesOf(names))
      if (messageIds.includes(this.#awaited.get(name) ?? '')) this.#awaited.delete(name);
  }

  /** All patients, as all messages together describe them. */
  patients(): readonly Patient[] {
    return [...this.#patients.values()].map(patientAsKnown);
  }

  owners(): readonly Owner[] {
    return [...new Set([...this.#owners.values()].flat())];
  }
}

const namesOf = ({ aliases, patients }: IdentityNames): string[] => [
  ...aliases.map((alias) => `order ${alias}`),
  ...patients.map((key) => `patient ${key}`),
];

const pick = <T>(from: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> =>
  new Map(
    keys.flatMap((key) => {
      const value = from.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
