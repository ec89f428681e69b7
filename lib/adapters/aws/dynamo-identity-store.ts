import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Owner, type OwnerClaim, ownerSchema } from '../../model/owner.ts';
import { type Patient, type PatientLink, patientLinkSchema } from '../../model/patient.ts';
import type { IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { marshallOptions } from './dynamo-store.ts';
import { expiryOf } from './expiry.ts';
import { type ItemKey, orderKey, patientKey } from './keys.ts';

/** DynamoDB's own limit for one request. */
const BATCH_KEYS = 100;
const MAX_BATCH_TRIES = 8;

/** Each patient's word has an attribute of its own, so that none overwrites another's. */
const OWNER = 'owner_';
const ownerAttribute = (patientKey: string): string => `${OWNER}${patientKey}`;

type Item = Readonly<Record<string, unknown>>;

export class DynamoIdentityStore implements IdentityStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async find(names: {
    readonly aliases: readonly string[];
    readonly patients: readonly string[];
  }): Promise<KnownIdentities> {
    const items = await this.#getAll([...names.aliases.map(orderKey), ...names.patients.map(patientKey)]);
    const known = { owners: new Map<string, readonly Owner[]>(), links: new Map<string, PatientLink>() };
    for (const alias of names.aliases) {
      const item = items.get(orderKey(alias).pk);
      if (item === undefined) continue;
      const attributes = Object.entries(item).filter(([name]) => name.startsWith(OWNER));
      known.owners.set(
        alias,
        attributes.map(([, owner]) => ownerSchema.parse(owner)),
      );
    }
    for (const key of names.patients) {
      const link = items.get(patientKey(key).pk)?.['link'];
      if (link !== undefined) known.links.set(key, patientLinkSchema.parse(link));
    }
    return known;
  }

  async #getAll(keys: readonly ItemKey[]): Promise<Map<string, Item>> {
    const items = new Map<string, Item>();
    for (let at = 0; at < keys.length; at += BATCH_KEYS) {
      let pending: KeysAndAttributes | undefined = {
        Keys: keys.slice(at, at + BATCH_KEYS).map((key) => marshall(key)),
        ConsistentRead: true,
      };
      for (let tries = 0; pending !== undefined; tries++) {
        if (tries === MAX_BATCH_TRIES)
          throw new AdapterError('IdentitiesNotRead', 'transient', 'DynamoDB left items of a batch unread');
        const request: Record<string, KeysAndAttributes> = { [this.#table]: pending };
        const { Responses, UnprocessedKeys } = await awsCall('IdentitiesNotRead', () =>
          this.#client.send(new BatchGetItemCommand({ RequestItems: request })),
        );
        for (const item of Responses?.[this.#table] ?? []) {
          const plain = unmarshall(item);
          items.set(String(plain['pk']), plain);
        }
        pending = UnprocessedKeys?.[this.#table];
      }
    }
    return items;
  }

  /** One request to read the names, and one to write each. */
  async putOwners(claims: readonly OwnerClaim[], keepMs: number): Promise<void> {
    const aliases = [...new Set(claims.map(({ alias }) => alias))];
    const known = await this.find({ aliases, patients: [] });
    await Promise.all(
      claims.map(({ alias, owner }) => {
        const attribute = ownerAttribute(owner.patient.key);
        return this.#update(orderKey(alias), {
          set: { [attribute]: owner, expiresAt: expiryOf(owner.asOf, keepMs) },
          remove: (known.owners.get(alias) ?? [])
            .filter(({ patient, asOf }) => patient.key !== owner.patient.key && asOf < owner.asOf - keepMs)
            .map(({ patient }) => ownerAttribute(patient.key)),
          // where no newer word for the same patient stands
          where: `attribute_not_exists(#${attribute}) OR #${attribute}.#asOf <= :asOf`,
          names: { '#asOf': 'asOf' },
          values: { ':asOf': owner.asOf },
        });
      }),
    );
  }

  /** Sets attributes where a condition holds, and says whether it did. */
  async #update(
    key: ItemKey,
    change: {
      readonly set: Readonly<Record<string, unknown>>;
      readonly remove?: readonly string[];
      readonly where: string;
      readonly names?: Readonly<Record<string, string>>;
      readonly values?: Readonly<Record<string, unknown>>;
    },
  ): Promise<boolean> {
    const names = Object.keys(change.set);
    const { remove = [] } = change;
    return awsCall('IdentityNotStored', async () => {
      try {
        await this.#client.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: marshall(key),
            UpdateExpression: [
              `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
              ...(remove.length === 0 ? [] : [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`]),
            ].join(' '),
            ConditionExpression: change.where,
            ExpressionAttributeNames: {
              ...Object.fromEntries([...names, ...remove].map((name) => [`#${name}`, name])),
              ...change.names,
            },
            ExpressionAttributeValues: marshall(
              {
                ...Object.fromEntries(names.map((name) => [`:${name}`, change.set[name]])),
                ...change.values,
              },
              marshallOptions,
            ),
          }),
        );
        return true;
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        return false;
      }
    });
  }

  /** One request; a second where a newer description stands. */
  async putPatient(patient: Patient, asOf: number): Promise<PatientLink | undefined> {
    const item = await awsCall('PatientNotStored', async () => {
      try {
        const { Attributes } = await this.#client.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: marshall(patientKey(patient.key)),
            UpdateExpression: 'SET asOf = :asOf, patient = :patient',
            ConditionExpression: 'attribute_not_exists(asOf) OR asOf <= :asOf',
            ExpressionAttributeValues: marshall(
              { ':asOf': asOf, ':patient': { ...patient, notes: [] } },
              marshallOptions,
            ),
            ReturnValues: 'ALL_NEW',
          }),
        );
        return Attributes;
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
        const { Item } = await this.#client.send(
          new GetItemCommand({
            TableName: this.#table,
            Key: marshall(patientKey(patient.key)),
            ConsistentRead: true,
          }),
        );
        return Item;
      }
    });
    const link = item === undefined ? undefined : unmarshall(item)['link'];
    return link === undefined ? undefined : patientLinkSchema.parse(link);
  }

  async link(retired: string, link: PatientLink): Promise<void> {
    await this.#update(patientKey(retired), {
      set: { link, linkedAsOf: link.watermark.messageTime },
      where: 'attribute_not_exists(linkedAsOf) OR linkedAsOf <= :linkedAsOf',
    });
  }
}
