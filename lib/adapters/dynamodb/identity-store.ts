import { type Owner, type OwnerClaim, ownerSchema } from '../../model/owner.ts';
import { type Patient, type PatientLink, patientLinkSchema, patientSchema } from '../../model/patient.ts';
import type { IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { expiryOf } from './expiry.ts';
import { type ItemKey, orderKey, patientKey, patientLinkKey } from './keys.ts';
import type { ItemsByKey, Table } from './table.ts';

/** Each patient's word has an attribute of its own, so that none overwrites another's. */
const OWNER = 'owner_';
const ownerAttribute = (patientKey: string): string => `${OWNER}${patientKey}`;

/** The items that tell of names. */
export const identityKeys = ({ aliases, patients }: IdentityNames): ItemKey[] => [
  ...aliases.map(orderKey),
  ...patients.flatMap((patient) => [patientKey(patient), patientLinkKey(patient)]),
];

/** What such items say. */
export function toIdentities({ aliases, patients }: IdentityNames, items: ItemsByKey): KnownIdentities {
  const owners = new Map<string, readonly Owner[]>();
  const links = new Map<string, PatientLink>();
  const described = new Map<string, Patient>();
  for (const alias of aliases) {
    const item = items(orderKey(alias));
    if (item === undefined) continue;
    const attributes = Object.entries(item).filter(([name]) => name.startsWith(OWNER));
    owners.set(
      alias,
      attributes.map(([, owner]) => ownerSchema.parse(owner)),
    );
  }
  for (const patient of patients) {
    const link = items(patientLinkKey(patient))?.['link'];
    if (link !== undefined) links.set(patient, patientLinkSchema.parse(link));
    const description = items(patientKey(patient))?.['patient'];
    if (description !== undefined) described.set(patient, patientSchema.parse(description));
  }
  return { owners, links, described };
}

export class DynamoIdentityStore implements IdentityStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async find(names: IdentityNames): Promise<KnownIdentities> {
    return toIdentities(names, await this.#table.getAll(identityKeys(names), 'IdentitiesNotRead'));
  }

  /** One request to read the names, and one to write each. */
  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void> {
    const aliases = [...new Set(claims.map(({ alias }) => alias))];
    const known = await this.find({ aliases, patients: [] });
    await Promise.all(
      claims.map(({ alias, owner }) => {
        const attribute = ownerAttribute(owner.patient.key);
        return this.#table.update(
          orderKey(alias),
          {
            set: { [attribute]: owner, expiresAt: expiryOf(owner.asOf, keepMs) },
            remove: (known.owners.get(alias) ?? [])
              .filter(({ patient, asOf }) => patient.key !== owner.patient.key && asOf < owner.asOf - keepMs)
              .map(({ patient }) => ownerAttribute(patient.key)),
            // where no newer word for the same patient stands
            condition: {
              where: `attribute_not_exists(#${attribute}) OR #${attribute}.#asOf <= :asOf`,
              names: { '#asOf': 'asOf' },
              values: { ':asOf': owner.asOf },
            },
          },
          'IdentityNotStored',
        );
      }),
    );
  }

  async putPatient(patient: Patient, asOf: number): Promise<void> {
    await this.#table.putNewer(patientItem(patient, asOf), 'PatientNotStored');
  }

  async link(retired: string, link: PatientLink): Promise<void> {
    const item = { ...patientLinkKey(retired), link, asOf: link.watermark.messageTime };
    await this.#table.putNewer(item, 'PatientNotLinked');
  }
}

/** How a patient was described at a time. */
export const patientItem = (patient: Patient, asOf: number) => ({
  ...patientKey(patient.key),
  asOf,
  patient: { ...patient, notes: [] },
});
