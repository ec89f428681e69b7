import { digestOf } from '../../model/identity.ts';
import { type KnownPatient, knownPatientSchema } from '../../model/known-patient.ts';
import { linkName } from '../../model/linked.ts';
import { type Owner, type OwnerClaim, ownerAfter, ownerSchema } from '../../model/owner.ts';
import { type PatientLink, patientLinkSchema } from '../../model/patient.ts';
import type { AddWord, IdentityNames, IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import type { DynamoStoreOptions } from './dynamo-store.ts';
import { expiryOf } from './expiry.ts';
import { type ItemKey, orderKey, patientKey, patientLinkKey } from './keys.ts';
import type { Change, Condition, Item, ItemsByKey, Table } from './table.ts';

/**
 * Prefix of owner attributes. The claim for each patient has its own attribute, so that no claim overwrites
 * another patient's.
 */
const OWNER = 'owner_';
const ownerAttribute = (patientKey: string): string => `${OWNER}${patientKey}`;

/** Prefix of link attributes; each link has its own. */
const LINK = 'link_';
const linkAttribute = (link: PatientLink): string => `${LINK}${digestOf(linkName(link))}`;

/** The id of the message that waits for this name; the last one, if there are several. */
const AWAITED = 'awaited';

/** The keys of the items that describe these names. */
export const identityKeys = ({ aliases, patients }: IdentityNames): ItemKey[] => [
  ...aliases.map(orderKey),
  ...patients.flatMap((patient) => [patientKey(patient), patientLinkKey(patient)]),
];

/** Reads the identities from such items. */
export function toIdentities({ aliases, patients }: IdentityNames, items: ItemsByKey): KnownIdentities {
  const owners = new Map<string, readonly Owner[]>();
  const links = new Map<string, readonly PatientLink[]>();
  const described = new Map<string, KnownPatient>();
  const awaited = new Set<string>();
  for (const alias of aliases) {
    const item = items(orderKey(alias));
    if (item === undefined) continue;
    if (item[AWAITED] !== undefined) awaited.add(alias);
    const known = attributesOf(item, OWNER).map((owner) => ownerSchema.parse(owner));
    if (known.length > 0) owners.set(alias, known);
  }
  for (const patient of patients) {
    const linked = items(patientLinkKey(patient));
    const known = linked === undefined ? [] : attributesOf(linked, LINK);
    if (known.length > 0)
      links.set(
        patient,
        known.map((link) => patientLinkSchema.parse(link)),
      );
    if (linked?.[AWAITED] !== undefined) awaited.add(patient);
    const description = items(patientKey(patient))?.['known'];
    if (description !== undefined) described.set(patient, knownPatientSchema.parse(description));
  }
  return { owners, links, described, awaited };
}

const attributesOf = (item: Item, prefix: string): unknown[] =>
  Object.entries(item).flatMap(([name, value]) => (name.startsWith(prefix) ? [value] : []));

export class DynamoIdentityStore implements IdentityStore {
  readonly #table: Table;

  constructor(options: Pick<DynamoStoreOptions, 'table'>) {
    this.#table = options.table;
  }

  async find(names: IdentityNames): Promise<KnownIdentities> {
    return toIdentities(names, await this.#table.getAll(identityKeys(names), 'IdentitiesNotRead'));
  }

  /** Makes one request to read the names, and one to write each. */
  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<readonly string[]> {
    const aliases = [...new Set(claims.map(({ alias }) => alias))];
    const known = await this.find({ aliases, patients: [] });
    const awaited = await Promise.all(
      claims.map(async ({ alias, owner: claim }) => {
        const standing = known.owners.get(alias)?.find(({ patient }) => patient.key === claim.patient.key);
        const owner = ownerAfter(standing, claim);
        const attribute = ownerAttribute(owner.patient.key);
        const isAwaited = await this.#say(orderKey(alias), {
          set: { [attribute]: owner, expiresAt: expiryOf(owner.asOf, keepMs) },
          remove: (known.owners.get(alias) ?? [])
            .filter(({ patient, asOf }) => patient.key !== owner.patient.key && asOf < owner.asOf - keepMs)
            .map(({ patient }) => ownerAttribute(patient.key)),
          condition: replacing(attribute, owner),
        });
        return isAwaited ? [alias] : [];
      }),
    );
    return [...new Set(awaited.flat())];
  }

  /** Changes an item unless a newer one exists. Returns whether a message waits for it. */
  async #say(key: ItemKey, change: Change): Promise<boolean> {
    const item = await this.#table.updated(key, change, 'IdentityNotStored');
    return item?.[AWAITED] !== undefined;
  }

  /** Makes one put if `known` was just read and nobody wrote meanwhile. */
  async describe(key: string, add: AddWord, known?: KnownPatient | undefined): Promise<KnownPatient> {
    let standing = known;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (standing === undefined || tries > 0)
        standing = (await this.find({ aliases: [], patients: [key] })).described.get(key);
      const next = add(standing);
      if (next === standing) return standing;
      const condition = {
        where: 'attribute_not_exists(pk) OR #known.#revision = :revision',
        names: { '#known': 'known', '#revision': 'revision' },
        values: { ':revision': standing?.revision ?? 0 },
      };
      if (await this.#table.putIf(patientItem(next), condition, 'PatientNotStored')) return next;
    }
    throw new AdapterError('PatientNotStored', 'transient', 'Too many writers on one patient at once');
  }

  async link(retired: string, link: PatientLink): Promise<boolean> {
    const attribute = linkAttribute(link);
    return this.#say(patientLinkKey(retired), {
      set: { [attribute]: link },
      condition: {
        where: `attribute_not_exists(#${attribute}) OR #${attribute}.#watermark.#messageTime <= :messageTime`,
        names: { '#watermark': 'watermark', '#messageTime': 'messageTime' },
        values: { ':messageTime': link.watermark.messageTime },
      },
    });
  }

  async markAwaited(names: IdentityNames, messageId: string): Promise<KnownIdentities> {
    const keys = markedKeys(names);
    const items = await Promise.all(
      keys.map((key) => this.#table.updated(key, { set: { [AWAITED]: messageId } }, 'IdentityNotStored')),
    );
    const byKey = new Map(keys.map(({ pk, sk }, index) => [`${pk} ${sk}`, items[index]]));
    return toIdentities(names, ({ pk, sk }) => byKey.get(`${pk} ${sk}`));
  }

  async unmark(names: IdentityNames, messageIds: readonly string[]): Promise<void> {
    const values = Object.fromEntries(
      messageIds.slice(0, MAX_OPERANDS).map((id, index) => [`:m${index}`, id]),
    );
    const condition = { where: `#${AWAITED} IN (${Object.keys(values).join(', ')})`, values };
    await Promise.all(
      markedKeys(names).map((key) =>
        this.#table.update(key, { remove: [AWAITED], condition }, 'IdentityNotStored'),
      ),
    );
  }
}

/** Only if no newer claim for the same patient exists: `replacesOwner`, as DynamoDB evaluates it. */
function replacing(attribute: string, { asOf, order, isOver }: Owner): Condition {
  const standing = `#${attribute}`;
  const isNewer = `attribute_not_exists(${standing}) OR ${standing}.#asOf < :asOf`;
  if (isOver === true)
    return {
      where: `${isNewer} OR ${standing}.#asOf = :asOf`,
      names: { '#asOf': 'asOf' },
      values: { ':asOf': asOf },
    };
  return {
    where: `${isNewer} OR (attribute_not_exists(${standing}.#isOver) AND ${standing}.#asOf = :asOf) OR (attribute_exists(${standing}.#isOver) AND ${standing}.#order <> :order)`,
    names: { '#asOf': 'asOf', '#isOver': 'isOver', '#order': 'order' },
    values: { ':asOf': asOf, ':order': order ?? '' },
  };
}

/** DynamoDB's own limit for IN. */
const MAX_OPERANDS = 100;

/** A sequence group is handled in order, so fewer workers than this describe one patient at once. */
const MAX_TRIES = 50;

/** The keys of the items that are marked when a message waits for a name. */
const markedKeys = ({ aliases, patients }: IdentityNames): ItemKey[] => [
  ...aliases.map(orderKey),
  ...patients.map(patientLinkKey),
];

/** The item for the known data of a patient. */
export const patientItem = (known: KnownPatient) => ({
  ...patientKey(known.key),
  known: { ...known, revision: known.revision + 1 },
});
