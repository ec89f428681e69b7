import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Order, orderSchema } from '../../model/order.ts';
import { type Patient, type PatientLink, patientLinkSchema } from '../../model/patient.ts';
import type { IdentityStore, KnownIdentities } from '../../ports/identity-store.ts';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall, isConditionFailure } from './aws-call.ts';
import { marshallOptions } from './dynamo-store.ts';
import { orderKey, patientKey } from './keys.ts';
import { shortened } from './shortened.ts';

/** DynamoDB's own limit for one request. */
const BATCH_KEYS = 100;
const MAX_BATCH_TRIES = 8;

type Item = Readonly<Record<string, unknown>>;

export class DynamoIdentityStore implements IdentityStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(options: { readonly client: DynamoDBClient; readonly table: string }) {
    this.#client = options.client;
    this.#table = options.table;
  }

  async find(names: {
    readonly orders: readonly string[];
    readonly patients: readonly string[];
  }): Promise<KnownIdentities> {
    const items = await this.#getAll([...names.orders.map(orderKey), ...names.patients.map(patientKey)]);
    const known = { orders: new Map<string, Order>(), links: new Map<string, PatientLink>() };
    for (const alias of names.orders) {
      const item = items.get(orderKey(alias).pk);
      if (item !== undefined) known.orders.set(alias, orderSchema.parse(item['order']));
    }
    for (const key of names.patients) {
      const link = items.get(patientKey(key).pk)?.['link'];
      if (link !== undefined) known.links.set(key, patientLinkSchema.parse(link));
    }
    return known;
  }

  async #getAll(keys: readonly { readonly pk: string; readonly sk: string }[]): Promise<Map<string, Item>> {
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

  async putOrder(order: Order, aliases: readonly string[]): Promise<void> {
    const short = {
      ...order,
      observations: order.observations.map((one) => ({ ...one, values: one.values.flatMap(shortened) })),
    };
    await Promise.all(
      aliases.map((alias) =>
        awsCall('OrderNotStored', async () => {
          try {
            await this.#client.send(
              new PutItemCommand({
                TableName: this.#table,
                Item: marshall({ ...orderKey(alias), asOf: order.asOf, order: short }, marshallOptions),
                ConditionExpression: 'attribute_not_exists(pk) OR asOf <= :asOf',
                ExpressionAttributeValues: marshall({ ':asOf': order.asOf }),
              }),
            );
          } catch (cause) {
            if (!isConditionFailure(cause)) throw cause;
          }
        }),
      ),
    );
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
    await awsCall('PatientNotLinked', async () => {
      try {
        await this.#client.send(
          new UpdateItemCommand({
            TableName: this.#table,
            Key: marshall(patientKey(retired)),
            UpdateExpression: 'SET #link = :link, linkedAsOf = :asOf',
            ConditionExpression: 'attribute_not_exists(linkedAsOf) OR linkedAsOf <= :asOf',
            ExpressionAttributeNames: { '#link': 'link' },
            ExpressionAttributeValues: marshall(
              { ':link': link, ':asOf': link.watermark.messageTime },
              marshallOptions,
            ),
          }),
        );
      } catch (cause) {
        if (!isConditionFailure(cause)) throw cause;
      }
    });
  }
}
